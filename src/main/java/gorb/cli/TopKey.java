package gorb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A key of the user of 'gorb top'. */
sealed interface TopKey {
  /** Something printable. */
  record Letter(char letter) implements TopKey {}

  /** A row up. */
  record Up() implements TopKey {}

  /** A row down. */
  record Down() implements TopKey {}

  /** The end of what is typed. */
  record Enter() implements TopKey {}

  /** What is typed is not wanted. */
  record Escape() implements TopKey {}

  /** The last letter is not wanted. */
  record Backspace() implements TopKey {}

  /**
   * Waits for a key.
   *
   * @return empty for one that means nothing here
   * @throws IOException also where the terminal is gone
   */
  static Optional<TopKey> read(InputStream in) throws IOException {
    int first = in.read();
    return switch (first) {
      case -1 -> throw new IOException("the terminal is gone");
      case 0x1b -> sequence(in);
      case '\r', '\n' -> Optional.of(new Enter());
      case 0x08, 0x7f -> Optional.of(new Backspace());
      default -> first >= ' ' && first < 0x7f ? Optional.of(new Letter((char) first)) : Optional.empty();
    };
  }

  /** Arrows come as ESC, a bracket or an O, and a letter; ESC alone is the key of that name. */
  private static Optional<TopKey> sequence(InputStream in) throws IOException {
    if (in.available() == 0) {
      return Optional.of(new Escape());
    }
    int kind = in.read();
    if (kind != '[' && kind != 'O') {
      return Optional.of(new Escape());
    }
    int last = in.read();
    while (last >= '0' && last <= '?') {
      last = in.read();
    }
    return switch (last) {
      case 'A' -> Optional.of(new Up());
      case 'B' -> Optional.of(new Down());
      default -> Optional.empty();
    };
  }
}
