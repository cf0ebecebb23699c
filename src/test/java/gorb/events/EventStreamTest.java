package gorb.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.DriftPolicy;
import gorb.control.Event.Requested;
import gorb.control.KeptIntent;
import gorb.control.StandingTransition;
import gorb.control.TurnListener;
import gorb.dataplane.Step;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.events.Surroundings.Kind;
import gorb.http.HttpServer;
import gorb.http.Limits;
import gorb.http.ListenAddress;
import gorb.http.Response;
import gorb.model.IpAddress;
import gorb.model.PoolPolicy;
import gorb.model.PoolStanding;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The stream over real sockets. */
class EventStreamTest {
  private static final int READERS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** Turns between two tellings, as docs/events.md has it. */
  private static final int MOST_WAITING = 2_000;
  private static final Pattern PORT = Pattern.compile("tcp/10\\.0\\.0\\.9:(\\d+)");

  private volatile Surroundings around = Surroundings.NONE;
  private final EventStream stream = new EventStream(System::nanoTime, 7, () -> Objects.requireNonNull(around, "as a test wants it"));
  private final Controller controller = new Controller(new InMemoryDataplane(), Announcer.NONE, KeptIntent.inMemory(),
      DriftPolicy.REPAIR, InstantSource.system(), System::nanoTime, stream);
  private final HttpServer server = new HttpServer(
      request -> Response.of(EventStream.CONTENT_TYPE, stream.feed(request.headers().first("Last-Event-ID"))),
      Limits.DEFAULT, InstantSource.system());
  private int port;

  @BeforeEach
  void start() throws IOException {
    port = server.listen(new ListenAddress(IpAddress.of("127.0.0.1"), 0)).port();
    stream.start();
  }

  @AfterEach
  void stop() {
    server.close();
    stream.close();
  }

  @Test
  void manyReadersAndOneThatSleepsAllFollowOrAreCutOff() throws Exception {
    put(0);
    around = node(true);
    var readers = new ArrayList<Reader>();
    try (var sleeper = connect()) {
      for (int i = 0; i < READERS; i++) {
        readers.add(new Reader(connect()));
      }
      for (int weight = 1; weight <= 20; weight++) {
        put(weight);
        Thread.sleep(30);
      }
      around = node(false);
      awaitState(readers);
      assertThat(sleeper.isConnected()).isTrue();
    } finally {
      for (var reader : readers) {
        reader.socket.close();
      }
    }
  }

  @Test
  void readersThatComeBackAreToldWhatTheyMissedOrEverythingAndHaveTheState() throws Exception {
    put(0);
    var readers = new ArrayList<Reader>();
    try {
      for (int i = 0; i < 40; i++) {
        readers.add(new Reader(connect()));
      }
      awaitState(readers);
      for (var reader : readers) {
        reader.leave();
      }
      put(1);
      around = node(true);
      for (int i = 0; i < readers.size(); i++) {
        readers.get(i).comeBack(connect("Last-Event-ID: " + (i % 2 == 0 ? readers.get(i).lastId() : "9-1") + "\r\n"));
      }
      put(2);

      awaitState(readers);
      for (int i = 0; i < readers.size(); i++) {
        assertThat(readers.get(i).snapshots()).as("reader %d", i).isEqualTo(i % 2 == 0 ? 1 : 2);
      }
    } finally {
      for (var reader : readers) {
        reader.socket.close();
      }
    }
  }

