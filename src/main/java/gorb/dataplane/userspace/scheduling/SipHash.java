package gorb.dataplane.userspace.scheduling;

/**
 * SipHash-1-3 of a 32-bit number, the lower half of the result: what {@code hsiphash_1u32} of lib/siphash.c is on
 * 64-bit kernels. (On 32-bit ones it is HalfSipHash-1-3.) The algorithm: J.-P. Aumasson, D. J. Bernstein, "SipHash: a
 * fast short-input PRF", 2012.
 *
 * @param key0 the first half of the key
 * @param key1 the second half of the key
 */
record SipHash(long key0, long key1) {
  /** A key of which both halves are the same number. */
  static SipHash ofKey(long half) {
    return new SipHash(half, half);
  }

  /** The hash of the four bytes of a number in the order of a little-endian machine. */
  int hash(int number) {
    long message = ((long) Integer.BYTES << 56) | Integer.toUnsignedLong(number);
    var state = new State(key0, key1);
    state.v3 ^= message;
    state.round();
    state.v0 ^= message;
    state.v2 ^= 0xff;
    state.round();
    state.round();
    state.round();
    return (int) (state.v0 ^ state.v1 ^ state.v2 ^ state.v3);
  }

  /** The four words that are mixed; never leaves {@link #hash}. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long key0, long key1) {
      v0 = key0 ^ 0x736f_6d65_7073_6575L;
      v1 = key1 ^ 0x646f_7261_6e64_6f6dL;
      v2 = key0 ^ 0x6c79_6765_6e65_7261L;
      v3 = key1 ^ 0x7465_6462_7974_6573L;
    }

    void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
