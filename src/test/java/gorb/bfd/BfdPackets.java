package gorb.bfd;

import java.util.Random;

/** Random packets that are often right. */
final class BfdPackets {
  private BfdPackets() {}

  /** Makes of random bytes what a receiver may take: version, length, flags, often to our session. */
  static byte[] likely(byte[] bytes, Random random, long to) {
    bytes[0] = (byte) (0x20 | bytes[0] & 0x1f);
    bytes[1] &= (byte) (random.nextInt(8) == 0 ? 0xff : 0xfa);
    bytes[3] = (random.nextInt(8) == 0 ? bytes[3] : ControlPacket.LENGTH);
    if (random.nextBoolean()) {
      for (int i = 0; i < 4; i++) {
        bytes[8 + i] = (byte) (to >> 8 * (3 - i));
      }
    }
    // Intervals of minutes, not of an hour.
    bytes[12] = 0;
    bytes[16] = 0;
    return bytes;
  }
}
