package gorb.config;

import gorb.config.Config.StopChoice;
import gorb.config.ParsedFlags.FlagProblem;
import gorb.control.StopPolicy;
import gorb.document.Intervals;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the flags say of the end of the daemon. */
final class StopFlags {
  private static final Duration LONGEST = Duration.ofDays(31);

  private StopFlags() {}

  /** What is chosen, of flags without problems. */
  static StopChoice choice(Flags flags) {
    return new StopChoice(policy(flags).orElseThrow(), within(flags).orElseThrow());
  }

  /** Notes what is wrong. */
  static void rules(Flags flags, List<FlagProblem> problems) {
    if (policy(flags).isEmpty()) {
      problems.add(new FlagProblem("stop", flags.stop + " (expected: leave, drain or remove)", false));
    }
    if (within(flags).isEmpty()) {
      problems.add(new FlagProblem(
          "stop-within", flags.stopWithin + " (expected: a duration such as 30s or 5m, at most 744h)", false));
    }
  }

  private static Optional<StopPolicy> policy(Flags flags) {
    return Arrays.stream(StopPolicy.values()).filter(policy -> policy.label().equals(flags.stop)).findFirst();
  }

  private static Optional<Duration> within(Flags flags) {
    return Intervals.parse(flags.stopWithin).filter(it -> !it.isNegative() && it.compareTo(LONGEST) <= 0);
  }
}
