package gorb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files of one line: tokens, the kernel's name of this host. */
final class SmallFile {
  /** Bytes; a file that is bigger is not what was meant. */
  private static final long MOST = 4_096;

  private SmallFile() {}

  /** What a file says, without white space around it; empty where it says nothing, is too big, or cannot be read. */
  static Optional<String> line(Path file) {
    try {
      var line = Files.size(file) > MOST ? "" : Files.readString(file).strip();
      return line.isEmpty() ? Optional.empty() : Optional.of(line);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
