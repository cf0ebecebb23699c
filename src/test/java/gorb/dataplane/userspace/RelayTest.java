package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through one connection: bytes, ends, resets and pressure, both ways. */
class RelayTest {
  private static final IpAddress SERVERS = Loopback.address(1);
  private static final int MEBIBYTE = 1 << 20;
  private static final byte[] QUESTION = "a question, and its answer".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void carriesLargePayloadsBothWaysAtOnceUnchanged(long seed) throws Exception {
    for (var transport : new Transport[] {Transport.epoll(), Transport.nio()}) {
      var random = new Random(seed);
      var question = new byte[random.nextInt(4 * MEBIBYTE)];
      var answer = new byte[random.nextInt(4 * MEBIBYTE)];
      random.nextBytes(question);
      random.nextBytes(answer);
      var received = new CompletableFuture<byte[]>();
      try (var server = new Backend(SERVERS, socket -> {
            var writer = Thread.ofVirtual().start(() -> sendAll(socket, answer));
            received.complete(socket.getInputStream().readAllBytes());
            join(writer);
            socket.close();
          });
          var plane = new UserspaceDataplane(Proxy.settings(2), transport);
          var proxy = new Proxy("rr", plane, Loopback.address(0)).with(server.key(), 1);
          var client = proxy.connect()) {
        var writer = Thread.ofVirtual().start(() -> sendAll(client, question));
        var got = client.getInputStream().readAllBytes();
        join(writer);

        assertThat(Arrays.equals(got, answer)).as("seed %d, %s: answer", seed, transport.label()).isTrue();
        assertThat(Arrays.equals(received.get(20, TimeUnit.SECONDS), question))
            .as("seed %d, %s: question", seed, transport.label())
            .isTrue();
        await().atMost(Proxy.PATIENCE).untilAsserted(() ->
            assertThat(proxy.counters(server.key()))
                .isEqualTo(new ServerCounters(0, 1, question.length, answer.length)));
      }
    }
  }

  /** Long enough that nearly all of it goes through conduits, which close with their connections. */
  @Test
  void carriesLongStreamsBothWaysAtOnceUnchangedAndLeavesNoPipeOpen() throws Exception {
    long length = 48L * MEBIBYTE;
    long pipes = openPipes();
    var received = new LinkedBlockingQueue<Long>();
    try (var server = new Backend(SERVERS, socket -> {
          var writer = Thread.ofVirtual().start(() -> sendPattern(socket, length));
          received.add(readPattern(socket.getInputStream()));
          join(writer);
          socket.close();
        });
        var plane = new UserspaceDataplane(Proxy.settings(1));
        var proxy = new Proxy("rr", plane, Loopback.address(0)).with(server.key(), 1)) {
      for (int turn = 1; turn <= 3; turn++) {
        try (var client = proxy.connect()) {
          var writer = Thread.ofVirtual().start(() -> sendPattern(client, length));
          assertThat(readPattern(client.getInputStream())).isEqualTo(length);
          join(writer);
        }
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(length);
        var carried = new ServerCounters(0, turn, turn * length, turn * length);
        await().atMost(Proxy.PATIENCE).untilAsserted(() ->
            assertThat(proxy.counters(server.key())).isEqualTo(carried));
      }
      await().atMost(Proxy.PATIENCE).untilAsserted(() -> assertThat(openPipes()).isLessThanOrEqualTo(pipes));
    }
  }

