package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.api.Access;
import gorb.api.Api;
import gorb.api.DirectorRoutes;
import gorb.control.DirectorKeeper;
import gorb.control.DirectorSamples.Kernel;
import gorb.control.DirectorStore;
import gorb.control.DriftPolicy;
import gorb.dataplane.DirectorStep;
import gorb.http.HttpServer;
import gorb.http.Limits;
import gorb.http.ListenAddress;
import gorb.model.ConnectionTimeout;
import gorb.model.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The settings of IPVS as people type them, against the API over a kernel in memory. */
class IpvsCommandTest {
  private final Kernel kernel = new Kernel();
  private final DirectorKeeper keeper = new DirectorKeeper(kernel, DirectorStore.inMemory(), DriftPolicy.REPORT);
  private final HttpServer server = new HttpServer(
      new Api(new Access(new Access.Rule.Local(), Set.of()), new DirectorRoutes(Optional.of(keeper)).routes()),
      Limits.DEFAULT, InstantSource.system());
  private final int port = server.listen(new ListenAddress(IpAddress.of("127.0.0.1"), 0)).port();
  private String out = "";
  private String err = "";

  IpvsCommandTest() throws IOException {}

  @AfterEach
  void stop() {
    server.close();
    keeper.close();
  }

  @Test
  void settingsAreShownWantedAndAsTheKernelHasThem() {
    assertThat(run("{timeouts: {udp: 30s}}", "ipvs", "-f", "-")).isZero();

    assertThat(run("", "ipvs")).isZero();
    assertThat(out.lines().map(line -> line.replaceAll(" +", " "))).contains(
        "SETTING WANTED KERNEL", "timeouts.tcp 15m", "timeouts.udp 30s 30s", "sync none", "sysctl.conntrack 0",
        "wanted by: api");
  }

  @Test
  void whatTheKernelRefusesIsMissingAndSaid() {
    kernel.refused = new DirectorStep.SetTimeout(ConnectionTimeout.UDP, Duration.ofSeconds(30));

    assertThat(run("{timeouts: {udp: 30s}}", "ipvs", "-f", "-")).isEqualTo(1);
    assertThat(err).contains("EINVAL");
    assertThat(kernel.state.timeouts()).containsEntry(ConnectionTimeout.UDP, Duration.ofSeconds(300));
  }

  @Test
  void aPlanTellsTheStepsAndChangesNothing() {
    assertThat(run("{timeouts: {udp: 30s}}", "ipvs", "--plan", "-f", "-")).isZero();
    assertThat(out).startsWith("would be done:\n").contains("udp");
    assertThat(kernel.state.timeouts()).containsEntry(ConnectionTimeout.UDP, Duration.ofSeconds(300));

    assertThat(run("{}", "ipvs", "--plan", "-f", "-")).isZero();
    assertThat(out).isEqualTo("nothing to change\n");
  }

  @Test
  void aWrongSettingIsNamedWithItsPlaceAndAPlanNeedsAFile() {
    assertThat(run("timeouts:\n  upd: 30s\n", "ipvs", "-f", "-")).isEqualTo(1);
    assertThat(err).contains("2:", "timeouts.upd", "udp");
    assertThat(run("", "ipvs", "--plan")).isEqualTo(1);
    assertThat(err).isEqualTo("gorb: --plan: needs a file (-f)\n");
  }

  private int run(String input, String command, String... arguments) {
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    var terminal = new Terminal(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(output, true, StandardCharsets.UTF_8), new PrintStream(errors, true, StandardCharsets.UTF_8),
        _ -> true, "http://127.0.0.1:" + port);
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    int code = Commands.run(terminal, all.toArray(String[]::new));
    out = output.toString(StandardCharsets.UTF_8);
    err = errors.toString(StandardCharsets.UTF_8);
    return code;
  }
}
