package gorb.netlink;

import gorb.ffm.CLibrary;
import gorb.ffm.Errno;
import gorb.ffm.ErrnoException;
import gorb.ffm.NativeAccessException;
import gorb.ffm.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** A netlink socket of the kernel (netlink(7)). Confined to the platform thread that opened it, also for closing. */
public final class KernelSocket implements NetlinkSocket {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;

  /** {@code struct sockaddr_nl}: family u16, pad u16, port u32, groups u32. */
  private static final int ADDRESS_LENGTH = 12;
  private static final int ADDRESS_PORT = 4;

  /** Room for the refusals of a whole batch; the kernel's default of 208 KiB overflows. */
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  /** How many datagrams of other processes are passed over in one call, before it counts as a flood. */
  private static final int STRANGERS = 1_000;

  private final CLibrary library;
  private final int descriptor;
  private final NetlinkProtocol protocol;
  private final ByteBuffer sender = ByteBuffer.allocateDirect(ADDRESS_LENGTH).order(ByteOrder.nativeOrder());

  private KernelSocket(CLibrary library, int descriptor, NetlinkProtocol protocol) {
    this.library = library;
    this.descriptor = descriptor;
    this.protocol = protocol;
  }

  /**
   * Opens a socket in the network namespace of the calling thread.
   *
   * @param timeout how long to wait for one datagram; the kernel answers at once, so this only bounds a fault
   * @throws KernelRefusalException when the kernel does not give one
   * @throws NativeAccessException when this Java does not let the program call native functions
   */
  public static KernelSocket open(NetlinkProtocol protocol, Duration timeout)
      throws KernelRefusalException, NativeAccessException {
    var library = CLibrary.open();
    int descriptor;
    try {
      descriptor = library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol.number());
    } catch (ErrnoException e) {
      library.close();
      throw new KernelRefusalException("open " + protocol + " socket", e);
    }
    var socket = new KernelSocket(library, descriptor, protocol);
    try {
      socket.configure(timeout);
    } catch (ErrnoException e) {
      socket.close();
      throw new KernelRefusalException("open " + protocol + " socket", e);
    }
    return socket;
  }

  @Override
  public void send(ByteBuffer datagram) throws NetlinkException {
    try {
      int sent = library.send(descriptor, datagram, 0);
      if (sent != datagram.remaining()) {
        throw new AnswersLostException(
            "send " + protocol + " datagram: " + sent + " of " + datagram.remaining() + " bytes were taken");
      }
    } catch (ErrnoException e) {
      throw new KernelRefusalException("send " + protocol + " datagram of " + datagram.remaining() + " bytes", e);
    }
  }

  @Override
  public boolean receive(ByteBuffer datagram, Waiting waiting) throws NetlinkException {
    datagram.clear();
    for (int strangers = 0; strangers <= STRANGERS; strangers++) {
      int length;
      try {
        length = library.recvfrom(descriptor, datagram, flags(waiting), sender);
      } catch (ErrnoException e) {
        if (e.errno().equals(Errno.EAGAIN)) {
          return false;
        }
        if (e.errno().equals(Errno.ENOBUFS)) {
          throw new AnswersLostException("receive " + protocol + " datagram: " + e.errno() + ": the buffer overflowed");
        }
        throw new KernelRefusalException("receive " + protocol + " datagram", e);
      }
      if (sender.getInt(ADDRESS_PORT) != 0) {
        continue; // not the kernel
      }
      if (length > datagram.capacity()) {
        throw new AnswersLostException("receive " + protocol + " datagram: " + length + " bytes do not fit in "
            + datagram.capacity());
      }
      datagram.limit(length);
      return true;
    }
    throw new AnswersLostException("receive " + protocol + " datagram: other processes flood the socket");
  }

  @Override
  public void close() {
    try {
      library.close(descriptor);
    } catch (ErrnoException e) {
      System.getLogger(KernelSocket.class.getName())
          .log(System.Logger.Level.DEBUG, "event=close-failed socket={0} reason={1}", protocol, e.getMessage());
    } finally {
      library.close();
    }
  }

  private void configure(Duration timeout) throws ErrnoException {
    var address = ByteBuffer.allocateDirect(ADDRESS_LENGTH).order(ByteOrder.nativeOrder());
    address.putShort(0, (short) AF_NETLINK);
    library.bind(descriptor, address);
    library.connect(descriptor, address); // to the kernel: it then refuses datagrams of other processes
    library.setsockopt(descriptor, SocketOption.SO_RCVTIMEO, timeout);
    try {
      library.setsockopt(descriptor, SocketOption.SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
    } catch (ErrnoException _) {
      library.setsockopt(descriptor, SocketOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES); // up to net.core.rmem_max
    }
    // Absent before Linux 4.12: refusals are then longer, and without words
    optional(SocketOption.NETLINK_EXT_ACK);
    optional(SocketOption.NETLINK_CAP_ACK);
  }

  private void optional(SocketOption option) throws ErrnoException {
    try {
      library.setsockopt(descriptor, option, 1);
    } catch (ErrnoException e) {
      if (!e.errno().equals(Errno.ENOPROTOOPT)) {
        throw e;
      }
    }
  }

  private static int flags(Waiting waiting) {
    return switch (waiting) {
      case UNTIL_TIMEOUT -> MSG_TRUNC;
      case NOT_AT_ALL -> MSG_TRUNC | MSG_DONTWAIT;
    };
  }
}
