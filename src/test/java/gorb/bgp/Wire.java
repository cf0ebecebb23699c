package gorb.bgp;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A network between this namespace (interface {@code here}, 10.8.0.1, fd00:8::1) and one named {@code router}
 * (interface {@code there}, 10.8.0.2, fd00:8::2), over a bridge in a third: cut, it carries nothing, and both ends see
 * a carrier.
 */
final class Wire implements AutoCloseable {
  static final List<String> ROUTER = List.of("ip", "netns", "exec", "router");

  Wire() {
    ip("netns", "add", "router");
    ip("netns", "add", "bridge");
    ip("-n", "bridge", "link", "add", "middle", "type", "bridge");
    ip("-n", "bridge", "link", "set", "middle", "up");
    ip("-n", "router", "link", "set", "lo", "up");
    ip("link", "add", "here", "type", "veth", "peer", "name", "near", "netns", "bridge");
    ip("-n", "router", "link", "add", "there", "type", "veth", "peer", "name", "far", "netns", "bridge");
    for (var end : List.of("near", "far")) {
      ip("-n", "bridge", "link", "set", end, "master", "middle");
      ip("-n", "bridge", "link", "set", end, "up");
    }
    ip("address", "add", "10.8.0.1/24", "dev", "here");
    ip("address", "add", "fd00:8::1/64", "dev", "here", "nodad");
    ip("link", "set", "here", "up");
    ip("-n", "router", "address", "add", "10.8.0.2/24", "dev", "there");
    ip("-n", "router", "address", "add", "fd00:8::2/64", "dev", "there", "nodad");
    ip("-n", "router", "link", "set", "there", "up");
    // A router that begins before its link-local address may be used resets the first session.
    await().atMost(Duration.ofSeconds(60)).until(() -> isSettled("ip", "-6", "address", "show", "dev", "here")
        && isSettled("ip", "-n", "router", "-6", "address", "show", "dev", "there"));
  }

  void cut() {
    ip("-n", "bridge", "link", "set", "far", "nomaster");
  }

  void mend() {
    ip("-n", "bridge", "link", "set", "far", "master", "middle");
  }

  @Override
  public void close() {
    ip("link", "delete", "here");
    ip("netns", "delete", "router");
    ip("netns", "delete", "bridge");
  }

  private static boolean isSettled(String... show) {
    var shown = RealSpeaker.ask(List.of(show));
    return shown.contains("fe80:") && !shown.contains("tentative");
  }

  private static void ip(String... words) {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    var said = RealSpeaker.ask(command);
    if (!said.isEmpty()) {
      throw new AssertionError(command + ": " + said);
    }
  }
}
