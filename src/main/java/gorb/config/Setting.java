package gorb.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a file may say of the daemon: its flags by their long names, without the dashes. {@link Flags} is the only place
 * that lists them.
 *
 * @param name such as {@code vip-interface}
 * @param type of its value
 * @param choices the only words that it may be; empty for any
 * @param description as the help text has it
 */
record Setting(String name, Type type, List<String> choices, String description) {
  /** These make sense on a command line only. */
  private static final Set<String> NOT_IN_FILES = Set.of("--help", "--version", "--config");

  /** By name, in the order of the help text. */
  static final Map<String, Setting> ALL = all();

  Setting {
    choices = List.copyOf(choices);
  }

  /** The types of values. */
  enum Type {
    TEXT("a string"),
    SWITCH("true or false"),
    NUMBER("an integer"),
    LIST("an array of strings");

    private final String expected;

    Type(String expected) {
      this.expected = expected;
    }

    /** For messages. */
    String expected() {
      return expected;
    }
  }

  /** The name of the setting that a flag gives. */
  static String nameOf(OptionSpec flag) {
    return flag.longestName().substring(2);
  }

  private static Map<String, Setting> all() {
    var settings = new LinkedHashMap<String, Setting>();
    for (var flag : CommandSpec.forAnnotatedObject(new Flags()).options()) {
      if (!NOT_IN_FILES.contains(flag.longestName())) {
        settings.put(nameOf(flag), of(flag));
      }
    }
    return Collections.unmodifiableMap(settings);
  }

  private static Setting of(OptionSpec flag) {
    var choices = flag.completionCandidates() == null
        ? List.<String>of()
        : StreamSupport.stream(flag.completionCandidates().spliterator(), false).toList();
    var isWords = type(flag) == Type.TEXT;
    return new Setting(nameOf(flag), type(flag), isWords ? choices : List.of(),
        String.join(" ", flag.description()).replace("${DEFAULT-VALUE}", String.valueOf(flag.defaultValue())));
  }

  private static Type type(OptionSpec flag) {
    var type = flag.type();
    if (type == boolean.class) {
      return Type.SWITCH;
    }
    if (type == int.class || type == long.class) {
      return Type.NUMBER;
    }
    if (type == List.class) {
      return Type.LIST;
    }
    if (type == String.class || type == Path.class) {
      return Type.TEXT;
    }
    throw new IllegalStateException("flag " + flag.longestName() + ": " + type + " (expected: a type of settings)");
  }
}
