package gorb.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The last line of a file: the SHA-256 of every byte before it, {@code {"sha256":"…"}}. The same in every version of
 * the format, so that a newer one is told from a damaged one.
 */
final class Seal {
  private static final int LENGTH = line(new byte[0]).length;

  private Seal() {}

  /** A text with its seal. */
  static byte[] on(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var sealed = Arrays.copyOf(bytes, bytes.length + LENGTH);
    System.arraycopy(line(bytes), 0, sealed, bytes.length, LENGTH);
    return sealed;
  }

  /**
   * The text under a seal.
   *
   * @throws DamagedFileException where the seal is broken, or there is none
   */
  static String off(byte[] sealed) throws DamagedFileException {
    int length = sealed.length - LENGTH;
    if (length < 0) {
      throw new DamagedFileException("torn: " + sealed.length + " bytes");
    }
    var bytes = Arrays.copyOf(sealed, length);
    if (!Arrays.equals(line(bytes), 0, LENGTH, sealed, length, sealed.length)) {
      throw new DamagedFileException("the checksum of its last line is not that of the lines before");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] line(byte[] bytes) {
    try {
      var sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      return ("{\"sha256\":\"" + sum + "\"}\n").getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
