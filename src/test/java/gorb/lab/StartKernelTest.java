package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a daemon on IPVS starts, and which addresses it adds: rows P06 to P10 and V01 to V06, by real processes. */
@KernelTest
class StartKernelTest {
  private static final List<String> ON_IPVS = List.of("-i", "lo", "--dataplane", "ipvs", "--socket", "none");

  @Test // P09, P10
  void onlyAFlushTouchesWhatIsThereAtTheStart() {
    try (var host = NetworkNamespace.create("host")) {
      var ipvsadm = Ipvsadm.in(host);
      ipvsadm.restore("-A -t 10.0.0.1:80 -s rr", "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 3");
      var table = ipvsadm.table();

      try (var director = Director.start(host)) {
        assertThat(ipvsadm.table()).isEqualTo(table);
        assertThat(director.get("/service")).isEqualTo("[]");
        assertThat(director.stop()).isZero();
      }
      assertThat(ipvsadm.table()).isEqualTo(table);

      try (var director = Director.start(host, "-f")) {
        assertThat(ipvsadm.table()).isEmpty();
        assertThat(director.stop()).isZero();
      }
    }
  }

  @Test // P06, P08
  void withoutRightsOnTheNetworkItSaysWhichIsMissing() {
    try (var host = NetworkNamespace.create("host");
        var process = Director.launch(host, as("nobody"), ON_IPVS)) {
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output()).contains("CAP_NET_ADMIN");
    }
  }

  @Test // P06
  void withTheRightsThatItNeedsItNeedNotBeRoot() {
    try (var host = NetworkNamespace.create("host");
        var process = Director.launch(host, as("nobody", "--inh-caps", "+net_admin", "--ambient-caps", "+net_admin"), ON_IPVS)) {
      process.awaitReady();

      assertThat(process.terminate().awaitExit()).isZero();
    }
  }

  @Test // V01 to V06
  void addressesOfServicesAreAddedToTheInterfaceAndRemovedAgain() {
    try (var host = NetworkNamespace.create("host")) {
      host.ip("link add vips type dummy", "link set vips up", "addr add 10.9.0.3/32 dev vips");
      try (var director = Director.start(host, "-vipi", "vips")) {
        director.ask("PUT", "/service/a", "{\"host\":\"10.9.0.1\",\"port\":80}");
        director.ask("PUT", "/service/b", "{\"host\":\"10.9.0.1\",\"port\":81}");
        director.ask("PUT", "/service/six", "{\"host\":\"fd09::1\",\"port\":80}");
        director.ask("PUT", "/service/theirs", "{\"host\":\"10.9.0.3\",\"port\":80}");
        assertThat(director.status("PUT", "/service/bad", "{\"host\":\"10.9.0.4\",\"port\":80,\"method\":\"bogus\"}"))
            .isEqualTo(400);
        assertThat(addresses(host)).as("V01, V05, V06").contains("10.9.0.1/32", "10.9.0.3/32", "fd09::1/128")
            .doesNotContain("10.9.0.4/32");

        director.ask("DELETE", "/service/a", "");
        assertThat(addresses(host)).as("V04").contains("10.9.0.1/32");
        director.ask("DELETE", "/service/b", "");
        director.ask("DELETE", "/service/six", "");
        director.ask("DELETE", "/service/theirs", "");
        assertThat(addresses(host)).as("V02, V03").contains("10.9.0.3/32").doesNotContain("10.9.0.1/32", "fd09::1/128");

        director.ask("PUT", "/service/a", "{\"host\":\"10.9.0.1\",\"port\":80}");
        director.process().kill();
      }
      assertThat(addresses(host)).as("an end leaves addresses where they are").contains("10.9.0.1/32");

      try (var director = Director.start(host, "-vipi", "vips")) {
        director.ask("PUT", "/service/a", "{\"host\":\"10.9.0.1\",\"port\":80}");
        director.ask("DELETE", "/service/a", "");
        assertThat(addresses(host)).as("an address of an earlier run is known by its mark").doesNotContain("10.9.0.1/32");
      }
    }
  }

  private static List<String> addresses(NetworkNamespace host) {
    return host.exec("ip", "-o", "addr", "show", "dev", "vips").lines().stream()
        .flatMap(line -> List.of(line.trim().split("\\s+")).stream().filter(word -> word.contains("/")))
        .toList();
  }

  private static List<String> as(String user, String... capabilities) {
    var command = new ArrayList<>(List.of("setpriv", "--reuid", user, "--clear-groups"));
    command.addAll(List.of(capabilities));
    return command;
  }
}
