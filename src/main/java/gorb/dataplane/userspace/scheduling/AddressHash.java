package gorb.dataplane.userspace.scheduling;

import gorb.model.IpAddress;

/** How hashing schedulers make a number of an address. */
final class AddressHash {
  /** 2^32 divided by the golden ratio, squared (hash.h: {@code GOLDEN_RATIO_32}). */
  private static final int GOLDEN_RATIO = 0x61C8_8647;

  private AddressHash() {}

  /** The 32 bits of an IPv4 address, or the exclusive or of the four words of an IPv6 address. */
  static int fold(IpAddress address) {
    long words = address.high() ^ address.low();
    return (int) ((words >>> 32) ^ words);
  }

  /** The upper bits of a multiplicative hash (hash.h: {@code hash_32}). */
  static int ofBits(int value, int bits) {
    return (value * GOLDEN_RATIO) >>> (Integer.SIZE - bits);
  }
}
