package gorb.dataplane.ipvs;

import gorb.ffm.Errno;
import gorb.netlink.AnswersLostException;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.NetlinkException;
import gorb.netlink.NetlinkSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * A kernel that answers at the netlink socket with real bytes: the controller of generic netlink and IPVS. Any number of
 * sockets see one table. Not for several threads at once.
 *
 * <p>Like the kernel's, a list is not a snapshot: it is read by index, a datagram at a time, so that what is removed
 * meanwhile makes other entries vanish from it.
 */
public final class FakeKernel {
  private static final int CONTROLLER = 0x10;
  private static final int NLM_F_MULTI = 0x2;
  private static final int NLM_F_ACK = 0x4;
  private static final int NLM_F_DUMP = 0x300;
  private static final int NLM_F_CAPPED = 0x100;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  /** What the kernel puts into one datagram of a list: 32 KiB less its own overhead. */
  private static final int CHUNK = 32_384;
  /** Commands that answer with what they read. */
  private static final Set<Integer> READING = Set.of(4, 8, 11, 13, 15);

  private FakeIpvs ipvs = new FakeIpvs();
  private int family = 0x23;
  private boolean loaded = true;
  private boolean privileged = true;
  private int sockets;
  private int lost;
  private boolean overflow;
  private IntUnaryOperator refusals = _ -> 0;
  private Runnable beforeEachChunk = () -> {};

  /** A new socket. */
  public NetlinkSocket socket() {
    return new Socket(++sockets);
  }

  /** The table and what else of IPVS tests set up directly. */
  FakeIpvs ipvs() {
    return ipvs;
  }

  /** How many services there are. */
  public int services() {
    return ipvs.services.size();
  }

  /** Unloads the module: the table is gone, and the family. */
  public void unloadModule() {
    loaded = false;
  }

  /** Loads the module, again where it is loaded: the table is empty then, and the family has another id. */
  public void loadModule() {
    loaded = true;
    family++;
    ipvs = new FakeIpvs();
  }

  /** Makes the process one without CAP_NET_ADMIN, or one with it. */
  public void privileged(boolean value) {
    privileged = value;
  }

  /** Makes the network namespace one whose lo was never up: it takes no destination. */
  public void withoutLocalTable() {
    ipvs.localTable = false;
  }

  /**
   * Refuses commands without doing them.
   *
   * @param errnoOfCommand from the number of a command to an errno, or 0 to do what it asks
   */
  public void refuse(IntUnaryOperator errnoOfCommand) {
    refusals = errnoOfCommand;
  }

  /** Loses the next datagrams of answers, after having done what they are about: the receiver times out. */
  public void loseAnswers(int datagrams) {
    lost += datagrams;
  }

  /** Lets the receive buffer overflow once: everything in it is lost, and the receiver told so. */
  public void overflow() {
    overflow = true;
  }

  /** What happens before each datagram of a list but the first, such as an edit by somebody else. */
  public void beforeEachChunk(Runnable action) {
    beforeEachChunk = action;
  }

  private final class Socket implements NetlinkSocket {
    private final int port;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private Dump dump;
    private boolean closed;

    private Socket(int number) {
      port = 1_000 + number;
    }

    @Override
    public void send(ByteBuffer datagram) throws NetlinkException {
      if (closed) {
        throw new KernelRefusalException("send", new Errno(9), "");
      }
      var bytes = datagram.order(ByteOrder.nativeOrder());
      while (bytes.remaining() >= 16) {
        int start = bytes.position();
        int length = bytes.getInt(start);
        if (length < 16 || length > bytes.remaining()) {
          return; // the kernel stops there without a word
        }
        byte[] message = new byte[length];
        bytes.get(start, message);
        bytes.position(Math.min(bytes.limit(), start + (length + 3 & -4)));
        take(ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()));
      }
    }

