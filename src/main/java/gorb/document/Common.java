package gorb.document;

import java.util.Arrays;

/**
 * What two texts have in common. They are compared in blocks: a comparison that is called often is soon compiled to
 * instructions that take many bytes at a time, one that is called once for each document is not for hundreds of them.
 */
final class Common {
  private static final int BLOCK = 1 << 12;

  private Common() {}

  /** How many bytes at the beginning. */
  static int prefix(byte[] one, byte[] other) {
    int most = Math.min(one.length, other.length);
    for (int from = 0; from < most; from += BLOCK) {
      int to = Math.min(from + BLOCK, most);
      int mismatch = Arrays.mismatch(one, from, to, other, from, to);
      if (mismatch >= 0) {
        return from + mismatch;
      }
    }
    return most;
  }

  /** How many bytes at the end, as far as there are so many. */
  static int suffix(byte[] one, byte[] other, int most) {
    int common = 0;
    int block = BLOCK;
    while (common < most && block > 0) {
      int next = Math.min(common + block, most);
      if (Arrays.equals(one, one.length - next, one.length - common, other, other.length - next, other.length - common)) {
        common = next;
      } else {
        block /= 2;
      }
    }
    return common;
  }
}