  @Test
  void aServerMayAnswerAfterTheClientHasEndedItsData() throws Exception {
    try (var server = new Backend(SERVERS, socket -> {
          var question = socket.getInputStream().readAllBytes();
          socket.getOutputStream().write(question.length);
          socket.close();
        });
        var proxy = new Proxy("rr").with(server.key(), 1);
        var client = proxy.connect()) {
      client.getOutputStream().write(new byte[42]);
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).containsExactly(42);
    }
  }

  @Test
  void aClientMaySendMuchAfterTheServerHasEndedItsData() throws Exception {
    var received = new CompletableFuture<Long>();
    try (var server = new Backend(SERVERS, socket -> {
          socket.getOutputStream().write('x');
          socket.shutdownOutput();
          received.complete(socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
          socket.close();
        });
        var proxy = new Proxy("rr").with(server.key(), 1);
        var client = proxy.connect()) {
      assertThat(client.getInputStream().readAllBytes()).containsExactly('x');

      // More than all buffers hold: the half-closed socket must wait for its reader, and be woken.
      client.getOutputStream().write(new byte[16 * MEBIBYTE]);
      client.shutdownOutput();

      assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(16 * MEBIBYTE);
    }
  }

  @Test
  void aResetOfTheServerReachesTheClient() throws Exception {
    try (var server = new Backend(SERVERS, socket -> {
          socket.getInputStream().read();
          reset(socket);
        });
        var proxy = new Proxy("rr").with(server.key(), 1);
        var client = proxy.connect()) {
      client.getOutputStream().write(1);

      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetOfTheClientReachesTheServer(boolean afterTheEndOfItsData) throws Exception {
    var seen = new CompletableFuture<IOException>();
    try (var server = new Backend(SERVERS, socket -> {
          socket.getOutputStream().write('x');
          try {
            while (socket.getInputStream().read() >= 0) {}
            // After the end of the data only writing tells that the client is gone.
            while (true) {
              socket.getOutputStream().write(new byte[1000]);
            }
          } catch (IOException e) {
            seen.complete(e);
          }
        });
        var proxy = new Proxy("rr").with(server.key(), 1)) {
      var client = proxy.connect();
      client.getInputStream().read();
      if (afterTheEndOfItsData) {
        client.shutdownOutput();
      }

      reset(client);

      assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
      await().atMost(Proxy.PATIENCE).until(() -> proxy.counters(server.key()).active() == 0);
    }
  }

  @Test
  void aFastWriterIsHeldWhileTheReaderStandsStillAndLosesNothing() throws Exception {
    long attempted = 96L * MEBIBYTE;
    var goOn = new CompletableFuture<Void>();
    var received = new CompletableFuture<Long>();
    try (var server = new Backend(SERVERS, socket -> {
          goOn.join();
          received.complete(readPattern(socket.getInputStream()));
          socket.close();
        });
        var proxy = new Proxy("rr").with(server.key(), 1);
        var client = SocketChannel.open(
            new InetSocketAddress(proxy.service().vip().toInetAddress(), proxy.service().port()))) {
      client.configureBlocking(false);
      var sent = new AtomicLong();

      await().atMost(Proxy.PATIENCE).pollInterval(Duration.ofMillis(50)).during(Duration.ofMillis(500))
          .until(() -> !writePattern(client, sent, attempted));

      assertThat(sent.get()).isLessThan(attempted);
      assertThat(proxy.counters(server.key()).bytesIn()).isLessThan(highestSendBuffer() + 2 * MEBIBYTE);
      goOn.complete(null);
      await().atMost(Proxy.PATIENCE).until(() -> {
        writePattern(client, sent, attempted);
        return sent.get() == attempted;
      });
      client.shutdownOutput();
      assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(attempted);
    }
  }

  @Test
  void aConnectionWithoutAByteForTooLongIsReset() throws Exception {
    var settings = Proxy.settings(1).withIdleTimeout(Duration.ofMillis(300));
    var seen = new CompletableFuture<IOException>();
    try (var server = new Backend(SERVERS, socket -> {
          try {
            socket.getInputStream().readAllBytes();
          } catch (IOException e) {
            seen.complete(e);
          }
        });
        var proxy = new Proxy("rr", new UserspaceDataplane(settings), Loopback.address(0)).with(server.key(), 1);
        var client = proxy.connect()) {
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
    }
  }

  /**
   * A client that sends once more to a server that is gone gets both sockets of its connection reported at once. What
   * is accepted between the two reports takes the number of the second, and must not be taken for it.
   */
  @Test
  void aNewConnectionGetsNoEventOfAnOlderOneThatHadItsDescriptor() throws Exception {
    try (var server = new Backend(SERVERS, socket -> {
          try (socket) {
            socket.getInputStream().readNBytes(QUESTION.length);
            socket.getOutputStream().write(QUESTION);
          }
        });
        var plane = new UserspaceDataplane(Proxy.settings(1));
        var proxy = new Proxy("rr", plane, Loopback.address(0)).with(server.key(), 1);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < 16; client++) {
        running.add(clients.submit(() -> {
          for (int request = 0; request < 250; request++) {
            askAndSendOnceMore(proxy);
          }
          return null;
        }));
      }

      for (var client : running) {
        client.get();
      }
    }
  }

  /**
   * The end of a client's data, seen before the reset of its server that has come meanwhile, is for a socket that is
   * not connected any more ({@code ENOTCONN}). The loop stands still until both have happened, and so has a third: a
   * question on another connection, whose event comes in the same batch, and no more if that one fails.
   */
  @Test
  void aSocketThatWasResetDoesNotStopItsEventLoop() throws Exception {
    var toReset = new CompletableFuture<Socket>();
    var ticker = new StoppingTicker();
    try (var server = new Backend(SERVERS, toReset::complete);
        var other = new Backend(SERVERS, Backend.echoing());
        var plane = new UserspaceDataplane(Proxy.settings(1), Transport.epoll(), ticker);
        var proxy = new Proxy("rr", plane, Loopback.address(0)).with(server.key(), 1);
        var client = proxy.connect()) {
      var serversEnd = toReset.get(20, TimeUnit.SECONDS);
      client.getOutputStream().write('x');
      serversEnd.getInputStream().read();
      proxy.with(other.key(), 1).remove(server.key());
      try (var stopper = proxy.connect(); var bystander = proxy.connect()) {
        for (var connected : new Socket[] {stopper, bystander}) {
          connected.getOutputStream().write('x');
          assertThat(connected.getInputStream().read()).isEqualTo('x');
        }
        ticker.stop();
        stopper.getOutputStream().write('x');
        ticker.awaitStop();

        client.shutdownOutput();
        reset(serversEnd);
        bystander.getOutputStream().write('y');
        ticker.goOn();

        assertThat(bystander.getInputStream().read()).isEqualTo('y');
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      }
    }
  }

  private static void askAndSendOnceMore(Proxy proxy) throws IOException {
    try (var socket = proxy.connect()) {
      socket.getOutputStream().write(QUESTION);
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(QUESTION);
      try {
        socket.getOutputStream().write(QUESTION);
      } catch (SocketException _) {
        // Its server has answered with a reset already.
      }
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Writes what the socket takes now of a sequence in which each byte follows from its position. */
  private static boolean writePattern(SocketChannel channel, AtomicLong sent, long limit) throws IOException {
    boolean progress = false;
    while (sent.get() < limit) {
      var chunk = new byte[(int) Math.min(64 * 1024, limit - sent.get())];
      for (int index = 0; index < chunk.length; index++) {
        chunk[index] = (byte) ((sent.get() + index) % 251);
      }
      int written = channel.write(ByteBuffer.wrap(chunk));
      if (written == 0) {
        return progress;
      }
      sent.addAndGet(written);
      progress = true;
    }
    return progress;
  }

  /** Sends the sequence of {@link #writePattern}, and its end. */
  private static void sendPattern(Socket socket, long length) {
    var chunk = new byte[251 * 256];
    for (int index = 0; index < chunk.length; index++) {
      chunk[index] = (byte) (index % 251);
    }
    try {
      for (long sent = 0; sent < length; sent += chunk.length) {
        socket.getOutputStream().write(chunk, 0, (int) Math.min(chunk.length, length - sent));
      }
      socket.shutdownOutput();
    } catch (IOException _) {
      // The reader notices what is missing.
    }
  }

  private static long openPipes() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(RelayTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException _) {
      // Closed meanwhile.
      return false;
    }
  }

  /** Reads the sequence to its end, and returns how much of it came unchanged. */
  private static long readPattern(InputStream input) throws IOException {
    long position = 0;
    var chunk = new byte[64 * 1024];
    while (true) {
      int count = input.read(chunk);
      if (count < 0) {
        return position;
      }
      for (int index = 0; index < count; index++) {
        if (chunk[index] != (byte) (position % 251)) {
          return position;
        }
        position++;
      }
    }
  }

  /** What the kernel holds at most for the proxy's socket to the server, in bytes. */
  private static long highestSendBuffer() throws IOException {
    return Long.parseLong(Files.readAllLines(Path.of("/proc/sys/net/ipv4/tcp_wmem")).getFirst().split("\\s+")[2]);
  }

  private static void sendAll(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException _) {
      // The reader notices what is missing.
    }
  }

  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
