package gorb.plan;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.DirectorSamples;
import gorb.dataplane.DirectorStep;
import gorb.model.ConnectionTimeout;
import gorb.model.DirectorSettings;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectorPlanTest {
  private static final int ROUNDS = 2_000;
  private static final DirectorSettings KERNEL = DirectorSamples.kernel();

  @Test
  void whatIsNotNamedStays() {
    assertThat(DirectorPlan.between(KERNEL, DirectorSettings.NONE)).isEmpty();
  }

  @Test
  void theStepsLeadToWhatIsWantedAndEndThere() throws Exception {
    var random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      var wanted = DirectorSamples.random(random);
      var observed = new DirectorSamples.Kernel();
      observed.state = DirectorSamples.all(random);
      var before = observed.state;
      var steps = DirectorPlan.between(before, wanted);
      for (var step : steps) {
        observed.apply(step);
      }

      assertThat(DirectorPlan.between(observed.state, wanted)).as("%s to %s", before, wanted).isEmpty();
      var undo = DirectorPlan.between(observed.state, DirectorPlan.touched(steps, before));
      for (var step : undo) {
        observed.apply(step);
      }
      assertThat(observed.state).as("undone").isEqualTo(before);
    }
  }

  @Test
  void aDaemonThatRunsOtherwiseIsStoppedBeforeItStartsAgainBehindTheParameters() {
    var daemon = DirectorSamples.daemon(7);
    var observed = with(KERNEL, Map.of(SyncRole.MASTER, DirectorSamples.daemon(1)));
    var wanted = new DirectorSettings(
        Map.of(ConnectionTimeout.UDP, Duration.ofSeconds(30)), Optional.of(Map.of(SyncRole.MASTER, daemon)),
        Map.of(Sysctl.SYNC_VERSION, "0"));

    assertThat(DirectorPlan.between(observed, wanted)).containsExactly(
        new DirectorStep.SetTimeout(ConnectionTimeout.UDP, Duration.ofSeconds(30)),
        new DirectorStep.SetSysctl(Sysctl.SYNC_VERSION, "0"),
        new DirectorStep.StopSync(SyncRole.MASTER),
        new DirectorStep.StartSync(SyncRole.MASTER, daemon));
  }

  @Test
  void aParameterThatADaemonReadsAtItsStartStartsItAgain() {
    var running = Map.of(SyncRole.BACKUP, DirectorSamples.daemon(1));
    var wanted = new DirectorSettings(Map.of(), Optional.of(running), Map.of(Sysctl.SYNC_PORTS, "4"));

    assertThat(DirectorPlan.between(with(KERNEL, running), wanted)).containsExactly(
        new DirectorStep.SetSysctl(Sysctl.SYNC_PORTS, "4"),
        new DirectorStep.StopSync(SyncRole.BACKUP),
        new DirectorStep.StartSync(SyncRole.BACKUP, DirectorSamples.daemon(1)));
  }

  @Test
  void aDefenceThatTheKernelSwitchedOnIsNoDifference() {
    var wanted = new DirectorSettings(Map.of(), Optional.empty(), Map.of(Sysctl.DROP_ENTRY, "1"));
    var under = new DirectorSettings(KERNEL.timeouts(), KERNEL.sync(), Map.of(Sysctl.DROP_ENTRY, "2"));

    assertThat(DirectorPlan.between(under, wanted)).isEmpty();
  }

  private static DirectorSettings with(DirectorSettings settings, Map<SyncRole, SyncDaemon> daemons) {
    return new DirectorSettings(settings.timeouts(), Optional.of(daemons), settings.sysctls());
  }
}
