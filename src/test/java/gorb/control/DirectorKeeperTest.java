package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.control.DirectorSamples.Kernel;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.DirectorStep;
import gorb.model.ConnectionTimeout;
import gorb.model.DirectorSettings;
import gorb.model.Origin;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DirectorKeeperTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final DirectorSettings SHORT_UDP = udp(30);

  private final Kernel kernel = new Kernel();
  private final DirectorStore store = DirectorStore.inMemory();

  @Test
  void whatAClientWantsIsCarriedOutShownAndKept() throws Exception {
    try (var keeper = keeper(DriftPolicy.REPAIR)) {
      assertThat(get(keeper.look())).isEqualTo(new DirectorView(
          DirectorSettings.NONE, Optional.empty(), DirectorSamples.kernel(), List.of(), Optional.empty()));

      assertThat(get(keeper.plan(SHORT_UDP))).hasSize(1);
      assertThat(kernel.state).as("a plan changes nothing").isEqualTo(DirectorSamples.kernel());
      assertThat(get(keeper.want(SHORT_UDP))).isInstanceOf(DirectorOutcome.Accepted.class);

      assertThat(kernel.state.timeouts()).containsEntry(ConnectionTimeout.UDP, Duration.ofSeconds(30));
      assertThat(get(keeper.look()).origin()).contains(Origin.API);
      assertThat(get(keeper.look()).differences()).isEmpty();
      assertThat(store.load()).isEqualTo(SHORT_UDP);
    }
  }

  @Test
  void aRefusedStepUndoesThoseBeforeItAndNothingIsKept() throws Exception {
    kernel.state = new DirectorSettings(kernel.state.timeouts(),
        Optional.of(Map.of(SyncRole.MASTER, DirectorSamples.daemon(1))), kernel.state.sysctls());
    var before = kernel.state;
    kernel.refused = new DirectorStep.StartSync(SyncRole.MASTER, DirectorSamples.daemon(2));
    try (var keeper = keeper(DriftPolicy.REPAIR)) {
      var wanted = new DirectorSettings(SHORT_UDP.timeouts(),
          Optional.of(Map.of(SyncRole.MASTER, DirectorSamples.daemon(2))), Map.of(Sysctl.CONNTRACK, "1"));

      var outcome = get(keeper.want(wanted));

      assertThat(outcome).isInstanceOfSatisfying(
          DirectorOutcome.Refused.class, it -> assertThat(it.reason()).contains("start sync master", "EINVAL"));
      assertThat(kernel.state).isEqualTo(before);
      assertThat(store.load()).isEqualTo(DirectorSettings.NONE);
      assertThat(get(keeper.look()).wanted()).isEqualTo(DirectorSettings.NONE);
    }
  }

  @Test
  void whatTheFileWantsComesBeforeClientsAndTheirsComesBackWithoutIt() throws Exception {
    try (var keeper = keeper(DriftPolicy.REPAIR)) {
      get(keeper.want(SHORT_UDP));
      assertThat(get(keeper.wantByFile(Optional.of(udp(60))))).isInstanceOf(DirectorOutcome.Accepted.class);

      assertThat(get(keeper.want(udp(90)))).isEqualTo(new DirectorOutcome.Owned());
      assertThat(get(keeper.look()).origin()).contains(Origin.FILE);
      assertThat(kernel.state.timeouts()).containsEntry(ConnectionTimeout.UDP, Duration.ofSeconds(60));

      get(keeper.wantByFile(Optional.empty()));
      assertThat(kernel.state.timeouts()).containsEntry(ConnectionTimeout.UDP, Duration.ofSeconds(30));
      assertThat(get(keeper.look()).origin()).contains(Origin.API);
    }
  }

  @Test
  void whatWasKeptIsCarriedOutAtTheStart() throws Exception {
    store.save(SHORT_UDP);
    try (var keeper = keeper(DriftPolicy.REPAIR)) {
      keeper.start();

      await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).untilAsserted(() ->
          assertThat(kernel.state.timeouts()).containsEntry(ConnectionTimeout.UDP, Duration.ofSeconds(30)));
    }
  }

  @Test
  void whatIsOnlyToBeToldIsNotRepaired() throws Exception {
    store.save(SHORT_UDP);
    try (var keeper = keeper(DriftPolicy.REPORT)) {
      keeper.start();

      await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> keeper.different() == 1);
      assertThat(kernel.state).isEqualTo(DirectorSamples.kernel());
      assertThat(get(keeper.look()).failure()).hasValueSatisfying(it -> assertThat(it).contains("set timeout udp to 30s"));
    }
  }

  @Test
  void aRepairThatIsRefusedIsToldAndCounts() throws Exception {
    store.save(SHORT_UDP);
    kernel.refused = new DirectorStep.SetTimeout(ConnectionTimeout.UDP, Duration.ofSeconds(30));
    try (var keeper = keeper(DriftPolicy.REPAIR)) {
      keeper.start();

      await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> get(keeper.look()).failure().isPresent());
      assertThat(keeper.different()).isEqualTo(1);
    }
  }

  @Test
  void whoAsksAKeeperThatIsClosedIsToldSo() throws Exception {
    var keeper = keeper(DriftPolicy.REPAIR);
    keeper.close();

    assertThatThrownBy(() -> get(keeper.look())).hasCauseInstanceOf(DataplaneException.class)
        .hasMessageContaining("stopping");
  }

  @Test
  void settingsThatCannotBeKeptAreAnError() throws Exception {
    var broken = new DirectorStore() {
      @Override
      public DirectorSettings load() {
        return DirectorSettings.NONE;
      }

      @Override
      public void save(DirectorSettings settings) throws IOException {
        throw new IOException("no space left");
      }
    };
    try (var keeper = new DirectorKeeper(kernel, broken, DriftPolicy.REPAIR)) {
      assertThatThrownBy(() -> get(keeper.want(SHORT_UDP))).hasMessageContaining("no space left");
      assertThat(kernel.state).as("undone").isEqualTo(DirectorSamples.kernel());
    }
  }

  private static DirectorSettings udp(int seconds) {
    return new DirectorSettings(
        Map.of(ConnectionTimeout.UDP, Duration.ofSeconds(seconds)), Optional.empty(), Map.of());
  }

  private DirectorKeeper keeper(DriftPolicy policy) throws IOException {
    return new DirectorKeeper(kernel, store, policy);
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
