package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.DirectorStep;
import gorb.dataplane.Refusal.Kind;
import gorb.model.ConnectionTimeout;
import gorb.model.DirectorSettings;
import gorb.model.IpAddress;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import gorb.plan.DirectorPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpvsDirectorTest {
  private static final SyncDaemon DEFAULTS =
      new SyncDaemon("lo", 7, SyncDaemon.DEFAULT_GROUP, SyncDaemon.DEFAULT_PORT, 1, OptionalInt.empty());

  private final FakeKernel kernel = new FakeKernel();
  @TempDir
  private Path sysctls;
  private IpvsDirector director;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(sysctls.resolve("conntrack"), "0\n");
    Files.writeString(sysctls.resolve("sync_threshold"), "3\t50\n");
    Files.writeString(sysctls.resolve("sync_ports"), "3\n");
    director = new IpvsDirector(kernel.socket(), new SysctlFolder(sysctls));
  }

  @AfterEach
  void close() {
    director.close();
  }

  @Test
  void everythingIsObserved() throws DataplaneException {
    assertThat(director.observe()).isEqualTo(new DirectorSettings(
        Map.of(
            ConnectionTimeout.TCP, Duration.ofSeconds(900),
            ConnectionTimeout.TCP_FIN, Duration.ofSeconds(120),
            ConnectionTimeout.UDP, Duration.ofSeconds(300)),
        Optional.of(Map.of()),
        Map.of(Sysctl.CONNTRACK, "0", Sysctl.SYNC_THRESHOLD, "3 50")));
  }

  @Test
  void whatIsPlannedIsInForceThen() throws DataplaneException {
    var other = new SyncDaemon("lo", 0, IpAddress.of("ff02::9"), 8_900, 3, OptionalInt.of(1_400));
    var wanted = new DirectorSettings(
        Map.of(ConnectionTimeout.TCP, Duration.ofSeconds(77), ConnectionTimeout.TCP_FIN, Duration.ofSeconds(7),
            ConnectionTimeout.UDP, Duration.ofSeconds(30)),
        Optional.of(Map.of(SyncRole.MASTER, DEFAULTS, SyncRole.BACKUP, other)),
        Map.of(Sysctl.CONNTRACK, "1", Sysctl.SYNC_THRESHOLD, "1 9"));

    for (var step : DirectorPlan.between(director.observe(), wanted)) {
      director.apply(step);
    }

    assertThat(DirectorPlan.between(director.observe(), wanted)).isEmpty();
    assertThat(director.observe().sync()).hasValueSatisfying(it -> assertThat(it).containsEntry(SyncRole.BACKUP, other));
    assertThat(kernel.ipvs().timeouts).containsExactly(77, 7, 30);

    director.apply(new DirectorStep.StopSync(SyncRole.MASTER));
    director.apply(new DirectorStep.StopSync(SyncRole.MASTER));
    assertThat(director.observe().sync()).hasValueSatisfying(it -> assertThat(it).containsOnlyKeys(SyncRole.BACKUP));
  }

  @Test
  void aRefusalSaysWhatWasAskedAndWhy() {
    var elsewhere = new SyncDaemon("eth9", 0, SyncDaemon.DEFAULT_GROUP, 1, 1, OptionalInt.empty());

    assertRefused(new DirectorStep.StartSync(SyncRole.MASTER, elsewhere), Kind.REJECTED,
        "start sync master interface eth9", "ENODEV", "no such interface");
    assertRefused(new DirectorStep.SetSysctl(Sysctl.CONN_MAX, "9"), Kind.UNSUPPORTED,
        "set net.ipv4.vs.conn_max to 9: this kernel has no such parameter");
    kernel.privileged(false);
    assertRefused(new DirectorStep.SetTimeout(ConnectionTimeout.UDP, Duration.ofSeconds(1)), Kind.NOT_PERMITTED,
        "set timeout udp to 1s", "CAP_NET_ADMIN");
  }

  @Test
  void aDaemonBesideServersOfAnotherFamilyIsRefusedWithTheReason() {
    kernel.refuse(command -> command == IpvsCommand.IPVS_CMD_NEW_DAEMON.number() ? 22 : 0);

    assertRefused(new DirectorStep.StartSync(SyncRole.MASTER, DEFAULTS), Kind.REJECTED, "another family");
  }

  private void assertRefused(DirectorStep step, Kind kind, String... words) {
    assertThatThrownBy(() -> director.apply(step))
        .isInstanceOfSatisfying(DataplaneException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(words);
  }
}
