package gorb.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Room for datagrams of UDP that are received by one system call (<a
 * href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>), and sent on from where they are by
 * another (<a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>). Neither blocks. One thread
 * may use it at a time.
 *
 * <p>The structures are those of 64-bit Linux: {@code struct mmsghdr} has 64 bytes, of which the first 56 are {@code
 * struct msghdr}. The pages of datagrams that never came that long are never touched.
 */
public final class DatagramBatch {
  /** How many datagrams have room. */
  public static final int MOST = 32;
  /** The longest payload that IP can carry, in bytes. */
  public static final int LONGEST = 65_535;

  /** {@code IPPROTO_IP} and {@code IPPROTO_IPV6} of netinet/in.h: levels of options and of what comes beside data. */
  public static final int IPPROTO_IP = 0;

  /** See {@link #IPPROTO_IP}. */
  public static final int IPPROTO_IPV6 = 41;

  /** {@code IP_PKTINFO} of ip(7): an option of sockets, and the type of what then comes beside each datagram. */
  public static final int IP_PKTINFO = 8;

  /** {@code IPV6_RECVPKTINFO} of ipv6(7): the option. */
  public static final int IPV6_RECVPKTINFO = 49;

  /** {@code IPV6_PKTINFO} of ipv6(7): the type of what then comes beside each datagram. */
  static final int IPV6_PKTINFO = 50;

  private static final int HEADER = 64;
  private static final int VECTOR = 16;
  private static final int CONTROL = 64;
  private static final int ROOM = 1 << 16;
  private static final int MSG_DONTWAIT = 0x40;

  private final MessageCalls calls;
  private final MemorySegment payloads;
  private final MemorySegment received;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final MemorySegment sent;
  private final MemorySegment vectors;
  private final MemorySegment name;
  private final MemorySegment control;
  private final int[] lengths = new int[MOST];

  private DatagramBatch(MessageCalls calls, Arena arena) {
    this.calls = calls;
    payloads = calls.allocate((long) MOST * ROOM, arena);
    received = arena.allocate((long) MOST * HEADER, 8);
    names = arena.allocate((long) MOST * InetEndpoint.LONGEST, 8);
    controls = arena.allocate((long) MOST * CONTROL, 8);
    sent = arena.allocate((long) MOST * HEADER, 8);
    vectors = arena.allocate(2L * MOST * VECTOR, 8);
    name = arena.allocate(InetEndpoint.LONGEST, 8);
    control = arena.allocate(CONTROL, 8);
    for (int position = 0; position < MOST; position++) {
      vector(position, position, LONGEST);
      long header = (long) position * HEADER;
      received.set(ADDRESS, header, names.asSlice((long) position * InetEndpoint.LONGEST));
      received.set(ADDRESS, header + 16, vectors.asSlice((long) position * VECTOR));
      received.set(JAVA_LONG, header + 24, 1);
      received.set(ADDRESS, header + 32, controls.asSlice((long) position * CONTROL));
      sent.set(ADDRESS, header + 16, vectors.asSlice((long) (MOST + position) * VECTOR));
      sent.set(JAVA_LONG, header + 24, 1);
    }
  }

  /**
   * Makes room, which is given back when the batch is not reachable any more.
   *
   * @throws NativeAccessException when this Java does not let the program call native functions
   */
  public static DatagramBatch open() throws NativeAccessException {
    var arena = Arena.ofAuto();
    return new DatagramBatch(MessageCalls.open(arena), arena);
  }

  /**
   * Receives what is there, in place of what was received before.
   *
   * @return how many datagrams, their positions counted from 0; none where nothing is there
   */
  public int receive(int socket) throws ErrnoException {
    for (int position = 0; position < MOST; position++) {
      long header = (long) position * HEADER;
      received.set(JAVA_INT, header + 8, InetEndpoint.LONGEST);
      received.set(JAVA_LONG, header + 40, CONTROL);
    }
    int count = calls.receive(socket, received, MOST, MSG_DONTWAIT);
    for (int position = 0; position < count; position++) {
      lengths[position] = received.get(JAVA_INT, (long) position * HEADER + 56);
    }
    return count;
  }

