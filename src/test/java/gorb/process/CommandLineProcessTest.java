package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows P01 to P17 that need neither a kernel with IPVS nor Consul; P13 is in ConsulProcessTest. */
@Tag("process")
class CommandLineProcessTest {
  private static final String[] QUIET = {"-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none"};

  @Test // P01, P17
  void helpPrintsTheFlagsWithTheirDefaultsAndEndsWithZero() {
    try (var gorb = GorbProcess.start("-h")) {
      assertThat(gorb.awaitExit()).isZero();
      assertThat(gorb.output()).contains("-l, --listen", ":4672", "eth0", "60", "services", "backends");
    }
  }

  @Test // P02
  void anUnknownFlagPrintsTheUsageAndEndsWithTwo() {
    try (var gorb = GorbProcess.start("--lisen", ":1")) {
      assertThat(gorb.awaitExit()).isEqualTo(2);
      assertThat(gorb.output()).contains("unknown flag: --lisen", "--listen", "Usage:");
    }
  }

  @ParameterizedTest // P03, P11
  @ValueSource(strings = {"-i", "-vipi"})
  void anInterfaceThatDoesNotExistIsNamed(String flag) {
    try (var gorb = GorbProcess.start("--dataplane", "memory", "-l", "127.0.0.1:0", flag, "nosuch0")) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains("interface nosuch0: no such interface", "lo");
    }
  }

  @ParameterizedTest // P04
  @ValueSource(strings = {"bogus", ":99999", "127.0.0.1:nosuchname"})
  void anAddressThatCannotBeListenedOnIsNamed(String address) {
    try (var gorb = GorbProcess.start("-i", "lo", "--dataplane", "memory", "-l", address)) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains(address.substring(address.indexOf(':') + 1));
    }
  }

  @Test // P05
  void aPortInUseIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gorb = GorbProcess.start("-i", "lo", "--dataplane", "memory", "-l", "127.0.0.1:" + taken.getLocalPort())) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains("127.0.0.1:" + taken.getLocalPort(), "in use");
    }
  }

  @Test // P06, P07: the lab has the kernel's side of it
  void whereIpvsCannotBeHadTheCauseIsNamedAndWhatToDo() {
    assumeThat(Path.of("/proc/net/ip_vs")).as("this kernel has IPVS loaded").doesNotExist();
    try (var gorb = GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "ipvs", "--socket", "none")) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains("modprobe ip_vs", "--dataplane userspace");
    }
  }

  @Test // P12
  void aUrlOfConsulThatIsNoneIsAClearError() {
    try (var gorb = GorbProcess.start("-c", "http://f%%k")) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains("--consul: no URL");
    }
  }

  @ParameterizedTest // P14
  @ValueSource(strings = {"-store ftp://h", "-store etcd://a,consul://b"})
  void whatThisVersionCannotServeEndsInAClearError(String flags) {
    try (var gorb = GorbProcess.start(flags.split(" "))) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains("is not in this version");
    }
  }

  @Test // P15
  void aPollPeriodOfZeroIsAClearError() {
    try (var gorb = GorbProcess.start("-store-sync-time", "0")) {
      assertThat(gorb.awaitExit()).isEqualTo(2);
      assertThat(gorb.output()).contains("--store-sync-time: 0 (expected: 1 or more)");
    }
  }

  @ParameterizedTest // P16
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalStopsInOrderAndEndsWithZero(String signal) throws Exception {
    // A run in the background may ignore SIGINT, and so would its children.
    try (var gorb = GorbProcess.start(List.of("env", "--default-signal=INT"), QUIET)) {
      gorb.awaitReady();
      new ProcessBuilder("kill", "-" + signal, Long.toString(gorb.pid())).start().waitFor();

      assertThat(gorb.awaitExit()).isZero();
      assertThat(gorb.output()).contains("event=stopping", "event=stopped").doesNotContain("level=error");
    }
  }

  @Test
  void aTokenFileWithoutATokenIsRefused(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("token"), "short\n");
    try (var gorb = GorbProcess.start("-i", "lo", "--dataplane", "memory", "--token-file", file.toString())) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains("--token-file " + file);
    }
  }

  @Test
  void withoutAnInterfaceOneIsChosenAndSaid() {
    try (var gorb = GorbProcess.start("-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none")) {
      assertThat(gorb.awaitLine("event=interface-chosen")).contains("interface=", "address=", "reason=");
      gorb.awaitReady();
    }
  }

  @Test
  void theDataPlaneThatWasTakenIsSaidWithTheReason() {
    try (var gorb = GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--socket", "none")) {
      assertThat(gorb.awaitLine("event=dataplane-chosen")).contains("dataplane=", "description=", "reason=");
      gorb.awaitReady();
    }
  }

  @Test
  void theDemonstrationLosesNoRequestAndShowsTheWeightGoAndComeBack() {
    try (var gorb = GorbProcess.start("demo")) {
      assertThat(gorb.awaitExit()).as(gorb::output).isZero();
      assertThat(gorb.output()).contains(" 0 lost", "weight 0, no new connections", "came back");
    }
  }
}
