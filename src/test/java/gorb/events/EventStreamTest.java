package gorb.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.DriftPolicy;
import gorb.control.Event.Requested;
import gorb.control.KeptIntent;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.http.HttpServer;
import gorb.http.Limits;
import gorb.http.ListenAddress;
import gorb.http.Response;
import gorb.model.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** The stream over real sockets. */
class EventStreamTest {
  private static final int READERS = 500;

  private final EventStream stream = new EventStream(System::nanoTime, 7);
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
    var readers = new ArrayList<Reader>();
    try (var sleeper = connect()) {
      for (int i = 0; i < READERS; i++) {
        readers.add(new Reader(connect()));
      }
      for (int weight = 1; weight <= 20; weight++) {
        put(weight);
        Thread.sleep(30);
      }
      var expected = Views.everything(controller.snapshot());
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(readers)
          .allSatisfy(reader -> assertThat(reader.state()).isEqualTo(expected.toString())));
      assertThat(sleeper.isConnected()).isTrue();
    } finally {
      for (var reader : readers) {
        reader.socket.close();
      }
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

  private Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void put(int weight) throws DocumentException {
    var document = JsonNodeFactory.instance.objectNode();
    var backends = document.putObject("services").putObject("web").put("host", "10.0.0.1").put("port", 80)
        .putObject("backends");
    for (int i = 0; i < 10; i++) {
      backends.putObject("b" + i).put("host", "10.1.0." + i).put("port", 80).put("weight", weight);
    }
    var wanted = new StateReader(Hosts.unresolved()).read(document);
    controller.turn(List.of(new Requested(
        new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "test"), new CompletableFuture<>())));
  }

  /** Keeps a replica by the chunks that arrive. */
  private static final class Reader {
    private final Socket socket;
    private final BufferedReader in;
    private final Replica replica = new Replica();

    /** A reader whose request was accepted. */
    Reader(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(in.readLine()).contains(" 200 ");
      Thread.ofVirtual().start(this::run);
    }

    synchronized String state() {
      return String.valueOf(replica.state);
    }

    private void run() {
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