  /** The length of a datagram's payload in bytes. */
  public int length(int position) {
    return lengths[position];
  }

  /** Where a datagram came from. */
  public InetEndpoint sender(int position) {
    return InetEndpoint.read(names, (long) position * InetEndpoint.LONGEST);
  }

  /**
   * At which address a datagram arrived, where the socket was told to say so ({@link #IP_PKTINFO}, {@link
   * #IPV6_RECVPKTINFO}). Of a datagram to many (broadcast, multicast) of IPv4 it is the address that answers may have.
   *
   * @param port to give it
   * @return null where the kernel did not say
   */
  public @Nullable InetEndpoint arrival(int position, int port) {
    long at = (long) position * CONTROL;
    if (received.get(JAVA_LONG, (long) position * HEADER + 40) < 28) {
      return null;
    }
    int level = controls.get(JAVA_INT, at + 8);
    int type = controls.get(JAVA_INT, at + 12);
    if (level == IPPROTO_IP && type == IP_PKTINFO) {
      return InetEndpoint.ofIpv4(controls, at + 20, port); // ipi_spec_dst, behind ipi_ifindex
    }
    return level == IPPROTO_IPV6 && type == IPV6_PKTINFO ? InetEndpoint.ofIpv6(controls, at + 16, port, 0) : null;
  }

  /**
   * Sends some of what was received, from a connected socket to its peer.
   *
   * @param positions of the datagrams
   * @param count how many of the positions to send
   * @return how many were taken; the rest found the socket full
   * @throws ErrnoException for the first of those that were not taken
   */
  public int send(int socket, int[] positions, int count) throws ErrnoException {
    return send(socket, positions, count, 0, 0);
  }

  /**
   * Sends some of what was received to one address.
   *
   * @param from the address that they are to come from, with any port; null for what the socket is bound to
   */
  public int send(int socket, int[] positions, int count, InetEndpoint to, @Nullable InetEndpoint from)
      throws ErrnoException {
    return send(socket, positions, count, to.write(name, 0), from == null ? 0 : writeSource(from));
  }

  private int send(int socket, int[] positions, int count, int nameLength, int controlLength) throws ErrnoException {
    for (int index = 0; index < count; index++) {
      long header = (long) index * HEADER;
      vector(MOST + index, positions[index], lengths[positions[index]]);
      sent.set(ADDRESS, header, nameLength == 0 ? MemorySegment.NULL : name);
      sent.set(JAVA_INT, header + 8, nameLength);
      sent.set(ADDRESS, header + 32, controlLength == 0 ? MemorySegment.NULL : control);
      sent.set(JAVA_LONG, header + 40, controlLength);
    }
    return calls.send(socket, sent, count, MSG_DONTWAIT);
  }

  /** {@code struct cmsghdr} with {@code struct in_pktinfo} or {@code in6_pktinfo}; its length with the padding. */
  private int writeSource(InetEndpoint from) {
    control.fill((byte) 0);
    control.set(JAVA_LONG, 0, from.isIpv6() ? 36 : 28);
    control.set(JAVA_INT, 8, from.isIpv6() ? IPPROTO_IPV6 : IPPROTO_IP);
    control.set(JAVA_INT, 12, from.isIpv6() ? IPV6_PKTINFO : IP_PKTINFO);
    from.writeAddress(control, from.isIpv6() ? 16 : 20);
    return from.isIpv6() ? 40 : 32;
  }

  /** {@code struct iovec} of a datagram. */
  private void vector(int index, int position, int length) {
    vectors.set(ADDRESS, (long) index * VECTOR, payloads.asSlice((long) position * ROOM));
    vectors.set(JAVA_LONG, (long) index * VECTOR + 8, length);
  }
}
