package gorb.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as a value: comparable, usable as a key, never resolved, without a scope.
 * An IPv4-mapped IPv6 address counts as the IPv4 address (RFC 4291 §2.5.5.2).
 *
 * @param family which of the two
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address; the 32 bits of an IPv4 address
 */
public record IpAddress(AddressFamily family, long high, long low) implements Comparable<IpAddress> {
  /** {@code 0.0.0.0}, every IPv4 address of the host. */
  public static final IpAddress ANY_IPV4 = new IpAddress(AddressFamily.IPV4, 0, 0);

  /** {@code ::}, every IPv6 address of the host. */
  public static final IpAddress ANY_IPV6 = new IpAddress(AddressFamily.IPV6, 0, 0);

  public IpAddress {
    if (family == AddressFamily.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("address: more than 32 bits (expected: an IPv4 address)");
    }
  }

  /**
   * An address from its bytes in network order.
   *
   * @throws IllegalArgumentException unless there are 4 or 16 bytes
   */
  public static IpAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> new IpAddress(AddressFamily.IPV4, 0, Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
      case 16 -> {
        var buffer = ByteBuffer.wrap(bytes);
        long high = buffer.getLong();
        long low = buffer.getLong();
        yield high == 0 && low >>> 32 == 0xffffL
            ? new IpAddress(AddressFamily.IPV4, 0, low & 0xffffffffL)
            : new IpAddress(AddressFamily.IPV6, high, low);
      }
      default -> throw new IllegalArgumentException("address: " + bytes.length + " bytes (expected: 4 or 16)");
    };
  }

  /** The same address as the JDK's type says it. */
  public static IpAddress of(InetAddress address) {
    return ofBytes(address.getAddress());
  }

  /**
   * Reads a literal: four decimal numbers, or IPv6 text of RFC 4291 §2.2 without brackets and zone.
   * Never asks a resolver.
   *
   * @return empty when the text is no literal; short forms such as {@code 127.1} are none
   */
  public static Optional<IpAddress> parse(String text) {
    if (text.indexOf(':') < 0) {
      return parseDottedQuad(text);
    }
    if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(InetAddress.ofLiteral(text)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Reads a literal that is known to be one.
   *
   * @throws IllegalArgumentException when the text is no literal
   */
  public static IpAddress of(String literal) {
    return parse(literal)
        .orElseThrow(() -> new IllegalArgumentException("address: " + literal + " (expected: an IPv4 or IPv6 literal)"));
  }

  /** The bytes in network order: 4 or 16. */
  public byte[] toBytes() {
    return switch (family) {
      case IPV4 -> ByteBuffer.allocate(4).putInt((int) low).array();
      case IPV6 -> ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    };
  }

  /** The JDK's type for this address. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it is the unspecified address, {@code 0.0.0.0} or {@code ::}. */
  public boolean isAny() {
    return high == 0 && low == 0;
  }

  /** Whether it stays within this host: 127.0.0.0/8 or {@code ::1}. */
  public boolean isLoopback() {
    return switch (family) {
      case IPV4 -> low >>> 24 == 127;
      case IPV6 -> high == 0 && low == 1;
    };
  }

  /** The address with a port, an IPv6 address in brackets: {@code 10.0.0.1:80}, {@code [fd00::1]:80}. */
  public String withPort(int port) {
    return family == AddressFamily.IPV6 ? "[" + this + "]:" + port : this + ":" + port;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress(var otherFamily, long otherHigh, long otherLow)
        && low == otherLow && high == otherHigh && family == otherFamily;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  @Override
  public int compareTo(IpAddress other) {
    if (family != other.family) {
      return family.compareTo(other.family);
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The text of RFC 5952 (IPv6) or four decimal numbers (IPv4). */
  @Override
  public String toString() {
    return switch (family) {
      case IPV4 -> (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
      case IPV6 -> compressed();
    };
  }

  private static Optional<IpAddress> parseDottedQuad(String text) {
    long bits = 0;
    int index = 0;
    for (int octets = 0; octets < 4; octets++) {
      if (octets > 0 && (index >= text.length() || text.charAt(index++) != '.')) {
        return Optional.empty();
      }
      int begin = index;
      int octet = 0;
      while (index < text.length() && index - begin < 3 && isDigit(text.charAt(index))) {
        octet = octet * 10 + (text.charAt(index++) - '0');
      }
      boolean hasLeadingZero = index - begin > 1 && text.charAt(begin) == '0';
      if (index == begin || hasLeadingZero || octet > 255) {
        return Optional.empty();
      }
      bits = bits << 8 | octet;
    }
    return index == text.length() ? Optional.of(new IpAddress(AddressFamily.IPV4, 0, bits)) : Optional.empty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** RFC 5952 §4: lower case, no leading zeros, the longest (first) run of two or more zero groups as "::". */
  private String compressed() {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (48 - 16 * (i - 4))) & 0xffff);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; ) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
      i = Math.max(end, i + 1);
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; ) {
      if (i == start) {
        text.append("::");
        i += length;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
        i++;
      }
    }
    return text.toString();
  }
}
