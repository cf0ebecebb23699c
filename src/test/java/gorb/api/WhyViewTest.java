package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.Event;
import gorb.control.ServerRef;
import gorb.control.TurnListener;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.JsonInput;
import gorb.document.StateReader;
import gorb.model.AdminState;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class WhyViewTest {
  private static final Instant NOW = Instant.parse("2026-01-01T14:01:07Z");

  private final Controller controller =
      new Controller(new InMemoryDataplane(), Announcer.NONE, () -> NOW, () -> 0, TurnListener.NONE);

  @Test
  void panicIsExplainedAfterTheVerdictThatIsNotBelieved() throws Exception {
    serve("\"panic_threshold\": 60", "regular");
    down("one");

    assertThat(why("one").path("words").asString()).isEqualTo("configured 100, down since 2026-01-01T14:01:07Z: refused"
        + " connection, panic: 1 of 2 up is under 60 %, so all are used, this one with 100");
    assertThat(why("one").path("causes").path(2).toString()).isEqualTo(
        "{\"cause\":\"panic\",\"up\":1,\"of\":2,\"threshold\":60,\"weight\":100,"
            + "\"words\":\"panic: 1 of 2 up is under 60 %, so all are used, this one with 100\"}");
    assertThat(why("one").path("weight").asInt()).isEqualTo(100);
  }

  @Test
  void aServerThatAFallbackReplacesSaysWhichQuorumIsMissed() throws Exception {
    serve("\"quorum\": 2", "fallback");

    assertThat(why("one").path("words").asString()).isEqualTo("configured 100, serves until its checks say otherwise,"
        + " below quorum: 1 of 2 that have to serve, so a fallback does");
    assertThat(why("one").path("causes").path(2).path("cause").asString()).isEqualTo("quorum");
    assertThat(why("two").path("weight").asInt()).isEqualTo(100);
  }

  @Test
  void theWeightAndStateOfABackendThatWasFoundAreOfItsSource() throws Exception {
    serve("\"discover\": {\"consul\": {\"service\": \"app\", \"tag\": \"blue\"}}", "regular");
    var service = controller.snapshot().intent().service("web");
    var found = service.servers().get("one");
    var server = new RealServer(new ServerKey(IpAddress.of("10.1.0.3"), 80), 300, AdminState.QUIESCED, found.forwarding(),
        found.thresholds(), found.check(), 0, Map.of());
    controller.turn(List.of(new Event.Requested(
        new Change.Discover("web", service.discovery(), Map.of("found", server)), Origin.DISCOVERY,
        new CompletableFuture<>())));

    assertThat(why("found").path("words").asString())
        .isEqualTo("configured 300 by consul app tag blue, quiesced by consul app tag blue");
    assertThat(why("found").path("causes").path(0).toString()).isEqualTo(
        "{\"cause\":\"configured\",\"by\":\"consul app tag blue\",\"weight\":300,"
            + "\"words\":\"configured 300 by consul app tag blue\"}");
    assertThat(why("one").path("words").asString()).as("its owner's").startsWith("configured 100, ");
  }

  private ObjectNode why(String server) {
    return WhyView.of(controller.snapshot(), "web", server);
  }

  private void serve(String policy, String role) throws DocumentException {
    var document = """
        {"services": {"web": {"host": "10.0.0.1", "port": 80, %s, "backends": {
          "one": {"host": "10.1.0.1", "port": 80},
          "two": {"host": "10.1.0.2", "port": 80, "role": "%s"}}}}}""".formatted(policy, role);
    var wanted = new StateReader(Hosts.unresolved()).read(JsonInput.object("body", document));
    wanted.services().forEach((name, service) -> controller.turn(List.of(new Event.Requested(
        new Change.CreateService(name, service), Origin.API, new CompletableFuture<>()))));
  }

  private void down(String name) {
    var server = Objects.requireNonNull(controller.snapshot().intent().server("web", name));
    controller.turn(List.of(new Event.HealthReported(new ServerRef("web", name, server.incarnation()), new ServerHealth(
        new Health.Down(NOW, "refused connection"), CheckHistory.EMPTY.afterFailure(), NOW, NOW))));
  }
}
