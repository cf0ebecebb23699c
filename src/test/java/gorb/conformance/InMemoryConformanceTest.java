package gorb.conformance;

import static gorb.conformance.Bench.accepted;
import static gorb.conformance.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.ServerHealth;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rows over memory, and those that need a daemon which fails at will or whose checks a test makes itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InMemoryConformanceTest extends ConformanceRows {
  private static final String SERVICE = "{\"host\":\"127.0.0.1\",\"port\":8080}";
  private static final String KEY = "tcp/127.0.0.1:8080";
  private static final String BACKEND = "{\"host\":\"10.1.0.1\",\"port\":8080}";
  private static final String BACKEND_KEY = "10.1.0.1:8080";

  private final ObservedTable table = new ObservedTable();
  private InProcessDaemon daemon;
  private Bench bench;

  @BeforeAll
  void start() throws IOException {
    daemon = InProcessDaemon.over(table);
    bench = new Bench(site());
  }

  @BeforeEach
  void clear() throws IOException {
    table.refuse(_ -> null);
    bench.clear();
  }

  @AfterAll
  void stop() {
    daemon.close();
  }

  @Override
  protected Site site() {
    return new Site(daemon.address(), table::table, InProcessDaemon.DEFAULT_ADDRESS);
  }

  @Test
  void s23NoHostAndNoDefaultAddressIsMissingInformation() throws Exception {
    var other = new ObservedTable();
    try (var without = InProcessDaemon.withoutAddress(other)) {
      var there = new Bench(new Site(without.address(), other::table, InProcessDaemon.DEFAULT_ADDRESS));

      refused(there.put("/service/s", "{\"port\":80}"), 400, "endpoint information is missing");
      accepted(there.put("/service/s", SERVICE));
    }
    told("S23");
  }

  @Test
  void s31AServiceThatCouldNotBeRemovedCanBeRemovedLater() throws Exception {
    bench.given("/service/s", SERVICE);
    bench.given("/service/s/b", BACKEND);
    table.refuse(step -> step instanceof Step.RemoveService ? refusal(step, Refusal.Kind.REJECTED) : null);

    assertThat(refused(bench.delete("/service/s"), 500))
        .isEqualTo("error while calling into IPVS: remove service " + KEY + ": EIO (Input/output error)");
    assertThat(bench.shown("/service/s").path("backends").path(0).asString()).isEqualTo("b");
    assertThat(bench.carries(KEY)).isTrue();
    table.refuse(_ -> null);
    accepted(bench.delete("/service/s"));

    assertThat(bench.carries(KEY)).isFalse();
    told("S31");
  }

  @Test
  void r24ABackendThatCouldNotBeRemovedCanBeRemovedLater() throws Exception {
    bench.given("/service/s", SERVICE);
    bench.given("/service/s/b", BACKEND);
    table.refuse(step -> step instanceof Step.RemoveDestination ? refusal(step, Refusal.Kind.REJECTED) : null);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(refused(bench.delete("/service/s/b"), 500))
          .startsWith("error while calling into IPVS: remove destination ");
      assertThat(bench.get("/service/s/b").status()).isEqualTo(200);
    }
    table.refuse(_ -> null);
    accepted(bench.delete("/service/s/b"));

    assertThat(bench.pool(KEY).destinations()).isEmpty();
    told("R24");
  }

  @Test
  void r21AWeightThatIsSetWhileDownIsRemembered() throws Exception {
    bench.given("/service/s", SERVICE);
    bench.given("/service/s/b", BACKEND);
    report(new Health.Down(InProcessDaemon.NOW, "refused"), CheckHistory.EMPTY.afterFailure());

    accepted(bench.patch("/service/s/b", "{\"weight\":40}"));

    assertThat(bench.destination(KEY, BACKEND_KEY).weight()).isZero();
    var shown = bench.shown("/service/s/b");
    assertThat(shown.path("options").path("weight").asInt()).isZero();
    assertThat(shown.path("weight").path("configured").asInt()).isEqualTo(40);
    assertThat(shown.path("metrics").path("status").asInt()).isEqualTo(1);
    assertThat(shown.path("verdict").asString()).isEqualTo("down");
    assertThat(shown.path("since").asString()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(shown.path("reason").asString()).isEqualTo("refused");
    assertThat(bench.shown("/service/s").path("counts")).hasToString("{\"backends\":1,\"up\":0,\"down\":1}");
    told("R21");
  }

  @Test
  void r22AWeightThatIsSetWhileRecoveringIsTheNewTarget() throws Exception {
    bench.given("/service/s", SERVICE);
    bench.given("/service/s/b", BACKEND);
    var history = CheckHistory.EMPTY.afterFailure().afterSuccess().afterSuccess();
    report(new Health.Up(InProcessDaemon.NOW), history);
    assertThat(bench.destination(KEY, BACKEND_KEY).weight()).isEqualTo(67);

    accepted(bench.patch("/service/s/b", "{\"weight\":30}"));

    assertThat(bench.destination(KEY, BACKEND_KEY).weight()).isEqualTo(20);
    assertThat(bench.get("/service/s/b").body()).contains("\"health\": 0.6666666666666666");
    assertThat(bench.get("/service/s").body()).contains("\"health\": 0.6666666666666666");
    told("R22");
  }

  @Test
  void r26AReportOnARemovedBackendIsNotCreditedToItsSuccessor() throws Exception {
    bench.given("/service/s", SERVICE);
    bench.given("/service/s/b", BACKEND);
    var old = daemon.ref("s", "b");
    accepted(bench.delete("/service/s/b"));
    bench.given("/service/s/b", BACKEND);

    var down = new Health.Down(InProcessDaemon.NOW, "refused");
    daemon.report(old, new ServerHealth(down, CheckHistory.EMPTY.afterFailure(), InProcessDaemon.NOW,
        InProcessDaemon.NOW));
    daemon.settle();

    assertThat(bench.destination(KEY, BACKEND_KEY).weight()).isEqualTo(100);
    assertThat(bench.shown("/service/s/b").path("verdict").asString()).isEqualTo("unknown");
    told("R26");
  }

  @Test
  void whatADataPlaneCannotDoAtAllIsABadRequestInItsOwnWords() throws Exception {
    table.refuse(step -> step instanceof Step.AddService ? refusal(step, Refusal.Kind.UNSUPPORTED) : null);

    assertThat(refused(bench.put("/service/s", SERVICE), 400))
        .isEqualTo("add service " + KEY + " scheduler wrr: EIO (Input/output error)");
  }

  @Test
  void aRefusedWeightOfHealthIsShown() throws Exception {
    bench.given("/service/s", SERVICE);
    bench.given("/service/s/b", BACKEND);
    table.refuse(step -> step instanceof Step.EditDestination ? refusal(step, Refusal.Kind.REJECTED) : null);
    report(new Health.Down(InProcessDaemon.NOW, "refused"), CheckHistory.EMPTY.afterFailure());

    var sentence = "edit destination 10.1.0.1:8080 of " + KEY + " weight 0: EIO (Input/output error)";
    assertThat(bench.shown("/service/s/b").path("refused").path(0).asString()).isEqualTo(sentence);
    assertThat(bench.shown("/service/s").path("refused").path(0).asString()).isEqualTo(sentence);
    assertThat(bench.shown("/").path("settled").asBoolean()).isFalse();
  }

  private void report(Health health, CheckHistory history) {
    daemon.report(daemon.ref("s", "b"), new ServerHealth(health, history, InProcessDaemon.NOW, InProcessDaemon.NOW));
    daemon.settle();
  }

  private static Refusal refusal(Step step, Refusal.Kind kind) {
    return new Refusal(step, kind, "EIO (Input/output error)");
  }

  private static void told(String id) {
    System.out.println("conformance " + id);
  }
}
