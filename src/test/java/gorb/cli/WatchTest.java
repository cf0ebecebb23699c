package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code gorb watch}, against a server that says what a test wants it to. */
@Timeout(60)
class WatchTest {
  private static final String HEAD = "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  private static final String GONE = "HTTP/1.0 404 Not Found\r\nContent-Length: 16\r\n\r\n{\"error\":\"gone\"}";
  private static final String BACKEND = "{'address':'10.1.0.1:80','state':'enabled','weight':{'configured':100,"
      + "'effective':%d},'health':1,'verdict':'%s','since':null,'reason':%s}";
  private static final String SNAPSHOT = "{'status':{'revision':3,'dataplane':'memory','troubles':['no disk'],"
      + "'refused':[]},'services':{'web':{'address':'10.0.0.1:80','options':{'method':'wrr'},'backends':{'one':"
      + BACKEND.formatted(100, "up", "null") + ",'two':" + BACKEND.formatted(0, "down", "'refused'") + "}}}}";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void aReaderComesBackWithTheLastIdAndGoesOnOverTcp() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var asked = CompletableFuture.supplyAsync(() -> List.of(
          serve(server, HEAD + "retry: 1\n: alive\n\n" + event("7-1", "snapshot", SNAPSHOT)),
          serve(server, HEAD + event("7-2", "backend", "{'service':'web','name':'one','backend':"
              + BACKEND.formatted(0, "down", "'late'") + "}")),
          serve(server, GONE)), Executors.newSingleThreadExecutor());

      assertThat(run("http://127.0.0.1:" + server.getLocalPort())).isEqualTo(1);
      requireComingBack(asked.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aReaderComesBackWithTheLastIdAndGoesOnOverAUnixSocket() throws Exception {
    var path = folder.resolve("socket");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
      var asked = CompletableFuture.supplyAsync(() -> List.of(
          serve(server, HEAD + "retry: 1\n: alive\n\n" + event("7-1", "snapshot", SNAPSHOT)),
          serve(server, HEAD + event("7-2", "backend", "{'service':'web','name':'one','backend':"
              + BACKEND.formatted(0, "down", "'late'") + "}")),
          serve(server, GONE)), Executors.newSingleThreadExecutor());

      assertThat(run("unix:" + path)).isEqualTo(1);
      requireComingBack(asked.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aDaemonThatIsNotThereAtFirstIsAnError() {
    assertThat(run("http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("gorb: http://127.0.0.1:1: ")
        .contains("is the daemon running there?");
  }

  @Test
  void forProgramsEveryEventIsALineOfJson() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var asked = CompletableFuture.supplyAsync(() -> List.of(
          serve(server, HEAD + "retry: 1\n" + event("7-1", "snapshot", SNAPSHOT) + event("7-2", "later", "{'a':1}")),
          serve(server, GONE)), Executors.newSingleThreadExecutor());

      run("http://127.0.0.1:" + server.getLocalPort(), "--json");
      asked.get(30, TimeUnit.SECONDS);
      var lines = out.toString(StandardCharsets.UTF_8).lines().map(JsonMapper.shared()::readTree).toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst().at("/data/status/revision").asInt()).isEqualTo(3);
      assertThat(lines.getLast().toString()).isEqualTo("{\"id\":\"7-2\",\"event\":\"later\",\"data\":{\"a\":1}}");
    }
  }

  @Test
  void eachKindOfEventIsSaidInWords() {
    var text = new WatchText();
    assertThat(lines(text, "snapshot", SNAPSHOT)).containsExactly(
        "revision 3 of memory: 1 service, 2 backends, 1 down", "web/two down: refused", "trouble: no disk");
    assertThat(lines(text, "status", "{'revision':4,'confirm_until':'2026-01-01T00:00:00Z','troubles':[]}"))
        .containsExactly("revision 4", "to be confirmed until 2026-01-01T00:00:00Z", "no trouble any more");
    assertThat(lines(text, "verdict", "{'service':'web','name':'one','from':{'verdict':'up'},'to':{'verdict':'down',"
        + "'reason':'late'}}")).containsExactly("web/one up -> down: late");
    assertThat(lines(text, "standing", "{'service':'web','from':{'quorum':true,'use':'regular'},"
        + "'to':{'quorum':false,'use':'fallback'}}"))
        .containsExactly("web quorum lost", "web uses regular -> fallback");
    assertThat(lines(text, "backend", "{'service':'web','name':'one','backend':" + BACKEND.formatted(0, "down", "'late'")
        + "}")).containsExactly("web/one weight 100 -> 0 of 100");
    assertThat(lines(text, "backend", "{'service':'web','name':'one','backend':null}")).containsExactly("web/one removed");
    assertThat(lines(text, "backend", "{'service':'web','name':'one','backend':" + BACKEND.formatted(100, "up", "null")
        + "}")).containsExactly("web/one added 10.1.0.1:80 weight 100");
    assertThat(lines(text, "turn", "{'steps':3,'taken':['a','b'],'refusals':1,'refused':['c'],'drifts':1,'drift':['d']}"))
        .containsExactly("drift: d", "step: a", "step: b", "step: 1 more", "refused: c");
    assertThat(lines(text, "service", "{'name':'web','service':{'address':'10.0.0.1:80','options':{'method':'rr'}}}"))
        .containsExactly("web changed 10.0.0.1:80 scheduler rr");
    assertThat(lines(text, "service", "{'name':'web','service':null}")).containsExactly("web removed");
    assertThat(lines(text, "peer", "{'name':'10.9.0.2','peer':{'state':'idle','last_error':'refused'}}"))
        .containsExactly("peer 10.9.0.2 idle: refused");
    assertThat(lines(text, "peer", "{'name':'10.9.0.2','peer':{'state':'established','last_error':'refused'}}"))
        .containsExactly("peer 10.9.0.2 idle -> established");
    assertThat(lines(text, "announcement", "{'name':'10.0.0.1/32','announcement':{'announced':true,'peers':['10.9.0.2']}}"))
        .containsExactly("route 10.0.0.1/32 announced to 1 router");
    assertThat(lines(text, "announcement", "{'name':'10.0.0.1/32','announcement':{'announced':true,'peers':[]}}"))
        .isEmpty();
    assertThat(lines(text, "announcement", "{'name':'10.0.0.1/32','announcement':{'announced':false,'services':"
        + "[{'service':'web','reason':'belowQuorum'}]}}"))
        .containsExactly("route 10.0.0.1/32 not announced: web belowQuorum");
    assertThat(lines(text, "announcement", "{'name':'10.0.0.1/32','announcement':null}"))
        .containsExactly("route 10.0.0.1/32 gone");
    assertThat(lines(text, "node", "{'name':'lb2:4672','node':{'store':{'state':'away','reason':'refused connection'}}}"))
        .containsExactly("node lb2:4672 away: refused connection");
    assertThat(lines(text, "node", "{'name':'lb2:4672','node':null}")).containsExactly("node lb2:4672 gone");
    assertThat(lines(text, "weather", "{}")).isEmpty();
  }

  @Test
  void whatIsNoEventEndsTheStreamAndCommentsAreSkipped() throws IOException {
    var reader = new EventReader(new ByteArrayInputStream(
        ": alive\n\nretry: 5\nretry: 99999\nid: 1-1\nevent: turn\ndata: {}\n\ndata: {\n\n"
            .getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(1));

    assertThat(reader.next().id()).isEqualTo("1-1");
    assertThat(reader.retry()).isEqualTo(Duration.ofMillis(5));
    assertThatThrownBy(reader::next).isInstanceOf(IOException.class)
        .hasMessageContaining("none of gorb's");
    assertThatThrownBy(reader::next).hasMessageContaining("ended the stream");
  }

  private void requireComingBack(List<List<String>> asked) {
    assertThat(asked.getFirst()).noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("last-event-id"));
    assertThat(asked.get(1)).contains("Last-Event-ID: 7-1");
    assertThat(asked.getLast()).contains("Last-Event-ID: 7-2");
    assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring(26))).containsExactly(
        "revision 3 of memory: 1 service, 2 backends, 1 down", "web/two down: refused", "trouble: no disk",
        "web/one weight 100 -> 0 of 100");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("tried again").endsWith("gorb: gone\n");
  }

  private static List<String> lines(WatchText text, String kind, String data) {
    return text.lines(new Happening("", kind, JsonMapper.shared().readTree(data.replace('\'', '"'))));
  }

  private static String event(String id, String kind, String data) {
    return "id: " + id + "\nevent: " + kind + "\ndata: " + data.replace('\'', '"') + "\n\n";
  }

  private int run(String url, String... options) {
    var arguments = new ArrayList<>(List.of("watch", "--url", url));
    arguments.addAll(List.of(options));
    var terminal = new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), _ -> true, "http://127.0.0.1:1");
    return Commands.run(terminal, arguments.toArray(String[]::new));
  }

  private static List<String> serve(ServerSocket server, String answer) {
    try (var client = server.accept()) {
      var asked = head(new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)));
      client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      return asked;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> serve(ServerSocketChannel server, String answer) {
    try (var client = server.accept()) {
      var asked = head(new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8)));
      Channels.newOutputStream(client).write(answer.getBytes(StandardCharsets.UTF_8));
      return asked;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> head(BufferedReader in) throws IOException {
    var lines = new ArrayList<String>();
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      lines.add(line);
    }
    return lines;
  }
}
