package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A daemon that balances in user space and keeps its state in a folder, with a client of its API. */
final class BalancedDaemon implements AutoCloseable {
  private final GorbProcess process;
  private final InetSocketAddress api;

  private BalancedDaemon(GorbProcess process) {
    this.process = process;
    var ready = process.awaitReady();
    this.api = new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)));
  }

  /** Starts one and waits until it is ready. */
  static BalancedDaemon start(Path folder, String... flags) {
    return start(List.of(), folder, flags);
  }

  /** Starts one by another command, such as {@code env NAME=VALUE}. */
  static BalancedDaemon start(List<String> prefix, Path folder, String... flags) {
    var arguments = new ArrayList<>(List.of("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket",
        "none", "--state-dir", folder.resolve("state").toString()));
    arguments.addAll(List.of(flags));
    return new BalancedDaemon(GorbProcess.start(prefix, arguments.toArray(String[]::new)));
  }

  GorbProcess process() {
    return process;
  }

  /** What commands take for {@code --url}. */
  String url() {
    return "http://127.0.0.1:" + api.getPort();
  }

  /** Makes the service {@code web} of two servers, {@code a} and {@code b}; gives its port. */
  int serve(NamedServer a, NamedServer b) throws IOException {
    int port = freePort();
    ask("PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"method\":\"rr\"}");
    ask("PUT", "/service/web/a", "{\"host\":\"127.0.0.1\",\"port\":" + a.port() + ",\"pulse\":{\"type\":\"none\"}}");
    ask("PUT", "/service/web/b", "{\"host\":\"127.0.0.1\",\"port\":" + b.port() + ",\"pulse\":{\"type\":\"none\"}}");
    return port;
  }

  /** Asks for something, which is done. */
  void ask(String method, String target, String body) throws IOException {
    var answer = RawClient.ask(api, method, target, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** What is shown. */
  JsonNode get(String target) throws IOException {
    return JsonMapper.shared().readTree(RawClient.ask(api, "GET", target, "").body());
  }

  /** The status of what is shown. */
  int status(String target) throws IOException {
    return RawClient.ask(api, "GET", target, "").status();
  }

  @Override
  public void close() {
    process.close();
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
