package gorb.bfd;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** The sockets of RFC 5881 (ip(7), ipv6(7), socket(7)): who is further away than a link is not heard. */
final class DatagramSockets {
  /** RFC 5881 §4. */
  static final int PORT = 3_784;

  private static final int HIGHEST_TTL = 255;
  /** A packet is 24 bytes, and 255 at the most: what is longer is cut, and refused by its length. */
  private static final int LONGEST = 512;
  /** Network control (RFC 4594). */
  private static final int DSCP_CS6 = 0xc0;
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final IntegerUnixChannelOption IP_TTL = new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, 2);
  private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
  private static final IntegerUnixChannelOption IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, 26);

  /** {@code struct sock_fprog}: a count, padding, an address. */
  private static final int PROGRAM = 16;

  private static final int SOL_SOCKET = 1;
  private static final RawUnixChannelOption SO_ATTACH_FILTER =
      new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, 26, PROGRAM);

  /** Read by the kernel when the option is set, so they stay where they are; never written again. */
  private static final Map<AddressFamily, ByteBuffer> FILTERS = Map.of(
      AddressFamily.IPV4, Filter.of(AddressFamily.IPV4), AddressFamily.IPV6, Filter.of(AddressFamily.IPV6));

  private DatagramSockets() {}

  /** Of a family, for what comes to {@link #PORT} from next to us (RFC 5881 §5: with a TTL of 255). */
  static Bootstrap receiving(EventLoop loop, AddressFamily family, ChannelHandler handler) {
    var program = ByteBuffer.allocate(PROGRAM).order(ByteOrder.nativeOrder())
        .putShort((short) Filter.INSTRUCTIONS).putShort((short) 0).putInt(0)
        .putLong(Buffer.memoryAddress(FILTERS.get(family))).flip();
    var bootstrap = bootstrap(loop, family, handler)
        .option(SO_ATTACH_FILTER, program)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST));
    if (family == AddressFamily.IPV6) {
      bootstrap.option(IPV6_V6ONLY, 1);
    }
    return bootstrap.localAddress(any(family).toInetAddress(), PORT);
  }

  /** For sending to a peer of a family. */
  static Bootstrap sending(EventLoop loop, AddressFamily family) {
    return bootstrap(loop, family, new ChannelInboundHandlerAdapter())
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.IP_TOS, DSCP_CS6)
        .option(switch (family) {
          case IPV4 -> IP_TTL;
          case IPV6 -> IPV6_UNICAST_HOPS;
        }, HIGHEST_TTL);
  }

  static IpAddress any(AddressFamily family) {
    return switch (family) {
      case IPV4 -> IpAddress.ANY_IPV4;
      case IPV6 -> new IpAddress(AddressFamily.IPV6, 0, 0);
    };
  }

  private static Bootstrap bootstrap(EventLoop loop, AddressFamily family, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new EpollDatagramChannel(switch (family) {
          case IPV4 -> SocketProtocolFamily.INET;
          case IPV6 -> SocketProtocolFamily.INET6;
        }))
        .handler(handler);
  }

  /** A program of linux/filter.h that lets a datagram pass whose TTL or hop limit is the highest. */
  static final class Filter {
    static final int INSTRUCTIONS = 4;
    static final int LENGTH = INSTRUCTIONS * 8;

    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    /** {@code SKF_NET_OFF}: from here on, offsets are those of the IP header. */
    private static final int IP_HEADER = -0x100000;

    private Filter() {}

    static ByteBuffer of(AddressFamily family) {
      var program = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());
      int offset = switch (family) {
        case IPV4 -> 8;
        case IPV6 -> 7;
      };
      instruction(program, LOAD_BYTE, 0, IP_HEADER + offset);
      instruction(program, JUMP_IF_EQUAL, 1, HIGHEST_TTL);
      instruction(program, RETURN, 0, LONGEST);
      instruction(program, RETURN, 0, 0);
      return program.flip();
    }

    /** {@code struct sock_filter}: a code, where to jump if it holds (here always on) and if not, a constant. */
    private static void instruction(ByteBuffer program, int code, int otherwise, int constant) {
      program.putShort((short) code).put((byte) 0).put((byte) otherwise).putInt(constant);
    }
  }
}
