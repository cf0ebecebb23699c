package gorb.bgp;

import java.nio.charset.StandardCharsets;

/** The secret of a session (RFC 2385). It is never printed. */
public final class Password {
  /** {@code TCP_MD5SIG_MAXKEYLEN} of linux/tcp.h. */
  public static final int LONGEST = 80;

  private final String text;

  /** A secret of 1..80 bytes. */
  public Password(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > LONGEST) {
      throw new IllegalArgumentException("password: " + length + " bytes (expected: 1.." + LONGEST + ")");
    }
    this.text = text;
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Password it && text.equals(it.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
