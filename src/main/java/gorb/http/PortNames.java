package gorb.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Names of TCP ports: two that always exist, and those of services(5). */
final class PortNames {
  private static final Map<String, Integer> WELL_KNOWN = Map.of("http", 80, "https", 443);
  private static final Path SERVICES = Path.of("/etc/services");

  private PortNames() {}

  static OptionalInt tcpPort(String name) {
    var known = WELL_KNOWN.get(name);
    if (known != null) {
      return OptionalInt.of(known);
    }
    try {
      return tcpPort(name, Files.readAllLines(SERVICES, StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return OptionalInt.empty();
    }
  }

  /** Looks a name or an alias up in lines such as {@code smtp 25/tcp mail # comment}. */
  static OptionalInt tcpPort(String name, List<String> lines) {
    for (var line : lines) {
      var words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length >= 2 && words[1].matches("\\d{1,5}/tcp")) {
        boolean isNamed = Arrays.asList(words).indexOf(name) != -1 && !words[1].equals(name);
        if (isNamed) {
          return OptionalInt.of(Integer.parseInt(words[1].substring(0, words[1].indexOf('/'))));
        }
      }
    }
    return OptionalInt.empty();
  }
}
