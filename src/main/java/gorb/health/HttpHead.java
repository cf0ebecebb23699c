package gorb.health;

import org.jspecify.annotations.Nullable;

/**
 * What matters of the head of an answer.
 *
 * @param length of the body by its field; {@link #NOT_SAID} where it is not said
 * @param isChunked whether the body comes in chunks, whatever the length says (RFC 9112 §6.3)
 * @param location the place that the answer names; null where it names none
 */
record HttpHead(int status, long length, boolean isChunked, @Nullable String location) {
  static final long NOT_SAID = -1;

  /** Whether it sends elsewhere: 304 does not, and 300 leaves the choice. */
  boolean isRedirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> location != null;
      default -> false;
    };
  }
}
