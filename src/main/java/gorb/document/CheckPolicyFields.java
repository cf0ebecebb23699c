package gorb.document;

import gorb.model.CheckPolicy;
import gorb.model.InitialState;
import gorb.model.Restore;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a pulse that say what follows from its results; those with their default values are not written. */
final class CheckPolicyFields {
  private static final int LONGEST_RESTORE = 64;
  private static final Pattern RESTORE = Pattern.compile("history|immediate|(linear|exponential) (\\S+)");
  private static final String RESTORE_EXPECTED = "history, immediate, linear 30s or exponential 30s";

  private CheckPolicyFields() {}

  /** Reads the policy of a check with an interval. */
  static CheckPolicy read(Fields fields, Duration interval) {
    var before = CheckPolicy.of(interval);
    int rise = fields.integer("rise", 1, CheckPolicy.MOST_IN_A_ROW).orElse(before.rise());
    int fall = fields.integer("fall", 1, CheckPolicy.MOST_IN_A_ROW).orElse(before.fall());
    var fast = fields.duration("fast_interval", Intervals.SHORTEST).orElse(before.fastInterval());
    var down = fields.duration("down_interval", Intervals.SHORTEST).orElse(before.downInterval());
    var longest = fields.duration("down_interval_max", Intervals.SHORTEST).orElse(down);
    if (longest.compareTo(down) < 0) {
      fields.problems().add(fields.path("down_interval_max"),
          Intervals.format(longest) + " (expected: at least down_interval, " + Intervals.format(down) + ")");
      longest = down;
    }
    int jitter = fields.integer("jitter", 0, CheckPolicy.MOST_JITTER).orElse(before.jitter());
    var initial = fields.word("initial", InitialState.values(), InitialState::label).orElse(before.initial());
    var restore = restore(fields).orElse(before.restore());
    return new CheckPolicy(rise, fall, fast, down, longest, jitter, initial, restore);
  }

  /** Writes what is not as {@link CheckPolicy#of} has it. */
  static void write(ObjectNode pulse, CheckPolicy policy, Duration interval) {
    var usual = CheckPolicy.of(interval);
    if (policy.rise() != usual.rise()) {
      pulse.put("rise", policy.rise());
    }
    if (policy.fall() != usual.fall()) {
      pulse.put("fall", policy.fall());
    }
    if (!policy.fastInterval().equals(usual.fastInterval())) {
      pulse.put("fast_interval", Intervals.format(policy.fastInterval()));
    }
    if (!policy.downInterval().equals(usual.downInterval())) {
      pulse.put("down_interval", Intervals.format(policy.downInterval()));
    }
    if (!policy.longestDownInterval().equals(policy.downInterval())) {
      pulse.put("down_interval_max", Intervals.format(policy.longestDownInterval()));
    }
    if (policy.jitter() != usual.jitter()) {
      pulse.put("jitter", policy.jitter());
    }
    if (policy.initial() != usual.initial()) {
      pulse.put("initial", policy.initial().label());
    }
    if (!policy.restore().equals(usual.restore())) {
      pulse.put("restore", format(policy.restore()));
    }
  }

  /** A way to restore as users write it. */
  static String format(Restore restore) {
    return switch (restore) {
      case Restore.History _ -> "history";
      case Restore.Immediate _ -> "immediate";
      case Restore.Linear(var over) -> "linear " + Intervals.format(over);
      case Restore.Exponential(var over) -> "exponential " + Intervals.format(over);
    };
  }

  private static Optional<Restore> restore(Fields fields) {
    var text = fields.text("restore", LONGEST_RESTORE);
    var restore = text.flatMap(CheckPolicyFields::parse);
    if (text.isPresent() && restore.isEmpty()) {
      fields.problems().add(fields.path("restore"), "\"" + text.get() + "\" (expected: " + RESTORE_EXPECTED + ")");
    }
    return restore;
  }

  private static Optional<Restore> parse(String text) {
    var match = RESTORE.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    if (match.group(1) == null) {
      return Optional.of(text.equals("history") ? new Restore.History() : new Restore.Immediate());
    }
    return Intervals.parse(match.group(2))
        .filter(over -> over.compareTo(Intervals.SHORTEST) >= 0 && over.compareTo(Intervals.LONGEST) <= 0)
        .map(over -> match.group(1).equals("linear") ? new Restore.Linear(over) : new Restore.Exponential(over));
  }
}
