package gorb.document;

import gorb.model.SchedulerFlag;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The words for scheduler flags, joined by {@code |}: exact, in any order, repeated as one likes. */
final class FlagWords {
  /** For messages. */
  static final String EXPECTED =
      "flag-1, flag-2, flag-3, sh-fallback, sh-port, mh-fallback or mh-port, joined by '|'";

  private static final Map<String, SchedulerFlag> WORDS = Map.of(
      "flag-1", SchedulerFlag.FLAG_1,
      "sh-fallback", SchedulerFlag.FLAG_1,
      "mh-fallback", SchedulerFlag.FLAG_1,
      "flag-2", SchedulerFlag.FLAG_2,
      "sh-port", SchedulerFlag.FLAG_2,
      "mh-port", SchedulerFlag.FLAG_2,
      "flag-3", SchedulerFlag.FLAG_3);

  private FlagWords() {}

  /** The flags of a text; empty where a word is unknown. No text means no flags. */
  static Optional<Set<SchedulerFlag>> parse(String text) {
    var flags = EnumSet.noneOf(SchedulerFlag.class);
    if (text.isEmpty()) {
      return Optional.of(flags);
    }
    for (var word : text.split("\\|", -1)) {
      var flag = WORDS.get(word);
      if (flag == null) {
        return Optional.empty();
      }
      flags.add(flag);
    }
    return Optional.of(flags);
  }

  /** The text for flags. */
  static String format(Set<SchedulerFlag> flags) {
    return flags.stream().sorted().map(FlagWords::word).collect(Collectors.joining("|"));
  }

  private static String word(SchedulerFlag flag) {
    return switch (flag) {
      case FLAG_1 -> "flag-1";
      case FLAG_2 -> "flag-2";
      case FLAG_3 -> "flag-3";
    };
  }
}
