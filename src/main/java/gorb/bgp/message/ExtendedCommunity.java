package gorb.bgp.message;

/**
 * A mark on routes with a type (RFC 4360).
 *
 * @param bits all 64 as they are sent
 */
public record ExtendedCommunity(long bits) {
  /** Two-octet AS specific, not transitive: draft-ietf-idr-link-bandwidth. */
  private static final int LINK_BANDWIDTH = 0x4004;

  private static final int HIGHEST_TWO_OCTET_AS = 0xffff;

  /**
   * How much a path can carry, relative to others. The AS number has 16 bits only: a longer one is {@link Open#AS_TRANS}.
   *
   * @param asn of the speaker
   * @param bytesPerSecond sent in 32 bits of floating point
   */
  public static ExtendedCommunity linkBandwidth(long asn, double bytesPerSecond) {
    long as = asn > HIGHEST_TWO_OCTET_AS ? Open.AS_TRANS : asn;
    long share = Integer.toUnsignedLong(Float.floatToIntBits((float) bytesPerSecond));
    return new ExtendedCommunity((long) LINK_BANDWIDTH << 48 | as << 32 | share);
  }

  @Override
  public String toString() {
    return bits >>> 48 == LINK_BANDWIDTH
        ? "link-bandwidth:" + (bits >>> 32 & 0xffff) + ":" + Float.intBitsToFloat((int) bits)
        : "0x" + Long.toHexString(bits);
  }
}
