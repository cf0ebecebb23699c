package gorb.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An address and port as sockets of the internet have them ({@code struct sockaddr_in}, {@code struct sockaddr_in6}).
 *
 * @param isIpv6 whether the socket is one of IPv6; it may meet IPv4 as {@code ::ffff:0:0/96}
 * @param high the upper 64 bits of an IPv6 address; 0 of an IPv4 address
 * @param low the lower 64 bits of an IPv6 address; the 32 bits of an IPv4 address
 * @param port 0..65535
 * @param scope the number of the interface that a link-local IPv6 address belongs to; else 0
 */
public record InetEndpoint(boolean isIpv6, long high, long low, int port, int scope) {
  /** The length of the longer one of both structures, rounded up, in bytes. */
  static final int LONGEST = 32;

  private static final short AF_INET = 2;
  private static final short AF_INET6 = 10;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfShort NETWORK_SHORT = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Reads the structure at an offset. */
  static InetEndpoint read(MemorySegment memory, long at) {
    int port = Short.toUnsignedInt(memory.get(NETWORK_SHORT, at + 2));
    return memory.get(SHORT, at) == AF_INET6
        ? ofIpv6(memory, at + 8, port, memory.get(INT, at + 24))
        : ofIpv4(memory, at + 4, port);
  }

  /** Reads an IPv4 address, {@code struct in_addr}. */
  static InetEndpoint ofIpv4(MemorySegment memory, long at, int port) {
    return new InetEndpoint(false, 0, Integer.toUnsignedLong(memory.get(NETWORK_INT, at)), port, 0);
  }

  /** Reads an IPv6 address, {@code struct in6_addr}. */
  static InetEndpoint ofIpv6(MemorySegment memory, long at, int port, int scope) {
    return new InetEndpoint(true, memory.get(NETWORK_LONG, at), memory.get(NETWORK_LONG, at + 8), port, scope);
  }

  /**
   * Writes the structure at an offset.
   *
   * @return its length in bytes
   */
  int write(MemorySegment memory, long at) {
    memory.asSlice(at, LONGEST).fill((byte) 0);
    memory.set(SHORT, at, isIpv6 ? AF_INET6 : AF_INET);
    memory.set(NETWORK_SHORT, at + 2, (short) port);
    writeAddress(memory, at + (isIpv6 ? 8 : 4));
    if (isIpv6) {
      memory.set(INT, at + 24, scope);
    }
    return isIpv6 ? 28 : 16;
  }

  /** Writes the address alone, 4 or 16 bytes. */
  void writeAddress(MemorySegment memory, long at) {
    if (isIpv6) {
      memory.set(NETWORK_LONG, at, high);
      memory.set(NETWORK_LONG, at + 8, low);
    } else {
      memory.set(NETWORK_INT, at, (int) low);
    }
  }

  /** The address in network order, 4 or 16 bytes. */
  public byte[] address() {
    var bytes = new byte[isIpv6 ? 16 : 4];
    var memory = MemorySegment.ofArray(bytes);
    writeAddress(memory, 0);
    return memory.toArray(JAVA_BYTE);
  }
}