  @Test
  void aReaderThatDoesNotReadIsCutOffAndTheOthersFollow() throws Exception {
    put(0);
    var readers = new ArrayList<Reader>();
    try (var sleeper = new Socket()) {
      sleeper.setReceiveBufferSize(4_096);
      sleeper.connect(new InetSocketAddress("127.0.0.1", port));
      sleeper.getOutputStream().write(request(""));
      for (int i = 0; i < 4; i++) {
        readers.add(new Reader(connect()));
      }
      // Each telling is half a megabyte: what the kernel takes for who does not read is soon full.
      for (int i = 1; i <= 30; i++) {
        put(i, 2_000);
        awaitState(readers);
      }

      long taken = 0;
      sleeper.setSoTimeout(60_000);
      var buffer = new byte[1 << 16];
      try {
        for (int read = sleeper.getInputStream().read(buffer); read >= 0; read = sleeper.getInputStream().read(buffer)) {
          taken += read;
        }
      } catch (SocketException _) {
        // A reset is as good an end.
      }
      assertThat(taken).isLessThan(12L << 20);
    } finally {
      for (var reader : readers) {
        reader.socket.close();
      }
    }
  }

  @Test
  void surroundingsThatCannotBeSeenStopNobody() throws Exception {
    put(0);
    try (var socket = connect()) {
      var reader = new Reader(socket);
      around = null;
      put(1);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(reader.state()).contains("\"configured\":1"));
      around = node(true);
      awaitState(List.of(reader));
    }
  }

  @Test
  void aReaderThatCameBeforeTheFirstTurnIsToldWhenThereIsSomething() throws Exception {
    try (var socket = connect()) {
      var reader = new Reader(socket);
      put(3);
      await().untilAsserted(() -> assertThat(reader.state()).contains("\"configured\":3"));
    }
  }

  @Test
  void aTurnThatOnlyMovedAStandingAndOneThatOnlySawDriftAreTold() throws Exception {
    put(0);
    try (var socket = connect()) {
      var reader = new Reader(socket);
      awaitState(List.of(reader));
      var isWell = new PoolStanding(
          PoolPolicy.DEFAULT, 1, 1, 0, Instant.EPOCH, true, PoolStanding.Use.REGULAR);
      stream.turned(turn(List.of(), List.of(new StandingTransition("web", isWell, isWell))));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(reader.kinds()).contains("standing"));

      stream.turned(turn(
          List.of(new Step.RemoveService(new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.9"), 9))), List.of()));

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(reader.kinds()).contains("turn"));
    }
  }

  @Test
  void ofMoreTurnsThanMayWaitTheOldestAreLeftOutAndNobodyIsCutOff() throws Exception {
    put(0);
    var isLooking = new Semaphore(0);
    var mayGoOn = new Semaphore(0);
    // Nothing is told while it looks around.
    try (var held = new EventStream(System::nanoTime, 8, () -> {
      isLooking.release();
      mayGoOn.acquireUninterruptibly();
      return Surroundings.NONE;
    }).start()) {
      var reader = new Replica();
      var ports = new CopyOnWriteArrayList<Integer>();
      held.published(controller.snapshot());
      held.feed(null).begin(bytes -> {
        reader.write(bytes);
        PORT.matcher(bytes.text()).results().forEach(it -> ports.add(Integer.valueOf(it.group(1))));
        return true;
      });
      isLooking.acquire();
      for (int port = 1; port <= MOST_WAITING + 500; port++) {
        held.turned(turn(List.of(new Step.RemoveService(
            new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.9"), port))), List.of()));
      }
      put(1);
      held.published(controller.snapshot());
      mayGoOn.release(1_000);

      await().atMost(PATIENCE).until(() -> ports.contains(MOST_WAITING + 500));
      assertThat(ports).isEqualTo(IntStream.rangeClosed(501, MOST_WAITING + 500).boxed().toList());
      assertThat(reader.state.at("/services/web/backends/b0/weight/configured").asInt()).isEqualTo(1);
    }
  }

  private static TurnListener.Turn turn(List<Step> drift, List<StandingTransition> standings) {
    return new TurnListener.Turn(
        Duration.ZERO, 1, List.of(), List.of(), drift, List.of(), standings, List.of(), List.of());
  }

  private Socket connect() throws IOException {
    return connect("");
  }

  private Socket connect(String header) throws IOException {
    var socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(request(header));
    return socket;
  }

  private static byte[] request(String header) {
    return ("GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private void awaitState(List<Reader> readers) {
    var expected = Views.everything(controller.snapshot());
    around.addTo(expected);
    // As it is on the wire: numbers have no type there, and the order of names means nothing.
    var tree = JsonMapper.shared().readTree(expected.toString());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(readers)
        .allSatisfy(reader -> assertThat(reader.has(tree)).as(reader::state).isTrue()));
  }

  private static Surroundings node(boolean isWell) {
    return new Surroundings(Map.of(
        Kind.NODE, Map.of("left", JsonNodeFactory.instance.objectNode().put("in_step", isWell))));
  }

  private void put(int weight) throws DocumentException {
    put(weight, 10);
  }

  private void put(int weight, int servers) throws DocumentException {
    var document = JsonNodeFactory.instance.objectNode();
    var backends = document.putObject("services").putObject("web").put("host", "10.0.0.1").put("port", 80)
        .putObject("backends");
    for (int i = 0; i < servers; i++) {
      backends.putObject("b" + i).put("host", "10.1." + i / 200 + "." + i % 200).put("port", 80).put("weight", weight);
    }
    var wanted = new StateReader(Hosts.unresolved()).read(document);
    controller.turn(List.of(new Requested(
        new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "test"), new CompletableFuture<>())));
  }

  /** The content of an answer that comes in chunks (RFC 9112 §7.1). */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;

    Chunks(InputStream in) {
      this.in = new BufferedInputStream(in);
    }

    /** The head of the answer, before anything of its content. */
    String head() throws IOException {
      var head = new StringBuilder();
      for (var line = line(); !line.isEmpty(); line = line()) {
        head.append(line).append('\n');
      }
      return head.toString();
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        left = Integer.parseInt(line(), 16);
      }
      int read = left == 0 ? -1 : in.read(buffer, offset, Math.min(length, left));
      left -= Math.max(read, 0);
      if (read > 0 && left == 0) {
        line();
      }
      return read;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the answer was cut off");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }

  /** Keeps a replica by the chunks that arrive. */
  private static final class Reader {
    private final Replica replica = new Replica();
    private Socket socket;
    private Thread thread;

    /** A reader whose request was accepted. */
    Reader(Socket socket) throws IOException {
      this.socket = socket;
      thread = follow(socket);
    }

    synchronized String state() {
      return String.valueOf(replica.state);
    }

    synchronized boolean has(JsonNode everything) {
      return everything.equals(replica.state);
    }

    synchronized String lastId() {
      return replica.lastId;
    }

    synchronized List<String> kinds() {
      return List.copyOf(replica.kinds);
    }

    synchronized long snapshots() {
      return replica.kinds.stream().filter("snapshot"::equals).count();
    }

    /** Goes; nothing comes any more when this returns. */
    void leave() throws Exception {
      socket.close();
      thread.join();
    }

    void comeBack(Socket next) throws IOException {
      socket = next;
      thread = follow(next);
    }

    private Thread follow(Socket from) throws IOException {
      var chunks = new Chunks(from.getInputStream());
      assertThat(chunks.head()).contains(" 200 ");
      var in = new BufferedReader(new InputStreamReader(chunks, StandardCharsets.UTF_8));
      return Thread.ofVirtual().start(() -> run(in));
    }

    private void run(BufferedReader in) {
      try {
        var block = new StringBuilder();
        for (var line = in.readLine(); line != null; line = in.readLine()) {
          if (line.startsWith("id: ") || line.startsWith("event: ") || line.startsWith("data: ")) {
            block.append(line).append('\n');
          }
          if (line.startsWith("data: ")) {
            synchronized (this) {
              replica.write(gorb.http.Body.of(block.append('\n').toString()));
            }
            block.setLength(0);
          }
        }
      } catch (IOException _) {
        // The test is over.
      }
    }
  }
}
