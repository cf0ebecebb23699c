package gorb.model;

/**
 * All addresses that have their first bits in common: where routes lead to.
 *
 * @param address its bits beyond the length are 0
 * @param length how many bits count: 0..32 for IPv4, 0..128 for IPv6
 */
public record Prefix(IpAddress address, int length) implements Comparable<Prefix> {
  public Prefix {
    int bits = address.family().bits();
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException("prefix length: " + length + " (expected: 0.." + bits + ")");
    }
    if (!address.equals(masked(address, length))) {
      throw new IllegalArgumentException("prefix: " + address + "/" + length + " (expected: no bits beyond its length)");
    }
  }

  /** The prefix of one address alone. */
  public static Prefix host(IpAddress address) {
    return new Prefix(address, address.family().bits());
  }

  /** The prefix of some length that an address lies in. */
  public static Prefix around(IpAddress address, int length) {
    return new Prefix(masked(address, length), length);
  }

  /** The family of its addresses. */
  public AddressFamily family() {
    return address.family();
  }

  /** Whether an address lies in it; one of another family does not. */
  public boolean contains(IpAddress other) {
    return other.family() == family() && masked(other, length).equals(address);
  }

  @Override
  public int compareTo(Prefix other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }

  private static IpAddress masked(IpAddress address, int length) {
    return switch (address.family()) {
      case IPV4 -> new IpAddress(AddressFamily.IPV4, 0, address.low() & head(length + Integer.SIZE));
      case IPV6 -> new IpAddress(AddressFamily.IPV6, address.high() & head(length), address.low() & head(length - Long.SIZE));
    };
  }

  /** A word whose first bits are set. */
  private static long head(int bits) {
    return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
  }
}
