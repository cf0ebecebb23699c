package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bfd.BfdSettings;
import gorb.bgp.PeerChange.Added;
import gorb.bgp.PeerChange.Kept;
import gorb.bgp.PeerChange.Removed;
import gorb.bgp.PeerChange.Reset;
import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.bgp.message.Community;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerChangeTest {
  private static final PeerSettings ONE = peer("10.9.0.2", Duration.ofSeconds(90));
  private static final PeerSettings TWO = peer("10.9.0.3", Duration.ofSeconds(90));

  @Test
  void theSameSettingsLeaveEverySessionAlone() {
    assertThat(PeerChange.between(speaker(64_512, ONE, TWO), speaker(64_512, ONE, TWO)))
        .containsExactly(new Kept(ONE), new Kept(TWO));
  }

  @Test
  void whoGoesIsTakenLeaveOfFirst() {
    assertThat(PeerChange.between(speaker(64_512, ONE), speaker(64_512, TWO)))
        .containsExactly(new Removed(ONE.address()), new Added(TWO));
  }

  @Test
  void whatRoutesCarryAndHowTheLinkIsWatchedChangesNoSession() {
    var marked = new PeerSettings(ONE.address(), 179, 64_513, Optional.empty(), false, Set.of(AddressFamily.IPV4),
        Optional.empty(), new Reach.Near(), Optional.of(BfdSettings.DEFAULT), Duration.ofSeconds(90),
        Duration.ofSeconds(30), Map.of(AddressFamily.IPV4, IpAddress.of("10.9.0.7")),
        new Marks(OptionalLong.of(7), OptionalInt.empty(), 2, List.of(new Community(1, 2)), List.of()));

    assertThat(PeerChange.between(speaker(64_512, ONE, TWO), speaker(64_512, TWO, marked)))
        .containsExactly(new Kept(TWO), new Kept(marked));
  }

  @Test
  void whatIsAgreedOnChangesTheSessionOfThatPeerOnly() {
    var impatient = peer("10.9.0.2", Duration.ofSeconds(9));
    assertThat(PeerChange.between(speaker(64_512, ONE, TWO), speaker(64_512, impatient, TWO)))
        .containsExactly(new Reset(impatient, false), new Kept(TWO));
  }

  @Test
  void aPasswordIsOfTheSessionToo() {
    var secret = ONE.with(new Password("a"));
    var same = ONE.with(new Password("a"));
    var other = ONE.with(new Password("b"));
    assertThat(PeerChange.between(speaker(64_512, secret), speaker(64_512, same))).containsExactly(new Kept(same));
    assertThat(PeerChange.between(speaker(64_512, secret), speaker(64_512, other)))
        .containsExactly(new Reset(other, false));
  }

  @Test
  void anotherAsNumberOfOursIsSomebodyElseToEveryPeer() {
    assertThat(PeerChange.between(speaker(64_512, ONE, TWO), speaker(64_514, ONE, TWO)))
        .containsExactly(new Reset(ONE, true), new Reset(TWO, true));
  }

  @Test
  void anotherAsNumberOfThePeerIsSomebodyElseToIt() {
    var other = new PeerSettings(ONE.address(), 179, 64_599, ONE.source(), false, ONE.families(), ONE.password(),
        ONE.reach(), ONE.bfd(), ONE.holdTime(), ONE.retry(), ONE.nextHops(), ONE.marks());

    assertThat(PeerChange.between(speaker(64_512, ONE, TWO), speaker(64_512, other, TWO)))
        .containsExactly(new Reset(other, true), new Kept(TWO));
  }

  private static SpeakerSettings speaker(long asn, PeerSettings... peers) {
    return new SpeakerSettings(asn, IpAddress.of("10.9.0.1"), 0, Duration.ZERO, true, List.of(peers));
  }

  private static PeerSettings peer(String address, Duration holdTime) {
    return new PeerSettings(IpAddress.of(address), 179, 64_513, Optional.empty(), false, Set.of(AddressFamily.IPV4),
        Optional.empty(), new Reach.Near(), Optional.empty(), holdTime, Duration.ofSeconds(30), Map.of(), Marks.NONE);
  }
}
