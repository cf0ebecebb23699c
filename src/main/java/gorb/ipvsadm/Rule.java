package gorb.ipvsadm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of rules, taken apart.
 *
 * @param line its number, from 1
 * @param options what it says, each with the word that belongs to it, or an empty text
 */
record Rule(int line, Map<Option, String> options) {
  private static final int LONGEST_SHOWN = 60;

  /**
   * The rule of a line.
   *
   * @param complaints what cannot be understood goes there
   */
  static Rule of(int line, String text, Complaints complaints) {
    var options = new EnumMap<Option, String>(Option.class);
    var words = new ArrayDeque<>(Arrays.stream(text.strip().split("\\s+")).flatMap(Rule::parted).toList());
    while (!words.isEmpty()) {
      var word = words.pop();
      var option = Option.byWord().get(word);
      if (option == null) {
        complaints.add(line, shown(word) + ": unknown (expected: rules of -A and -a, as 'ipvsadm -S -n' writes them)");
        break;
      }
      var value = switch (option.value()) {
        case NONE -> "";
        case REQUIRED -> Optional.ofNullable(words.poll()).orElse("");
        case OPTIONAL -> words.isEmpty() || words.peek().startsWith("-") ? "" : words.pop();
      };
      if (value.isEmpty() && option.value() == Option.Value.REQUIRED) {
        complaints.add(line, option + ": without a value");
      }
      if (options.put(option, value) != null) {
        complaints.add(line, option + ": given twice");
      }
    }
    return new Rule(line, options);
  }

  boolean has(Option option) {
    return options.containsKey(option);
  }

  /** The word that belongs to an option; empty where the option is not given. */
  Optional<String> value(Option option) {
    return Optional.ofNullable(options.get(option));
  }

  /** Those of some options that are given. */
  List<Option> among(Option... some) {
    return Arrays.stream(some).filter(options::containsKey).toList();
  }

  /** {@code --weight=1} and {@code -w1} are two words each. */
  private static Stream<String> parted(String word) {
    int equals = word.indexOf('=');
    if (word.startsWith("--") && equals > 0) {
      return Stream.of(word.substring(0, equals), word.substring(equals + 1));
    }
    boolean isJoined = word.length() > 2 && word.charAt(0) == '-' && word.charAt(1) != '-'
        && takesWord(Option.byWord().get(word.substring(0, 2)));
    return isJoined ? Stream.of(word.substring(0, 2), word.substring(2)) : Stream.of(word);
  }

  private static boolean takesWord(@Nullable Option option) {
    return option != null && option.value() != Option.Value.NONE;
  }

  private static String shown(String word) {
    return word.length() > LONGEST_SHOWN ? word.substring(0, LONGEST_SHOWN) + "…" : word;
  }
}
