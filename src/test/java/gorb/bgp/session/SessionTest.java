package gorb.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bgp.message.Capability;
import gorb.bgp.message.ErrorName;
import gorb.bgp.message.Family;
import gorb.bgp.message.Keepalive;
import gorb.bgp.message.Message;
import gorb.bgp.message.Notification;
import gorb.bgp.message.Open;
import gorb.bgp.message.RouteRefresh;
import gorb.bgp.message.Update;
import gorb.bgp.session.SessionAction.Close;
import gorb.bgp.session.SessionAction.Connect;
import gorb.bgp.session.SessionAction.Down;
import gorb.bgp.session.SessionAction.Resend;
import gorb.bgp.session.SessionAction.Send;
import gorb.bgp.session.SessionAction.Up;
import gorb.bgp.session.SessionEvent.Closed;
import gorb.bgp.session.SessionEvent.Connected;
import gorb.bgp.session.SessionEvent.Received;
import gorb.bgp.session.SessionEvent.Started;
import gorb.bgp.session.SessionEvent.Stopped;
import gorb.bgp.session.SessionEvent.TimeReached;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final SessionSettings SETTINGS = new SessionSettings(64512, IpAddress.of("10.9.0.1"), 64513, false,
      Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(120), true,
      List.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST));

  private final Session session = new Session(SETTINGS, new Random(1));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aSessionComesUpByOpenAndKeepalive() {
    assertThat(on(new Started())).containsExactly(new Connect());
    assertThat(on(new Connected(Side.OUTGOING))).singleElement().isInstanceOfSatisfying(Send.class, send ->
        assertThat(send.message()).isInstanceOfSatisfying(Open.class, open ->
            assertThat(open.gracefulRestart()).hasValueSatisfying(it -> assertThat(it.restarted()).isTrue())));
    assertThat(on(new Received(Side.OUTGOING, peerOpen("10.9.0.2"))))
        .containsExactly(new Send(Side.OUTGOING, new Keepalive()));
    assertThat(session.state()).isEqualTo("openConfirm");
    assertThat(on(new Received(Side.OUTGOING, new Keepalive()))).singleElement().isInstanceOf(Up.class);
    assertThat(session.state()).isEqualTo("established");
  }

  @Test
  void aSilentPeerIsGivenUpAfterTheHoldTimeAndATalkingOneIsNot() {
    establish();
    for (int second = 0; second < 300; second += 30) {
      pass(30);
      assertThat(on(new Received(Side.OUTGOING, new Keepalive()))).isEmpty();
    }

    assertThat(pass(89)).allMatch(action -> action.equals(new Send(Side.OUTGOING, new Keepalive())));
    assertThat(pass(2)).containsSubsequence(
        new Send(Side.OUTGOING, Notification.of(ErrorName.HOLD_TIMER_EXPIRED)), new Close(Side.OUTGOING));
    assertThat(session.lastError()).isEqualTo("hold timer expired (4/0): the peer was silent");
  }

  @Test
  void aDeadLinkEndsTheSessionAtOnceAndItIsTriedAgain() {
    establish();

    assertThat(on(new SessionEvent.LinkDown("nothing heard for 900 ms"))).containsExactly(
        new Send(Side.OUTGOING, Notification.of(ErrorName.BFD_DOWN)), new Close(Side.OUTGOING),
        new Down("BFD down (6/10): nothing heard for 900 ms"));
    assertThat(session.lastError()).isEqualTo("BFD down (6/10): nothing heard for 900 ms");
    assertThat(pass(2)).contains(new Connect());
  }

  @Test
  void aDeadLinkGivesUpAnAttemptToConnectWithoutAWord() {
    on(new Started());

    assertThat(on(new SessionEvent.LinkDown("silence"))).containsExactly(new Close(Side.OUTGOING));
    assertThat(session.lastError()).isEqualTo("BFD: silence");
    assertThat(on(new SessionEvent.LinkDown("silence"))).isEmpty();
  }

  @Test
  void keepalivesAreSentWithinAThirdOfTheHoldTime() {
    establish();
    for (int i = 0; i < 20; i++) {
      on(new Received(Side.OUTGOING, new Update(List.of(), List.of(), List.of())));
      assertThat(pass(30)).contains(new Send(Side.OUTGOING, new Keepalive()));
    }
  }

  @Test
  void attemptsAreFurtherAndFurtherApartUpToTheLongest() {
    on(new Started());
    for (int failures = 0; failures < 10; failures++) {
      on(new Closed(Side.OUTGOING, "refused"));
      var wait = Duration.between(now, session.wakeAt().orElseThrow());
      long longest = Math.min(30_000, 1_000L << failures);
      assertThat(wait.toMillis()).isBetween(longest * 3 / 4 - 1, longest);
      now = now.plus(wait);
      assertThat(on(new TimeReached())).containsExactly(new Connect());
    }
  }

  @Test
  void ofTwoConnectionsTheOneOfTheHigherIdentifierStays() {
    for (var winner : Side.values()) {
      var each = new Session(SETTINGS, new Random(1));
      var open = peerOpen(winner == Side.INCOMING ? "10.9.0.2" : "10.9.0.0");
      each.next(new Started(), now);
      each.next(new Connected(Side.OUTGOING), now);
      each.next(new Connected(Side.INCOMING), now);
      each.next(new Received(Side.OUTGOING, open), now);

      var actions = each.next(new Received(Side.INCOMING, open), now);

      var loser = winner == Side.INCOMING ? Side.OUTGOING : Side.INCOMING;
      assertThat(actions).contains(
          new Send(loser, Notification.of(ErrorName.CONNECTION_COLLISION_RESOLUTION)), new Close(loser));
      assertThat(each.next(new Received(winner, new Keepalive()), now)).hasAtLeastOneElementOfType(Up.class);
      assertThat(each.established()).contains(winner);
    }
  }

  @Test
  void whoIsNotWhoWasExpectedIsRefused() {
    assertThat(refusal(new Open(64599, Duration.ofSeconds(90), 1, List.of()))).isEqualTo("bad peer AS (2/2)");
    assertThat(refusal(new Open(64513, Duration.ofSeconds(90), 0, List.of()))).isEqualTo("bad BGP identifier (2/3)");
    assertThat(refusal(new Open(64513, Duration.ofSeconds(2), 1, List.of()))).isEqualTo("unacceptable hold time (2/6)");
    assertThat(refusal(new Open(64513, Duration.ofSeconds(90), 1, List.of(
        new Capability.Multiprotocol(new Family(25, 70)))))).isEqualTo("unsupported capability (2/7)");
    assertThat(refusal(new Keepalive())).isEqualTo("unexpected message in OpenSent state (5/1)");
  }

  @Test
  void aSessionThatRestartsLeavesWithoutAWordAndOneThatStopsSaysSoForGood() {
    establish();
    assertThat(on(new Stopped(Optional.empty()))).containsExactly(new Close(Side.OUTGOING), new Down("stopped"));

    var other = new SessionTest();
    other.establish();
    assertThat(other.on(new Stopped(Optional.of(Notification.shutdown("weg")))).getFirst())
        .isEqualTo(new Send(Side.OUTGOING, Notification.shutdown("weg").hard()));
    assertThat(other.session.wakeAt()).isEmpty();
  }

  @Test
  void aPeerMayAskForRoutesAgain() {
    establish();
    assertThat(on(new Received(Side.OUTGOING, new RouteRefresh(Family.IPV6_UNICAST, 0))))
        .containsExactly(new Resend(Family.IPV6_UNICAST));
    assertThat(on(new Received(Side.OUTGOING, new RouteRefresh(Family.IPV6_UNICAST, 1)))).as("where they begin").isEmpty();
    assertThat(on(new Received(Side.OUTGOING, new RouteRefresh(new Family(25, 70), 0)))).isEmpty();
  }

  @Test
  void withinASystemNobodyElseHasOurIdentifierAndBetweenTwoTheNumberDecides() {
    var same = new Open(64512, Duration.ofSeconds(90), SETTINGS.identifier().low(), List.of());
    assertThat(Greeting.judge(same, of(64512, false, Duration.ofSeconds(90))))
        .isInstanceOfSatisfying(Greeting.Answer.Refused.class, it ->
            assertThat(it.notification().name()).isEqualTo("bad BGP identifier (2/3)"));
    assertThat(Greeting.judge(new Open(64513, Duration.ofSeconds(90), SETTINGS.identifier().low(), List.of()), SETTINGS))
        .isInstanceOf(Greeting.Answer.Agreed.class);
    assertThat(Greeting.ourConnectionStays(SETTINGS, new Open(64511, Duration.ZERO, same.identifier(), List.of()))).isTrue();
    assertThat(Greeting.ourConnectionStays(SETTINGS, new Open(64513, Duration.ZERO, same.identifier(), List.of()))).isFalse();
  }

  @Test
  void theShorterHoldTimeCountsAndZeroIsForEver() {
    establish(new Open(64513, Duration.ofSeconds(30), 1, List.of()));
    assertThat(pass(29)).doesNotHaveAnyElementsOfTypes(Down.class);
    assertThat(pass(2)).hasAtLeastOneElementOfType(Down.class);

    var other = new SessionTest();
    other.establish(new Open(64513, Duration.ZERO, 1, List.of()));
    assertThat(other.session.state()).isEqualTo("established");
    assertThat(other.session.wakeAt()).isEmpty();
  }

  @Test
  void anUpdateIsASignOfLife() {
    establish();
    for (int i = 0; i < 4; i++) {
      pass(60);
      on(new Received(Side.OUTGOING, new Update(List.of(), List.of(), List.of())));
    }

    assertThat(session.state()).isEqualTo("established");
  }

  @Test
  void onlyTheFirstSessionOfAProcessIsOneAfterARestart() {
    establish();
    on(new Closed(Side.OUTGOING, "gone"));
    pass(2);

    assertThat(on(new Connected(Side.OUTGOING))).singleElement().isInstanceOfSatisfying(Send.class, send ->
        assertThat(send.message()).isInstanceOfSatisfying(Open.class, open ->
            assertThat(open.gracefulRestart()).hasValueSatisfying(it -> assertThat(it.restarted()).isFalse())));
  }

  @Test
  void routesAreSaidToBeKeptOnlyWherePacketsAreForwardedMeanwhile() {
    for (boolean forwarding : List.of(true, false)) {
      var settings = new SessionSettings(64512, SETTINGS.identifier(), 64513, false, SETTINGS.holdTime(),
          SETTINGS.retry(), SETTINGS.restartTime(), forwarding, SETTINGS.families());
      assertThat(Greeting.open(settings, true).gracefulRestart().orElseThrow().families())
          .extracting(Capability.KeptFamily::forwarding).containsExactly(forwarding, forwarding);
    }
  }

  @Test
  void aPeerMayConnectWhereASessionIsWantedAndEitherNoneIsUpOrItRestartsGracefully() {
    assertThat(session.mayAccept()).as("not wanted").isFalse();
    on(new Started());
    assertThat(session.mayAccept()).isTrue();
    establish(new Open(64513, Duration.ofSeconds(90), 1, List.of()));
    assertThat(session.mayAccept()).as("up").isFalse();
    on(new Stopped(Optional.empty()));
    assertThat(session.mayAccept()).as("not wanted any more").isFalse();

    var other = new SessionTest();
    other.establish();
    assertThat(other.session.mayAccept()).as("of a peer that restarts gracefully").isTrue();
  }

  @Test
  void aConnectionThatComesWhileTheSessionIsUpEndsAndTheSessionStays() {
    establish();
    on(new Connected(Side.INCOMING));

    assertThat(on(new Received(Side.INCOMING, peerOpen("10.9.0.2")))).containsExactly(
        new Send(Side.INCOMING, Notification.of(ErrorName.CONNECTION_COLLISION_RESOLUTION)), new Close(Side.INCOMING));
    assertThat(session.established()).contains(Side.OUTGOING);
  }

  @Test
  void aSessionThatWasUpIsTriedAgainSoonWhateverFailedBefore() {
    on(new Started());
    for (int i = 0; i < 8; i++) {
      on(new Closed(Side.OUTGOING, "refused"));
      pass(30);
    }
    on(new Connected(Side.OUTGOING));
    on(new Received(Side.OUTGOING, peerOpen("10.9.0.2")));
    on(new Received(Side.OUTGOING, new Keepalive()));
    on(new Closed(Side.OUTGOING, "gone"));

    assertThat(pass(1)).contains(new Connect());
  }

  @Test
  void whoDoesNotAnswerIsGivenUp() {
    on(new Started());
    assertThat(pass(9)).isEmpty();
    assertThat(pass(1)).startsWith(new Close(Side.OUTGOING));
    assertThat(session.lastError()).isEqualTo("no connection within 10 s");

    var other = new SessionTest();
    other.on(new Started());
    other.on(new Connected(Side.OUTGOING));
    assertThat(other.pass(59)).isEmpty();
    assertThat(other.pass(1)).startsWith(
        new Send(Side.OUTGOING, Notification.of(ErrorName.HOLD_TIMER_EXPIRED)), new Close(Side.OUTGOING));
    assertThat(other.session.lastError()).isEqualTo("hold timer expired (4/0): no OPEN");
  }

  @Test
  void aPassiveSessionWaitsForItsPeer() {
    var passive = new Session(of(64513, true, SETTINGS.holdTime()), new Random(1));

    assertThat(passive.next(new Started(), now)).isEmpty();
    assertThat(passive.wakeAt()).isEmpty();
    assertThat(passive.state()).isEqualTo("active");
    assertThat(passive.next(new TimeReached(), now.plusSeconds(100))).isEmpty();
    assertThat(passive.next(new Connected(Side.INCOMING), now)).hasSize(1);
  }

  @Test
  void noOrderOfEventsBreaksASession() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var messages = List.<Message>of(peerOpen("10.9.0.2"), new Keepalive(), Notification.of(ErrorName.CEASE),
        new Update(List.of(), List.of(), List.of()), new RouteRefresh(Family.IPV4_UNICAST, 0));
    for (int round = 0; round < 20_000; round++) {
      var side = Side.values()[random.nextInt(2)];
      var event = switch (random.nextInt(8)) {
        case 0 -> new Started();
        case 1 -> random.nextInt(10) == 0 ? new Stopped(Optional.empty()) : new TimeReached();
        case 2 -> new Connected(side);
        case 3 -> new Closed(side, "gone");
        case 4 -> new TimeReached();
        default -> new Received(side, messages.get(random.nextInt(messages.size())));
      };
      now = now.plusMillis(random.nextInt(3_000));
      on(event);
      assertThat(session.state()).as("seed %d", seed).isNotEmpty();
    }
  }

  /** Two million routes: what is received is counted at most, and memory does not grow by it. */
  @Test
  void whatAPeerAnnouncesIsNotKept() {
    establish();
    long before = usedMemory();
    for (int round = 0; round < 20_000; round++) {
      var prefixes = new ArrayList<Prefix>();
      for (int host = 0; host < 100; host++) {
        prefixes.add(Prefix.host(IpAddress.of("10." + round / 256 + "." + round % 256 + "." + host)));
      }
      on(new Received(Side.OUTGOING, new Update(List.of(), List.of(), prefixes)));
    }

    assertThat(session.state()).isEqualTo("established");
    assertThat(usedMemory() - before).as("bytes").isLessThan(16L << 20);
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void establish() {
    establish(peerOpen("10.9.0.2"));
  }

  private void establish(Open open) {
    on(new Started());
    on(new Connected(Side.OUTGOING));
    on(new Received(Side.OUTGOING, open));
    on(new Received(Side.OUTGOING, new Keepalive()));
  }

  /** Time goes by, second after second. */
  private List<SessionAction> pass(int seconds) {
    var actions = new ArrayList<SessionAction>();
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      actions.addAll(on(new TimeReached()));
    }
    return actions;
  }

  private List<SessionAction> on(SessionEvent event) {
    return session.next(event, now);
  }

  private String refusal(Message first) {
    var each = new Session(SETTINGS, new Random(1));
    each.next(new Started(), now);
    each.next(new Connected(Side.OUTGOING), now);
    return each.next(new Received(Side.OUTGOING, first), now).getFirst() instanceof Send(_, Notification notification)
        ? notification.name() : "";
  }

  private static SessionSettings of(long peerAsn, boolean passive, Duration holdTime) {
    return new SessionSettings(64512, SETTINGS.identifier(), peerAsn, passive, holdTime, SETTINGS.retry(),
        SETTINGS.restartTime(), true, SETTINGS.families());
  }

  private static Open peerOpen(String identifier) {
    return Greeting.open(new SessionSettings(64513, IpAddress.of(identifier), 64512, false, Duration.ofSeconds(180),
        Duration.ofSeconds(30), Duration.ofSeconds(120), true, SETTINGS.families()), false);
  }
}
