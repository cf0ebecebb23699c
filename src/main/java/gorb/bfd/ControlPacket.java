package gorb.bfd;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A control packet (RFC 5880 §4.1), without authentication.
 *
 * <pre>
 * version 3 bits, diagnostic 5 | state 2, P F C A D M | multiplier 8 | length 8
 * my discriminator 32 | your discriminator 32
 * desired min TX interval 32 | required min RX interval 32 | required min echo RX interval 32, all in microseconds
 * </pre>
 *
 * @param diagnostic why the sender left its last state, 0..31
 * @param marks the flags
 * @param multiplier how many intervals of silence the sender's link may have, 1..255
 * @param from the sender's name of the session, 1..4294967295
 * @param to the receiver's; 0 where the sender does not know it
 * @param intervals what the sender offers and takes
 */
record ControlPacket(
    int diagnostic, LinkState state, Marks marks, int multiplier, long from, long to, Intervals intervals) {
  static final int LENGTH = 24;
  private static final int VERSION = 1;
  private static final int STATE_SHIFT = 6;
  private static final int POLL = 0x20;
  private static final int FINAL = 0x10;
  private static final int INDEPENDENT = 0x08;
  private static final int AUTHENTICATED = 0x04;
  private static final int DEMAND = 0x02;
  private static final int MULTIPOINT = 0x01;
  private static final int DIAGNOSTIC = 0x1f;

  /**
   * Flags.
   *
   * @param poll asks for an answer with {@code fin}
   * @param fin answers one with {@code poll}
   * @param independent the sender's sessions outlive its control plane
   * @param demand the sender asks for silence while the session is up
   */
  record Marks(boolean poll, boolean fin, boolean independent, boolean demand) {
    static final Marks NONE = new Marks(false, false, false, false);
    static final Marks ONLY_POLL = new Marks(true, false, false, false);
    static final Marks ONLY_FINAL = new Marks(false, true, false, false);
  }

  /**
   * Times between packets, 0..4294967295 µs.
   *
   * @param send the shortest at which the sender would send
   * @param receive the shortest that it can take; zero to be sent nothing
   * @param echo the shortest of echoes that it can take; zero for none
   */
  record Intervals(Duration send, Duration receive, Duration echo) {}

  /**
   * Reads one datagram.
   *
   * @throws PacketException where a receiver has to drop it whatever the session is in
   */
  static ControlPacket decode(ByteBuffer datagram) throws PacketException {
    var bytes = datagram.slice();
    require(bytes.remaining() >= LENGTH, "length", bytes.remaining(), "at least " + LENGTH + " bytes");
    int first = u8(bytes);
    int second = u8(bytes);
    int multiplier = u8(bytes);
    int length = u8(bytes);
    require(first >> 5 == VERSION, "version", first >> 5, "1");
    require(length >= LENGTH, "length", length, "at least " + LENGTH);
    require(length <= datagram.remaining(), "length", length, "at most that of the datagram, " + datagram.remaining());
    require(multiplier != 0, "detect mult", multiplier, "1..255");
    require((second & MULTIPOINT) == 0, "multipoint", 1, "0");
    require((second & AUTHENTICATED) == 0, "authentication present", 1, "0: none is agreed on");
    long from = u32(bytes);
    long to = u32(bytes);
    var state = LinkState.of(second >> STATE_SHIFT);
    require(from != 0, "my discriminator", 0, "not 0");
    require(to != 0 || state == LinkState.DOWN || state == LinkState.ADMIN_DOWN,
        "your discriminator", 0, "not 0 in state " + state.label());
    return new ControlPacket(first & DIAGNOSTIC, state,
        new Marks(has(second, POLL), has(second, FINAL), has(second, INDEPENDENT), has(second, DEMAND)),
        multiplier, from, to, new Intervals(micros(bytes), micros(bytes), micros(bytes)));
  }

  /** The datagram, {@link #LENGTH} bytes. */
  byte[] encode() {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) (VERSION << 5 | diagnostic))
        .put((byte) (state.number() << STATE_SHIFT | bit(marks.poll(), POLL) | bit(marks.fin(), FINAL)
            | bit(marks.independent(), INDEPENDENT) | bit(marks.demand(), DEMAND)))
        .put((byte) multiplier)
        .put((byte) LENGTH)
        .putInt((int) from)
        .putInt((int) to)
        .putInt(micros(intervals.send()))
        .putInt(micros(intervals.receive()))
        .putInt(micros(intervals.echo()))
        .array();
  }

  private static int u8(ByteBuffer bytes) {
    return Byte.toUnsignedInt(bytes.get());
  }

  private static long u32(ByteBuffer bytes) {
    return Integer.toUnsignedLong(bytes.getInt());
  }

  private static Duration micros(ByteBuffer bytes) {
    return Duration.ofNanos(u32(bytes) * 1_000);
  }

  private static int micros(Duration interval) {
    return (int) (interval.toNanos() / 1_000);
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }

  private static int bit(boolean isSet, int flag) {
    return isSet ? flag : 0;
  }

  private static void require(boolean holds, String field, int value, String expected) throws PacketException {
    if (!holds) {
      throw new PacketException(field + ": " + value + " (expected: " + expected + ")");
    }
  }
}
