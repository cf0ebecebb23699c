package gorb.health;

import gorb.ffm.EpollSet;
import gorb.ffm.Errno;
import gorb.ffm.InetEndpoint;
import gorb.ffm.SocketOption;
import gorb.ffm.TcpSockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one key on a loop, one after the other: each is begun, and ends by telling so, at once or later. It is
 * told of its connection, of its socket, and of its deadline. Confined to the thread of the loop, but for
 * {@link #close}.
 */
abstract class Exchange {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());
  private static final int NONE = -1;
  /** Each change is told once. */
  private static final int INPUT = EpollSet.INPUT | EpollSet.INPUT_ENDED | EpollSet.EDGES;
  private static final int INPUT_OR_END =
      EpollSet.INPUT | EpollSet.INPUT_ENDED | EpollSet.ERROR | EpollSet.HANG_UP;

  private final EpollLoop loop;
  private final InetEndpoint target;
  private final Consumer<@Nullable IOException> end;
  private int socket = NONE;
  private boolean isUnderWay;
  private boolean isConnected;
  private boolean isWatched;

  Exchange(EpollLoop loop, InetEndpoint target, Consumer<@Nullable IOException> end) {
    this.loop = loop;
    this.target = target;
    this.end = end;
  }

  /** Begins a check. */
  final void start() {
    isUnderWay = true;
    try {
      begin();
    } catch (RuntimeException e) {
      fail(defect(e));
    }
  }

  /** A check has begun. */
  void begin() {
    connect();
  }

  /** Sets options of a socket that is not connected yet. */
  void prepare() {
    set(SocketOption.TCP_QUICKACK, 0);
  }

  /**
   * Asks whether a connection that was being made is there, in a way that does no harm where it is not: at least 0 where
   * it is, {@link TcpSockets#STILL_CONNECTING}, or the negative of another errno.
   */
  int connection() {
    return loop.sockets().connect(socket, target);
  }

  /** There is a connection. */
  abstract void connected();

  /** Something may be done with the connection. */
  abstract void ready(int told);

  /**
   * The time is over that {@link EpollLoop#pause} was told of.
   *
   * @param number as of then
   */
  void paused(int number) {}

  /** The check is to end: its deadline has passed, or nobody wants to know any more. */
  void abort() {
    fail(new IOException("check ended"));
  }

  /** No further check is made. Any thread; a check that is under way is told to end besides. */
  void close() {}

  /** Connects a socket of its own. */
  final void connect() {
    int opened = loop.idle().take(target.isIpv6());
    if (opened < 0) {
      end(refusal(opened));
      return;
    }
    socket = opened;
    isConnected = false;
    isWatched = false;
    prepare();
    int result = loop.sockets().connect(socket, target);
    if (result == TcpSockets.CONNECTING) {
      loop.settleLater(this);
    } else {
      settle(result);
    }
  }

  /** An event of epoll; 0 where the connection may have been made meanwhile. */
  final void event(int told) {
    try {
      if (isOpen() && !isConnected) {
        settle(connection());
      }
      if (isConnected) {
        ready(told);
      }
    } catch (RuntimeException e) {
      fail(defect(e));
    }
  }

  final EpollLoop loop() {
    return loop;
  }

  final boolean isOpen() {
    return socket != NONE;
  }

  final void set(SocketOption option, int value) {
    int _ = loop.sockets().set(socket, option, value);
  }

  /** As of {@link TcpSockets}. */
  final int send(byte[] bytes, int from) {
    return loop.sockets().send(socket, bytes, from);
  }

  /** As of {@link TcpSockets}, into the buffer of the loop. */
  final int receive() {
    return loop.sockets().receive(socket, loop.buffer());
  }

  /**
   * Is told of input from now on.
   *
   * @param alsoOutput whether of room for output as well
   * @return whether it is; else the check is over
   */
  final boolean watch(boolean alsoOutput) {
    if (isWatched) {
      return true;
    }
    isWatched = true;
    int result = loop.watch(this, socket, alsoOutput ? INPUT | EpollSet.OUTPUT : INPUT);
    if (result < 0) {
      fail(refusal(result));
    }
    return result >= 0;
  }

  /** Whether an event tells of something to read, be it the end. */
  static boolean isInput(int told) {
    return (told & INPUT_OR_END) != 0;
  }

  /**
   * The check is over and the server well; the connection ends by a reset. What epoll knows of a socket ends by its close
   * only: one that was waited for is not used again.
   */
  final void succeedByReset() {
    if (loop.sockets().reset(socket) == 0 && !isWatched) {
      loop.idle().give(socket, target.isIpv6());
      socket = NONE;
      isConnected = false;
    }
    finish(null);
  }

  /** The check is over, and so is the connection. */
  final void fail(IOException failure) {
    finish(failure);
  }

  /** The check is over, and so is the connection; null where the server is well. */
  final void finish(@Nullable IOException failure) {
    disconnect();
    end(failure);
  }

  /** The check is over; nothing where none is under way. */
  final void end(@Nullable IOException failure) {
    if (isUnderWay) {
      isUnderWay = false;
      end.accept(failure);
    }
  }

  /** Closes the socket where there is one. */
  final void disconnect() {
    if (socket != NONE) {
      loop.forget(socket);
      loop.sockets().close(socket);
      socket = NONE;
      isConnected = false;
    }
  }

  /** Whether both ends of the connection are its own: nobody listens (see {@link Connector}). */
  final boolean isToItself() {
    return loop.sockets().isAt(socket, target);
  }

  /** What is said of a connection to itself. */
  static CheckFailedException nobodyListens() {
    return new CheckFailedException("refused connection");
  }

  /** What the kernel said, in its words. */
  static IOException refusal(int result) {
    return new IOException(new Errno(-result).text());
  }

  private static CheckFailedException defect(RuntimeException bug) {
    LOG.log(Level.DEBUG, "event=health-check-defect", bug);
    return new CheckFailedException("defect of the check: " + bug);
  }

  private void settle(int result) {
    if (result == TcpSockets.STILL_CONNECTING) {
      boolean _ = watch(true);
    } else if (result < 0) {
      fail(refusal(result));
    } else {
      isConnected = true;
      connected();
    }
  }
}
