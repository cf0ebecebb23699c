package gorb.lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * SCTP of IPv4 by the kernel's own sockets (sctp(7)): Java's need a library that Debian does not install. A socket lives in
 * the namespace of the thread that made it, waits 5 s at the most, and is used by one thread.
 */
final class SctpSocket implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int IPPROTO_SCTP = 132;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int PATIENCE_SECONDS = 5;
  private static final int BACKLOG = 16;
  private static final int LONGEST = 64;
  private static final int ADDRESS_BYTES = 16;

  private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle SETSOCKOPT = function("setsockopt", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
      ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle BIND = function("bind", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle CONNECT = function("connect", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle LISTEN = function("listen", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle ACCEPT = function("accept", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  private static final MethodHandle SEND = function("send", FunctionDescriptor.of(
      ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
  private static final MethodHandle RECV = function("recv", FunctionDescriptor.of(
      ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int descriptor;
  private volatile boolean closed;

  private SctpSocket(int descriptor) throws IOException {
    this.descriptor = check(descriptor, "socket");
    try (var arena = Arena.ofConfined()) {
      var patience = arena.allocate(ValueLayout.JAVA_LONG, 2);
      patience.set(ValueLayout.JAVA_LONG, 0, PATIENCE_SECONDS);
      for (int option : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
        check(call(SETSOCKOPT, descriptor, SOL_SOCKET, option, patience, (int) patience.byteSize()), "setsockopt");
      }
    }
  }

  /** A server in a namespace that answers every client with its name, and hangs up. */
  static Server serve(NetworkNamespace namespace, String address, int port) {
    var listener = namespace.call(() -> {
      var socket = open();
      try (var arena = Arena.ofConfined()) {
        check(call(BIND, socket.descriptor, address(arena, address, port), ADDRESS_BYTES), "bind");
        check(call(LISTEN, socket.descriptor, BACKLOG), "listen");
      }
      return socket;
    });
    var thread = Thread.ofPlatform().name("sctp-" + namespace).start(() -> listener.answer(namespace.name()));
    return new Server(listener, thread);
  }

  /** One that is running. */
  record Server(SctpSocket listener, Thread thread) implements AutoCloseable {
    @Override
    public void close() {
      listener.closed = true;
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      listener.close();
    }
  }

  /** Connects a number of times, one after the other, and counts the answers by the name of the server. */
  static Map<String, Integer> ask(NetworkNamespace namespace, String address, int port, int times) {
    return namespace.call(() -> {
      var answers = new TreeMap<String, Integer>();
      for (int i = 0; i < times; i++) {
        try (var socket = open(); var arena = Arena.ofConfined()) {
          check(call(CONNECT, socket.descriptor, address(arena, address, port), ADDRESS_BYTES), "connect");
          var answer = arena.allocate(LONGEST);
          int length = check((int) (long) RECV.invoke(socket.descriptor, answer, (long) LONGEST, 0), "recv");
          var name = answer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
          answers.merge(new String(name, StandardCharsets.UTF_8), 1, Integer::sum);
        } catch (Throwable e) {
          throw new IOException("ask " + new InetSocketAddress(address, port) + " by SCTP: " + e.getMessage(), e);
        }
      }
      return answers;
    });
  }

  @Override
  public void close() {
    call(CLOSE, descriptor);
  }

  private static SctpSocket open() throws IOException {
    return new SctpSocket(call(SOCKET, AF_INET, SOCK_STREAM, IPPROTO_SCTP));
  }

  private void answer(String name) {
    while (!closed) {
      int client = call(ACCEPT, descriptor, MemorySegment.NULL, MemorySegment.NULL);
      if (client >= 0) {
        try (var arena = Arena.ofConfined()) {
          var text = arena.allocateFrom(ValueLayout.JAVA_BYTE, name.getBytes(StandardCharsets.UTF_8));
          var _ = (long) SEND.invoke(client, text, text.byteSize(), 0);
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
        call(CLOSE, client);
      }
    }
  }

  private static MemorySegment address(Arena arena, String address, int port) throws IOException {
    var bytes = arena.allocate(ADDRESS_BYTES);
    bytes.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
    bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
    MemorySegment.copy(InetAddress.ofLiteral(address).getAddress(), 0, bytes, ValueLayout.JAVA_BYTE, 4, 4);
    return bytes;
  }

  private static int call(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int check(int result, String function) throws IOException {
    if (result < 0) {
      throw new IOException(function + " failed");
    }
    return result;
  }

  @SuppressWarnings("restricted") // The build and the lab allow native access.
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
