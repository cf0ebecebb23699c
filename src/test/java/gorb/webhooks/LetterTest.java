package gorb.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bgp.PeerTransition;
import gorb.control.HealthTransition;
import gorb.control.Revision;
import gorb.control.ServerRef;
import gorb.control.StandingTransition;
import gorb.control.TurnListener.Turn;
import gorb.model.Health;
import gorb.model.IpAddress;
import gorb.model.PoolPolicy;
import gorb.model.PoolStanding;
import gorb.webhooks.Mailbox.Batch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LetterTest {
  private static final Instant AT = Instant.parse("2026-11-26T19:01:09.456789Z");
  private static final ServerRef ONE = new ServerRef("web", "one", 1);

  @Test
  void aLetterHasWhatHappenedInOrderInTheWordsOfTheEventStream() {
    var down = new Health.Down(AT, "refused connection");
    var turn = turn(List.of(new HealthTransition(ONE, new Health.Up(AT), down)),
        List.of(new StandingTransition("web", standing(true), standing(false))),
        List.of(new Revision.Summary(7, AT, "api: create service web")));

    assertThat(read(new Batch(Notices.of(turn, AT), 3)).toString()).isEqualTo(JsonMapper.shared().readTree("""
        {"id": "id-1", "director": "lb1", "dropped": 3, "events": [
          {"event": "verdict", "at": "2026-11-26T19:01:09.456Z", "data": {"service": "web", "name": "one",
            "from": {"verdict": "up", "since": "2026-11-26T19:01:09.456Z", "reason": null},
            "to": {"verdict": "down", "since": "2026-11-26T19:01:09.456Z", "reason": "refused connection"}}},
          {"event": "standing", "at": "2026-11-26T19:01:09.456Z", "data": {"service": "web",
            "from": {"quorum": true, "use": "regular", "serving": 1, "down": 1},
            "to": {"quorum": false, "use": "regular", "serving": 1, "down": 1}}},
          {"event": "revision", "at": "2026-11-26T19:01:09.456Z",
            "data": {"from": 6, "to": 7, "reason": "api: create service web"}}]}
        """).toString());
  }

  @Test
  void aChangeThatWasTakenBackAtOnceIsOneStepOverBothRevisions() {
    var turn = turn(List.of(), List.of(), List.of(
        new Revision.Summary(7, AT, "api: create service web"),
        new Revision.Summary(8, AT, "taken back: the data plane refused it")));

    assertThat(read(new Batch(Notices.of(turn, AT), 0)).at("/events/0/data").toString())
        .isEqualTo("{\"from\":6,\"to\":8,\"reason\":\"taken back: the data plane refused it\"}");
  }

  @Test
  void aRouterComesAndGoes() {
    var address = IpAddress.of("10.79.0.2");
    var came = Notices.of(new PeerTransition(address, 64_513, AT, true, ""));
    var went = Notices.of(new PeerTransition(address, 64_513, AT, false, "hold timer expired"));

    assertThat(came.data().get().toString())
        .isEqualTo("{\"peer\":\"10.79.0.2\",\"asn\":64513,\"from\":\"down\",\"to\":\"up\",\"reason\":null}");
    assertThat(went.data().get().toString()).isEqualTo(
        "{\"peer\":\"10.79.0.2\",\"asn\":64513,\"from\":\"up\",\"to\":\"down\",\"reason\":\"hold timer expired\"}");
  }

  @Test
  void aTurnThatChangedNothingIsNoNews() {
    assertThat(Notices.of(turn(List.of(), List.of(), List.of()), AT)).isEmpty();
  }

  /** Reasons come from servers, names from clients: both as long as can be, of characters that grow most. */
  @Test
  void theLongestLetterIsWithinItsBound() {
    var name = "\"".repeat(255);
    var reason = "\u0001".repeat(100_000);
    var transition = new HealthTransition(
        new ServerRef(name, name, 1), new Health.Down(AT, reason), new Health.Down(AT, reason));
    var turn = turn(Collections.nCopies(Letter.MOST_EVENTS, transition), List.of(), List.of());

    var letter = Letter.of(new Batch(Notices.of(turn, AT), 0), "lb1", "id-1");

    assertThat(letter.events()).isEqualTo(100);
    assertThat(letter.body().getBytes(StandardCharsets.UTF_8).length)
        .isGreaterThan(400_000).isLessThan(Letter.LONGEST_BODY);
  }

  private static JsonNode read(Batch batch) {
    return JsonMapper.shared().readTree(Letter.of(batch, "lb1", "id-1").body());
  }

  private static PoolStanding standing(boolean hasQuorum) {
    return new PoolStanding(PoolPolicy.DEFAULT, 2, 1, 1, AT, hasQuorum, PoolStanding.Use.REGULAR);
  }

  private static Turn turn(
      List<HealthTransition> verdicts, List<StandingTransition> standings, List<Revision.Summary> revisions) {
    return new Turn(Duration.ZERO, 1, List.of(), List.of(), List.of(), verdicts, standings, List.of(), revisions);
  }
}
