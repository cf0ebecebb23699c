package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import gorb.ffm.CLibrary;
import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.lab.NetworkNamespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A daemon in user space that gives the addresses of its services to an interface: they listen before it has them. */
@Tag("process")
class VipInterfaceProcessTest {
  private static final int PATIENCE_MILLIS = 20_000;

  @Test
  void aServiceListensAtAnAddressThatTheDaemonItselfAdds() throws Exception {
    try (var library = CLibrary.open()) {
      assumeThat(library.geteuid()).as("namespaces need root").isZero();
    }
    try (var host = NetworkNamespace.create("gorb-" + ProcessHandle.current().pid() + "-vip")) {
      host.ip("link set lo up");
      try (var gorb = GorbProcess.start(List.of("ip", "netns", "exec", host.name()), "-i", "lo", "-l", "127.0.0.1:4672",
              "--dataplane", "userspace", "--socket", "none", "--vip-interface", "lo");
          var server = host.call(() -> new ServerSocket(8080, 5, InetAddress.getLoopbackAddress()))) {
        gorb.awaitReady();
        assertThat(put(host, "/service/web", "{\"host\":\"10.92.0.1\",\"port\":80}").status()).isEqualTo(200);
        assertThat(put(host, "/service/web/one",
            "{\"host\":\"127.0.0.1\",\"port\":8080,\"pulse\":{\"type\":\"none\"}}").status()).isEqualTo(200);

        try (var client = host.call(() -> new Socket(InetAddress.ofLiteral("10.92.0.1"), 80))) {
          server.setSoTimeout(PATIENCE_MILLIS);
          try (var accepted = server.accept()) {
            accepted.setSoTimeout(PATIENCE_MILLIS);
            client.getOutputStream().write('x');
            assertThat(accepted.getInputStream().read()).isEqualTo('x');
          }
        }
      }
    }
  }

  private static Answer put(NetworkNamespace host, String path, String body) {
    return host.call(() -> RawClient.ask(new InetSocketAddress("127.0.0.1", 4672), "PUT", path, body));
  }
}
