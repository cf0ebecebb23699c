package gorb.model;

/** An address family of IP, with its number on Linux ({@code AF_INET}, {@code AF_INET6} of socket.h). */
public enum AddressFamily {
  IPV4(2, 32),
  IPV6(10, 128);

  private final int number;
  private final int bits;

  AddressFamily(int number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  /** The kernel's number of this family. */
  public int number() {
    return number;
  }

  /** How many bits an address of this family has: 32 or 128. */
  public int bits() {
    return bits;
  }
}
