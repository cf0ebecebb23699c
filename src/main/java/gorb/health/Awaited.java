package gorb.health;

import gorb.model.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads until some octets have come, however they are cut up, and never more than {@link #MOST_BYTES}. */
final class Awaited {
  static final int MOST_BYTES = 64 * 1024;
  private static final int FIRST_BYTES = 2048;

  private Awaited() {}

  /**
   * Returns when the octets have come.
   *
   * @throws CheckFailedException when the input ends before, or is too long
   */
  static void read(InputStream input, Octets expected) throws IOException {
    var wanted = expected.bytes();
    var buffer = new byte[FIRST_BYTES];
    int size = 0;
    while (true) {
      if (size == buffer.length) {
        if (size == MOST_BYTES) {
          throw new CheckFailedException("no " + expected + " in the first " + MOST_BYTES + " bytes");
        }
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      int count = input.read(buffer, size, buffer.length - size);
      if (count < 0) {
        throw new CheckFailedException("connection closed before " + expected
            + (size == 0 ? "; nothing came" : "; what came: " + Octets.of(Arrays.copyOf(buffer, size))));
      }
      int from = Math.max(0, size - wanted.length + 1);
      size += count;
      if (contains(buffer, from, size, wanted)) {
        return;
      }
    }
  }

  /** Whether octets lie within a range of an array. */
  static boolean contains(byte[] buffer, int from, int to, byte[] wanted) {
    for (int start = from; start + wanted.length <= to; start++) {
      if (Arrays.equals(buffer, start, start + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
