package gorb.process;

import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.shared.History.Told;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A director of a {@link SharedNetwork}, in user space, with a link to the store that a test can cut. */
final class SharedDirector implements AutoCloseable {
  private static final int FIRST_PORT = 4_671;

  private final int number;
  private final List<String> arguments;
  private GorbProcess process;
  private InetSocketAddress api;

  /** Starts one, 1 to 3, which keeps its state in a folder; does not wait. */
  SharedDirector(int number, StoreProcess.Kind kind, StoreProcess store, Path state) {
    this.number = number;
    // Directors are told apart by host and port, and this host has one name. All in the network may change what is wanted.
    arguments = List.of("-i", "lo", "-l", SharedNetwork.address(number) + ":" + (FIRST_PORT + number), "--open", "--dataplane", "userspace",
        "--socket", "none", "--state-dir", state.toString(),
        "-store", kind.scheme() + "://" + SharedNetwork.storeOf(number) + ":" + store.port() + "/lb");
    restart();
  }

  /** Starts it again after a kill; does not wait. */
  void restart() {
    process = GorbProcess.start(SharedNetwork.within(number), arguments.toArray(String[]::new));
    api = null;
  }

  /** Nothing gets to the store or from it any more; connections stay. */
  void cut() {
    SharedNetwork.cut(number);
  }

  void mend() {
    SharedNetwork.mend(number);
  }

  /** Kills it. */
  void kill() {
    process.kill();
  }

  /** Where its API is; waits until it is there. */
  InetSocketAddress api() {
    if (api == null) {
      api = new InetSocketAddress(
          SharedNetwork.address(number), Integer.parseInt(process.awaitReady().replaceFirst(".*:", "")));
    }
    return api;
  }

  /** An answer to a request. */
  Answer ask(String method, String target, String body) throws IOException {
    return RawClient.ask(api(), method, target, body);
  }

  /** What a request shows. */
  JsonNode show(String target) {
    try {
      return JsonMapper.shared().readTree(ask("GET", target, "").body());
    } catch (IOException e) {
      throw new AssertionError(target, e);
    }
  }

  /** What a reader of the events is told first, as it was sent. */
  String snapshot() {
    try (var socket = new Socket()) {
      socket.connect(api());
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var line = in.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = in.readLine();
      }
      return line == null ? "{}" : line.substring("data: ".length());
    } catch (IOException e) {
      throw new AssertionError("/events", e);
    }
  }

  /** What a client is told of a write. */
  Told write(String method, String target, String body) {
    try {
      var answer = ask(method, target, body);
      return switch (answer.status()) {
        case 200 -> Told.DONE;
        case 504 -> Told.UNKNOWN;
        case 503 -> answer.body().contains("not known") ? Told.UNKNOWN : Told.REFUSED;
        default -> Told.REFUSED;
      };
    } catch (IOException _) {
      return Told.UNKNOWN;
    }
  }

  /** Whether the store's state is one of some words. */
  boolean isStore(String... states) {
    var all = new ArrayList<>(List.of(states));
    return all.contains(show("/store").path("state").asString(""));
  }

  /** Everything that it printed. */
  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
