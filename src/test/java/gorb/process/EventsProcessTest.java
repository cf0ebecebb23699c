package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader of the events of a real daemon. */
@Tag("process")
class EventsProcessTest {
  @Test
  void aReaderSeesWhatOthersDoMissesNothingWhileAwayAndIsToldTheEnd() throws Exception {
    try (var gorb = GorbProcess.start(
        "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none")) {
      var listen = gorb.awaitReady().split(":");
      var address = new InetSocketAddress(listen[0], Integer.parseInt(listen[1]));
      String seen;
      try (var reader = new Reader(address, "")) {
        assertThat(reader.next("event: snapshot")).contains("\"services\":{}");
        RawClient.ask(address, "PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");
        assertThat(reader.next("event: service")).contains("\"name\":\"web\"");
        seen = reader.lastId;
      }
      RawClient.ask(address, "PUT", "/service/web/one",
          "{\"host\":\"127.0.0.1\",\"port\":9001,\"pulse\":{\"type\":\"none\"}}");
      try (var reader = new Reader(address, "Last-Event-ID: " + seen + "\r\n")) {
        assertThat(reader.next("event: ")).isNotEmpty();
        assertThat(reader.first).isNotEqualTo("event: snapshot");
        assertThat(reader.next("event: backend")).contains("\"name\":\"one\"");

        gorb.terminate();
        assertThat(reader.untilTheEnd()).isEqualTo("0");
      }
      assertThat(gorb.awaitExit()).isZero();
    }
  }

  @Test
  void watchTellsPeopleWhatHappensAlsoOfADaemonThatWasAway() throws Exception {
    int port;
    try (var gorb = GorbProcess.start(
        "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none")) {
      var listen = gorb.awaitReady().split(":");
      port = Integer.parseInt(listen[1]);
      var address = new InetSocketAddress(listen[0], port);
      try (var watch = GorbProcess.start("watch", "--url", "http://127.0.0.1:" + port)) {
        watch.awaitLine("revision 0 of memory: 0 services, 0 backends, 0 down");
        RawClient.ask(address, "PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");
        watch.awaitLine("web added 127.0.0.1:8080 scheduler wrr");
        RawClient.ask(address, "PUT", "/service/web/one",
            "{\"host\":\"127.0.0.1\",\"port\":9001,\"pulse\":{\"type\":\"none\"}}");
        watch.awaitLine("web/one added 127.0.0.1:9001 weight 100");
        gorb.terminate().awaitExit();
        watch.awaitLine("tried again");
        try (var next = GorbProcess.start(
            "-i", "lo", "-l", "127.0.0.1:" + port, "--dataplane", "memory", "--socket", "none")) {
          next.awaitReady();
          watch.awaitLine("revision 0 of memory: 0 services, 0 backends, 0 down");
        }
      }
    }
  }

  private static final class Reader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private String first = "";
    private String lastId = "";

    Reader(InetSocketAddress address, String header) throws Exception {
      socket.connect(address);
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(("GET /events HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
          .getBytes(StandardCharsets.US_ASCII));
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The data of the next event whose line begins with a text. */
    String next(String event) throws Exception {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          first = first.isEmpty() ? line : first;
          if (line.startsWith(event)) {
            return in.readLine();
          }
        }
      }
      throw new AssertionError("the stream ended before " + event);
    }

    /** Reads to the end of the answer; gives its last line with content. */
    String untilTheEnd() throws Exception {
      var last = "";
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        last = line.isEmpty() ? last : line;
      }
      return last;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
