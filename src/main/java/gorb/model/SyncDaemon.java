package gorb.model;

import java.util.OptionalInt;

/**
 * A thread of the kernel that sends connections to other directors, or takes theirs. The kernel cannot change one that
 * runs.
 *
 * @param interfaceName the multicast interface: 1..15 characters, as ip(8) has it
 * @param id 0..255: only those with the same number listen to each other
 * @param group a multicast address
 * @param port UDP, 1..65535
 * @param ttl 1..255
 * @param length the longest datagram, in bytes, without its headers; absent for the kernel's choice (of a master 1500
 *     with headers, of a backup what the interface takes)
 */
public record SyncDaemon(
    String interfaceName, int id, IpAddress group, int port, int ttl, OptionalInt length) {
  /** {@code IP_VS_SYNC_GROUP} of ip_vs_sync.c. */
  public static final IpAddress DEFAULT_GROUP = IpAddress.of("224.0.0.81");
  /** {@code IP_VS_SYNC_PORT} of ip_vs_sync.c. */
  public static final int DEFAULT_PORT = 8848;
  /** Of {@code start_sync_thread} of ip_vs_sync.c. */
  public static final int DEFAULT_TTL = 1;
  /** {@code IP_VS_IFNAME_MAXLEN} of ip_vs.h, without its end. */
  public static final int LONGEST_INTERFACE = 15;
  /** The highest number of those that listen to each other. */
  public static final int HIGHEST_ID = 255;

  private static final int LONGEST_DATAGRAM = 65_535;
  private static final int IPV4_HEADERS = 28;
  private static final int IPV6_HEADERS = 48;
  private static final int SHORTEST_OF_BACKUP = 1_024;

  public SyncDaemon {
    if (!isInterface(interfaceName)) {
      throw new IllegalArgumentException("interface: \"" + interfaceName + "\" (expected: 1.." + LONGEST_INTERFACE
          + " characters but blanks and '/')");
    }
    if (!group.toInetAddress().isMulticastAddress()) {
      throw new IllegalArgumentException("group: " + group + " (expected: a multicast address)");
    }
  }

  /** Whether an interface can have this name. */
  public static boolean isInterface(String name) {
    return name.matches("[^\\s/]{1," + LONGEST_INTERFACE + "}") && !name.equals(".") && !name.equals("..");
  }

  /** What the kernel takes as the longest datagram of a role without making another of it, at the least. */
  public static int shortestLength(SyncRole role) {
    return switch (role) {
      case MASTER -> 1;
      case BACKUP -> SHORTEST_OF_BACKUP;
    };
  }

  /** The same, at the most. */
  public static int longestLength(AddressFamily group) {
    return LONGEST_DATAGRAM - switch (group) {
      case IPV4 -> IPV4_HEADERS;
      case IPV6 -> IPV6_HEADERS;
    };
  }

  /** Whether this is what another one wants; a length that it leaves to the kernel is right whatever it is. */
  public boolean satisfies(SyncDaemon wanted) {
    return interfaceName.equals(wanted.interfaceName)
        && id == wanted.id
        && group.equals(wanted.group)
        && port == wanted.port
        && ttl == wanted.ttl
        && (wanted.length.isEmpty() || length.equals(wanted.length));
  }

  @Override
  public String toString() {
    return "interface " + interfaceName + " id " + id + " group " + group + " port " + port + " ttl " + ttl
        + (length.isPresent() ? " length " + length.getAsInt() : "");
  }
}
