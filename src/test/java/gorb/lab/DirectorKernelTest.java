package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.Sysctl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Settings of IPVS as a whole reach the kernel, where ipvsadm and sysctl see them, and are shown as they were sent. */
@KernelTest
class DirectorKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir
  private Path folder;

  @Test
  void everySettingReachesTheKernelAndIsShownAsItWasSent() {
    try (var host = NetworkNamespace.create("director")) {
      // The loopback has no route for groups of IPv6.
      host.ip("link add d0 type dummy", "link set d0 up", "addr add fd00::1/64 dev d0 nodad");
      var daemon = Director.start(host, "--state-dir", folder.toString());
      try {
        assertThat(json(daemon.get("/ipvs")).path("wanted")).isEmpty();
        assertThat(timeouts(host)).isEqualTo("Timeout (tcp tcpfin udp): 900 120 300");

        put(daemon, "{'timeouts': {'tcp': '15m', 'tcp_fin': 77, 'udp': '30s'}, 'sync': {"
            + "'master': {'interface': 'lo', 'id': 7, 'group': '224.0.0.99', 'port': 8900, 'ttl': 3, 'length': 1400},"
            + "'backup': {'interface': 'lo', 'id': 8}}}");

        assertThat(timeouts(host)).isEqualTo("Timeout (tcp tcpfin udp): 900 77 30");
        assertThat(daemons(host)).containsExactlyInAnyOrder(
            "master sync daemon (mcast=lo, syncid=7, maxlen=1400, group=224.0.0.99, port=8900, ttl=3)",
            "backup sync daemon (mcast=lo, syncid=8, maxlen=65507, group=224.0.0.81, port=8848, ttl=1)");
        var shown = json(daemon.get("/ipvs"));
        assertThat(shown.path("steps")).isEmpty();
        assertThat(shown.path("origin").asString()).isEqualTo("api");
        assertThat(shown.path("kernel").path("sync").path("master").path("length").asInt()).isEqualTo(1_400);

        put(daemon, "{'sync': {'master': {'interface': 'd0', 'group': 'ff02::9'}}}");
        assertThat(daemons(host)).as("another group, and no backup").containsExactly(
            "master sync daemon (mcast=d0, syncid=0, maxlen=1452, group=ff02::9, port=8848, ttl=1)");
        assertThat(timeouts(host)).as("what is not named stays").isEqualTo("Timeout (tcp tcpfin udp): 900 77 30");

        everySysctl(host, daemon);

        assertThat(daemon.status("PUT", "/ipvs", "{\"timeouts\":{\"udp\":99},\"sync\":"
            + "{\"master\":{\"interface\":\"nosuch0\"}}}")).isEqualTo(500);
        assertThat(timeouts(host)).as("a refused change is undone").isEqualTo("Timeout (tcp tcpfin udp): 900 77 30");
        assertThat(daemons(host)).as("the daemon as well").hasSize(1);

        put(daemon, "{'timeouts': {'udp': 45}, 'sync': {}}");
        assertThat(daemons(host)).isEmpty();
        assertThat(daemon.stop()).isZero();
        assertThat(timeouts(host)).as("stopping leaves all as it is").isEqualTo("Timeout (tcp tcpfin udp): 900 77 45");

        host.exec("ipvsadm", "--set", "0", "0", "299");
        daemon = Director.start(host, "--state-dir", folder.toString());
        await("what was kept, and somebody else changed meanwhile").atMost(PATIENCE).until(
            () -> timeouts(host).equals("Timeout (tcp tcpfin udp): 900 77 45"));
        assertThat(daemon.get("/metrics")).contains("gorb_director_settings_different 0.0");
        assertThat(daemon.process().output()).contains("event=director-drift step=\"set timeout udp to 45s\"");
      } finally {
        daemon.close();
      }
    }
  }

  @Test
  void theFileSaysItToo() throws Exception {
    var file = Files.writeString(folder.resolve("gorb.yaml"), """
        ipvs:
          timeouts: {udp: 31s}
          sync: {backup: {interface: lo, id: 9, length: 1500}}
          sysctl: {expire_nodest_conn: 1, sync_threshold: '2 40'}
        """);
    try (var host = NetworkNamespace.create("director");
        var daemon = Director.start(host, "--config", file.toString())) {
      assertThat(timeouts(host)).isEqualTo("Timeout (tcp tcpfin udp): 900 120 31");
      assertThat(daemons(host)).containsExactly(
          "backup sync daemon (mcast=lo, syncid=9, maxlen=1500, group=224.0.0.81, port=8848, ttl=1)");
      assertThat(host.sysctl("net.ipv4.vs.expire_nodest_conn")).isEqualTo("1");
      assertThat(host.sysctl("net.ipv4.vs.sync_threshold")).isEqualTo("2\t40");
      assertThat(daemon.status("PUT", "/ipvs", "{}")).as("the file's").isEqualTo(409);
      assertThat(daemon.post("/ipvs/plan", "{\"sync\":{}}")).contains("stop sync backup");
    }
  }

  /** Each parameter of this kernel is given another value, all at once, and its own again. */
  private static void everySysctl(NetworkNamespace host, Director daemon) {
    var before = json(daemon.get("/ipvs")).path("kernel").path("sysctl");
    assertThat(before.size()).isGreaterThan(20);
    var changed = new ArrayList<String>();
    var original = new ArrayList<String>();
    for (var sysctl : Sysctl.values()) {
      if (before.has(sysctl.label())) {
        changed.add("'" + sysctl.label() + "': " + another(sysctl, before.path(sysctl.label())));
        original.add("'" + sysctl.label() + "': " + before.path(sysctl.label()).toString().replace('"', '\''));
      }
    }

    put(daemon, "{'sysctl': {" + String.join(", ", changed) + "}}");

    for (var line : changed) {
      var words = line.replace("'", "").split(": ");
      assertThat(host.sysctl("net.ipv4.vs." + words[0]).replace('\t', ' ')).as(words[0]).isEqualTo(words[1]);
    }
    put(daemon, "{'sysctl': {" + String.join(", ", original) + "}}");
    assertThat(json(daemon.get("/ipvs")).path("kernel").path("sysctl")).isEqualTo(before);
  }

  private static String another(Sysctl sysctl, JsonNode is) {
    if (sysctl.isPair()) {
      return "'4 60'";
    }
    return Long.toString(is.asLong() == sysctl.highest() || is.asLong() > 64 ? is.asLong() - 1
        : sysctl == Sysctl.SYNC_PORTS ? 2 : is.asLong() + 1);
  }

  private static void put(Director daemon, String document) {
    daemon.ask("PUT", "/ipvs", document.replace('\'', '"'));
  }

  private static String timeouts(NetworkNamespace host) {
    return host.exec("ipvsadm", "-l", "--timeout").stdout().strip();
  }

  private static List<String> daemons(NetworkNamespace host) {
    return host.exec("ipvsadm", "-l", "--daemon").lines();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