    @Override
    public boolean receive(ByteBuffer datagram, Waiting waiting) throws NetlinkException {
      datagram.clear();
      if (overflow) {
        overflow = false;
        queue.clear();
        throw new AnswersLostException("receive: ENOBUFS (No buffer space available)");
      }
      while (true) {
        if (queue.isEmpty() && dump != null) {
          beforeEachChunk.run();
          continueDump();
        }
        byte[] next = queue.poll();
        if (next == null) {
          return false;
        }
        if (lost == 0) {
          datagram.put(next).flip();
          return true;
        }
        lost--;
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    private void take(ByteBuffer message) {
      int type = Short.toUnsignedInt(message.getShort(4));
      int flags = message.getShort(6);
      int errno = answer(type, flags, message);
      if (errno != 0 || (flags & NLM_F_ACK) != 0) {
        var payload = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        payload.putInt(-errno).put(message.array(), 0, 16);
        queue.add(message(NLMSG_ERROR, NLM_F_CAPPED, message.getInt(8), payload.array()));
      }
    }

    /** Does what is asked; 0, or the errno. */
    private int answer(int type, int flags, ByteBuffer message) {
      if (type < 16) {
        return 0;
      }
      var attributes = message.capacity() < 20
          ? null
          : Tlv.parse(Arrays.copyOfRange(message.array(), 20, message.capacity()));
      if (attributes == null) {
        return Errno.EINVAL.number();
      }
      if (type == CONTROLLER) {
        return lookUp(message.getInt(8), attributes);
      }
      if (!loaded || type != family) {
        return Errno.ENOENT.number();
      }
      int command = message.get(16);
      if (!privileged) {
        return Errno.EPERM.number();
      }
      int refusal = refusals.applyAsInt(command);
      if (refusal != 0) {
        return refusal;
      }
      if ((flags & NLM_F_DUMP) == NLM_F_DUMP) {
        return startDump(command, message.getInt(8), attributes);
      }
      return READING.contains(command)
          ? read(command, message.getInt(8), attributes)
          : ipvs.execute(command, attributes);
    }

    private int lookUp(int sequence, Map<Integer, byte[]> attributes) {
      var name = attributes.containsKey(2) ? Tlv.text(attributes.get(2)) : "";
      if (name.equals("nlctrl")) {
        return reply(CONTROLLER, sequence, 1, new Tlv().text(2, name).u16(1, CONTROLLER).u32(3, 2).toBytes());
      }
      if (!name.equals("IPVS") || !loaded) {
        return Errno.ENOENT.number();
      }
      return reply(CONTROLLER, sequence, 1,
          new Tlv().text(2, name).u16(1, family).u32(3, 1).u32(4, 0).u32(5, 6).toBytes());
    }

    private int read(int command, int sequence, Map<Integer, byte[]> attributes) {
      switch (command) {
        case 4 -> {
          var found = ipvs.find(attributes.get(1));
          return found.errno() != 0
              ? found.errno()
              : found.existing() == null
                  ? Errno.ESRCH.number()
                  : reply(family, sequence, 1, FakeIpvs.encode(found.existing()));
        }
        case 13 -> {
          return reply(family, sequence, 12, ipvs.configuration());
        }
        case 15 -> {
          return reply(family, sequence, 14, ipvs.information());
        }
        default -> {
          return Errno.EOPNOTSUPP.number();
        }
      }
    }

    private int startDump(int command, int sequence, Map<Integer, byte[]> attributes) {
      if (dump != null) {
        return Errno.EBUSY.number();
      }
      if (command != 4 && command != 8 && command != 11) {
        return Errno.EOPNOTSUPP.number();
      }
      dump = new Dump(command, sequence, command == 8 ? attributes.get(1) : null);
      continueDump();
      return 0;
    }

    private void continueDump() {
      var chunk = new ByteArrayOutputStream();
      for (byte[] entry = dump.entry(); entry != null; entry = dump.entry()) {
        byte[] answer = message(family, NLM_F_MULTI, dump.sequence, generic(dump.answers(), entry));
        if (chunk.size() + answer.length > CHUNK) {
          break;
        }
        chunk.writeBytes(answer);
        dump.index++;
      }
      if (chunk.size() > 0) {
        queue.add(chunk.toByteArray());
      } else {
        queue.add(message(NLMSG_DONE, NLM_F_MULTI, dump.sequence, new byte[4]));
        dump = null;
      }
    }

    private int reply(int type, int sequence, int command, byte[] attributes) {
      queue.add(message(type, 0, sequence, generic(command, attributes)));
      return 0;
    }

    private byte[] message(int type, int flags, int sequence, byte[] payload) {
      var message = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.nativeOrder());
      message.putInt(message.capacity()).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(port);
      return message.put(payload).array();
    }

    private byte[] generic(int command, byte[] attributes) {
      return ByteBuffer.allocate(4 + attributes.length)
          .put((byte) command).put((byte) 1).putShort((short) 0).put(attributes).array();
    }
  }

  /** How far a list was read. */
  private final class Dump {
    private final int command;
    private final int sequence;
    private final byte[] service;
    private int index;

    private Dump(int command, int sequence, byte[] service) {
      this.command = command;
      this.sequence = sequence;
      this.service = service;
    }

    /** The command of the entries, as ip_vs_ctl.c has it. */
    private int answers() {
      return switch (command) {
        case 4 -> 1;
        case 8 -> 5;
        default -> 9;
      };
    }

    /** The entry at the index as the table is now, or null at the end; none where the service is not there. */
    private byte[] entry() {
      if (command == 4) {
        return index < ipvs.services.size() ? FakeIpvs.encode(ipvs.services.get(index)) : null;
      }
      if (command == 11) {
        var daemons = ipvs.daemons();
        return index < daemons.size() ? daemons.get(index) : null;
      }
      var found = ipvs.find(service).existing();
      return found != null && index < found.destinations.size()
          ? FakeIpvs.encode(found.destinations.get(index))
          : null;
    }
  }
}
