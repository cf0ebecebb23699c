package gorb.lab;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Single packets of clients that do not exist, sent from the namespace in which it was opened (raw(7)): one system call
 * for one decision of IPVS, which sees the packets of its own host too (LOCAL_OUT). Checksums of transport are left out:
 * IPVS does not look at them, and nobody is to receive these packets. For one thread.
 */
public final class RawPackets implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_RAW = 255;
  private static final int SOL_SOCKET = 1;
  private static final int SO_MARK = 36;
  private static final int EPERM = 1;
  private static final int SYN = 0x02;
  private static final int FIN_ACK = 0x11;
  private static final int TRANSPORT_BYTES = 20;

  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle SENDTO =
      function("sendto", FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(ERRNO);
  private final MemorySegment packet = arena.allocate(60);
  private final MemorySegment target = arena.allocate(28);
  private final AddressFamily family;
  private final int descriptor;

  private RawPackets(AddressFamily family, int firewallMark) throws Throwable {
    this.family = family;
    var domain = family == AddressFamily.IPV4 ? AF_INET : AF_INET6;
    descriptor = (int) SOCKET.invokeExact(errno, domain, SOCK_RAW, IPPROTO_RAW);
    check(descriptor >= 0, "socket");
    var mark = arena.allocateFrom(ValueLayout.JAVA_INT, firewallMark);
    check((int) SETSOCKOPT.invokeExact(errno, descriptor, SOL_SOCKET, SO_MARK, mark, 4) == 0, "SO_MARK");
    target.set(ValueLayout.JAVA_SHORT, 0, (short) domain);
  }

  /** A socket in the namespace of the calling thread; packets bear the firewall mark, 0 for none. */
  public static RawPackets open(AddressFamily family, int firewallMark) {
    try {
      return new RawPackets(family, firewallMark);
    } catch (Throwable e) {
      throw new IllegalStateException("raw socket: " + e.getMessage(), e);
    }
  }

  /**
   * Sends the first packet of a connection: a SYN, or a datagram.
   *
   * @return false when the kernel dropped it, as IPVS does where no server may be chosen
   */
  public boolean begin(Flow flow) {
    return send(flow, SYN);
  }

  /** Sends a FIN of the client, after which IPVS counts a TCP connection as inactive; false when it was dropped. */
  public boolean end(Flow flow) {
    return send(flow, FIN_ACK);
  }

  @Override
  public void close() {
    try {
      var _ = (int) CLOSE.invokeExact(errno, descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    arena.close();
  }

  private boolean send(Flow flow, int flags) {
    var bytes = packet.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    switch (family) {
      case IPV4 -> {
        bytes.putShort((short) 0x4500).putShort((short) (20 + TRANSPORT_BYTES)).putInt(0);
        bytes.put((byte) 64).put((byte) flow.protocol().number()).putShort((short) 0);
      }
      case IPV6 -> {
        bytes.putInt(6 << 28).putShort((short) TRANSPORT_BYTES);
        bytes.put((byte) flow.protocol().number()).put((byte) 64);
      }
    }
    bytes.put(flow.client().toBytes()).put(flow.vip().toBytes());
    putTransport(bytes, flow, flags);
    putTarget(flow.vip());
    try {
      long sent = (long) SENDTO.invokeExact(
          errno, descriptor, packet, (long) bytes.position(), 0, target, family == AddressFamily.IPV4 ? 16 : 28);
      if (sent < 0 && (int) ERRNO_VALUE.get(errno, 0L) == EPERM) {
        return false;
      }
      check(sent == bytes.position(), "sendto " + flow);
      return true;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void putTransport(ByteBuffer bytes, Flow flow, int flags) {
    bytes.putShort((short) flow.clientPort()).putShort((short) flow.vport());
    switch (flow.protocol()) {
      case TCP -> bytes.putInt(1).putInt(0).put((byte) 0x50).put((byte) flags).putShort((short) 1024).putInt(0);
      case UDP -> bytes.putShort((short) TRANSPORT_BYTES).putShort((short) 0).put(new byte[TRANSPORT_BYTES - 8]);
      case SCTP -> throw new IllegalArgumentException("protocol: sctp (expected: tcp or udp)");
    }
  }

  private void putTarget(IpAddress address) {
    var bytes = target.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    bytes.position(family == AddressFamily.IPV4 ? 4 : 8).put(address.toBytes());
  }

  private void check(boolean success, String what) {
    if (!success) {
      throw new IllegalStateException(what + ": errno " + (int) ERRNO_VALUE.get(errno, 0L));
    }
  }

  @SuppressWarnings("restricted") // The build and the lab allow native access.
  private static MethodHandle function(String name, FunctionDescriptor type) {
    var symbol = Linker.nativeLinker().defaultLookup().findOrThrow(name);
    return Linker.nativeLinker().downcallHandle(symbol, type, Linker.Option.captureCallState("errno"));
  }
}
