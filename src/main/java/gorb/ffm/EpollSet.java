package gorb.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A set of epoll(7) that one thread waits on, and any thread can wake.
 *
 * <p>{@code struct epoll_event} is packed on x86-64: 12 bytes there, 16 elsewhere.
 */
public final class EpollSet implements AutoCloseable {
  /** {@code EPOLLIN}: there is something to read, or the other side has ended. */
  public static final int INPUT = 0x1;
  /** {@code EPOLLOUT}: there is room to write, or a connection is made. */
  public static final int OUTPUT = 0x4;
  /** {@code EPOLLERR}, told unasked. */
  public static final int ERROR = 0x8;
  /** {@code EPOLLHUP}, told unasked: both sides have ended. */
  public static final int HANG_UP = 0x10;
  /** {@code EPOLLRDHUP}: the other side has ended; what it had sent is there. */
  public static final int INPUT_ENDED = 0x2000;
  /** {@code EPOLLET}: tells each change once. */
  public static final int EDGES = 1 << 31;
  /** How many events one wait tells at most. */
  public static final int MOST_EVENTS = 512;

  private static final boolean IS_PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int EVENT = IS_PACKED ? 12 : 16;
  private static final int DATA = IS_PACKED ? 4 : 8;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int ADD = 1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Downcalls.STATE);
  private final MemorySegment events = arena.allocate((long) MOST_EVENTS * EVENT, 8);
  private final MemorySegment event = arena.allocate(EVENT, 8);
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  /** Of threads that wake, guarded by this. */
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
  private final MemorySegment stateOfWaking = arena.allocate(Downcalls.STATE);
  private final int set;
  private final int alarm;
  private boolean closed;

  private EpollSet() throws ErrnoException {
    try {
      set = required("epoll_create1", (int) Functions.EPOLL_CREATE1.invokeExact(state, CLOSE_ON_EXEC));
      alarm = required("eventfd", (int) Functions.EVENTFD.invokeExact(state, 0, CLOSE_ON_EXEC | NON_BLOCKING));
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
    int added = add(alarm, INPUT);
    if (added < 0) {
      throw new ErrnoException("epoll_ctl", new Errno(-added));
    }
  }

  /**
   * An empty set.
   *
   * @throws NativeAccessException when this Java does not let the program call native functions
   * @throws ErrnoException when the kernel gives none
   */
  public static EpollSet open() throws NativeAccessException, ErrnoException {
    try {
      Functions.link();
    } catch (IllegalCallerException | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new NativeAccessException(EpollSet.class.getModule(), e);
    }
    return new EpollSet();
  }

  /**
   * Takes a descriptor in; its close takes it out.
   *
   * @param wanted of {@link #INPUT}, {@link #OUTPUT}, {@link #INPUT_ENDED} and {@link #EDGES}
   * @return 0, or the negative of an {@link Errno}
   */
  public int add(int descriptor, int wanted) {
    event.set(JAVA_INT_UNALIGNED, 0, wanted);
    event.set(JAVA_INT_UNALIGNED, DATA, descriptor);
    try {
      int result = (int) Functions.EPOLL_CTL.invokeExact(state, set, ADD, descriptor, event);
      return result < 0 ? -Downcalls.errno(state) : result;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /**
   * Waits for events, up to {@link #MOST_EVENTS}; not at all where there are some, or it was woken since the last wait.
   *
   * @param most how long, in nanoseconds; rounded up to milliseconds
   * @return how many there are, to be asked for by their positions from 0
   */
  public int await(long most) {
    long millis = most <= 0 ? 0 : Math.min(Integer.MAX_VALUE, (most - 1) / NANOS_PER_MILLI + 1);
    int found;
    try {
      found = (int) Functions.EPOLL_WAIT.invokeExact(state, set, events, MOST_EVENTS, (int) millis);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
    return Math.max(found, 0);
  }

  /** Which descriptor an event is of; -1 where it is a waking, which is over by that. */
  public int descriptor(int position) {
    int descriptor = events.get(JAVA_INT_UNALIGNED, (long) position * EVENT + DATA);
    if (descriptor != alarm) {
      return descriptor;
    }
    try {
      long _ = (long) Functions.READ.invokeExact(state, alarm, count, (long) Long.BYTES);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
    return -1;
  }

  /** What an event tells. */
  public int told(int position) {
    return events.get(JAVA_INT_UNALIGNED, (long) position * EVENT);
  }

  /** Ends the wait, or the next one. Any thread; nothing after the close. */
  public synchronized void wake() {
    if (closed) {
      return;
    }
    try {
      long _ = (long) Functions.WRITE.invokeExact(stateOfWaking, alarm, one, (long) Long.BYTES);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** Lets go of the set, not of the descriptors in it. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeDescriptor(alarm);
      closeDescriptor(set);
      arena.close();
    }
  }

  private int required(String call, int result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, new Errno(Downcalls.errno(state)));
    }
    return result;
  }

  private void closeDescriptor(int descriptor) {
    try {
      int _ = (int) Functions.CLOSE.invokeExact(stateOfWaking, descriptor);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** The handles, linked at the first use. */
  private static final class Functions {
    private static final MethodHandle EPOLL_CREATE1 =
        Downcalls.of("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENTFD =
        Downcalls.of("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
        Downcalls.of("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
        Downcalls.of("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
        Downcalls.of("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
        Downcalls.of("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = Downcalls.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Functions() {}

    static void link() {}
  }
}
