package gorb.dataplane.userspace;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes that follow from a number, so that what arrives can be checked without keeping what was sent. */
final class SoakPattern {
  private SoakPattern() {}

  static byte[] of(long number, int length) {
    var bytes = new byte[length];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  static boolean matches(long number, byte[] bytes, int length) {
    return Arrays.equals(bytes, of(number, length));
  }
}
