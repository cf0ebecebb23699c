package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Community;
import gorb.bgp.message.Family;
import gorb.bgp.message.PathAttribute;
import gorb.bgp.message.Update;
import gorb.bgp.session.Negotiated;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisementTest {
  private static final long ASN = 64_512;
  private static final IpAddress LOCAL = IpAddress.of("10.9.0.1");

  @Test
  void whatGoesIsWithdrawnBeforeAnythingIsAnnounced() {
    var advertisement = external(Marks.NONE);
    advertisement.towards(routes("192.0.2.1", "192.0.2.2"), false);

    var updates = advertisement.towards(routes("192.0.2.2", "192.0.2.3"), false);
    assertThat(updates).extracting(Update::withdrawn).containsExactly(List.of(prefix("192.0.2.1")), List.of());
    assertThat(updates).extracting(Update::announced).containsExactly(List.of(), List.of(prefix("192.0.2.3")));
    assertThat(advertisement.told()).containsExactlyInAnyOrder(prefix("192.0.2.2"), prefix("192.0.2.3"));
  }

  @Test
  void whatIsKnownIsNotToldAgain() {
    var advertisement = external(Marks.NONE);
    advertisement.towards(routes("192.0.2.1"), false);

    assertThat(advertisement.towards(routes("192.0.2.1"), false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0.75, 250", "0.5, 500", "0.1, 900", "0, 1000"})
  void theMedIsWhatIsMissingOfAThousand(double share, long med) {
    var weighting = new Weighting(Weighting.Means.MED, share);
    var told = external(Marks.NONE).towards(Map.of(prefix("192.0.2.1"), weighting), false);

    assertThat(told.getFirst().attributes()).contains(new PathAttribute.MultiExitDiscriminator(med));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0.9, 1", "0.67, 2", "0.5, 3", "0.34, 3", "0, 4"})
  void ourNumberIsOnceMoreInThePathForEachThirdThatIsMissing(double share, int times) {
    var weighting = new Weighting(Weighting.Means.PREPEND, share);
    var told = external(Marks.NONE).towards(Map.of(prefix("192.0.2.1"), weighting), false);

    assertThat(told.getFirst().attributes())
        .contains(PathAttribute.AsPath.of(Collections.nCopies(times, ASN)));
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000.0", "0.5, 500000.0", "0.25, 250000.0"})
  void theBandwidthIsInProportionToTheShare(double share, String bandwidth) {
    var weighting = new Weighting(Weighting.Means.BANDWIDTH, share);
    var told = external(Marks.NONE).towards(Map.of(prefix("192.0.2.1"), weighting), false);

    assertThat(told.getFirst().attributes()).filteredOn(PathAttribute.ExtendedCommunities.class::isInstance)
        .singleElement().asString().contains("link-bandwidth:64512:" + bandwidth);
  }

  @Test
  void whoLeavesAsksForOthersAndWithinItsSystemHasTheLeastPreference() {
    var external = external(
        new Marks(OptionalLong.empty(), OptionalInt.empty(), 0, List.of(new Community(1, 2)), List.of()));
    external.towards(routes("192.0.2.1"), false);
    assertThat(external.towards(routes("192.0.2.1"), true).getFirst().attributes())
        .contains(new PathAttribute.Communities(List.of(new Community(1, 2), Community.GRACEFUL_SHUTDOWN)));

    var internal = advertisement(ASN, new Marks(OptionalLong.empty(), OptionalInt.of(200), 0, List.of(), List.of()));
    assertThat(internal.towards(routes("192.0.2.1"), false).getFirst().attributes())
        .contains(new PathAttribute.LocalPreference(200), PathAttribute.AsPath.of(List.of()));
    assertThat(internal.towards(routes("192.0.2.1"), true).getFirst().attributes())
        .contains(new PathAttribute.LocalPreference(0));
    assertThat(internal.towards(routes("192.0.2.1"), false).getFirst().attributes())
        .contains(new PathAttribute.LocalPreference(200));
  }

  @Test
  void thePathIsLongerByWhatIsConfigured() {
    var told = external(new Marks(OptionalLong.empty(), OptionalInt.empty(), 2, List.of(), List.of()))
        .towards(routes("192.0.2.1"), false);

    assertThat(told.getFirst().attributes()).contains(PathAttribute.AsPath.of(List.of(ASN, ASN, ASN)));
  }

  @Test
  void aPeerThatKnowsShortNumbersOnlyGetsALongOneInAPathBesides() {
    long asn = 4_200_000_001L;
    var narrow = new Negotiated(1, Duration.ofSeconds(90), AsWidth.TWO, List.of(Family.IPV4_UNICAST), false, false, false);
    var told = new Advertisement(asn, peer(64_513, Marks.NONE, Map.of()), narrow, LOCAL).towards(routes("192.0.2.1"), false);
    assertThat(told.getFirst().attributes())
        .contains(new PathAttribute.As4Path(PathAttribute.AsPath.of(List.of(asn)).segments()));
    assertThat(new Advertisement(ASN, peer(64_513, Marks.NONE, Map.of()), narrow, LOCAL).towards(routes("192.0.2.1"), false)
        .getFirst().attributes()).doesNotHaveAnyElementsOfTypes(PathAttribute.As4Path.class);
  }

  @Test
  void aFamilyThatThePeerDoesNotSpeakOfIsNotTold() {
    var ipv4 = new Negotiated(1, Duration.ofSeconds(90), AsWidth.FOUR, List.of(Family.IPV4_UNICAST), false, false, false);
    var nextHop = Map.of(AddressFamily.IPV6, IpAddress.of("fd00:9::1"));
    var advertisement = new Advertisement(ASN, peer(64_513, Marks.NONE, nextHop), ipv4, LOCAL);

    assertThat(advertisement.towards(routes("192.0.2.1", "2001:db8::1"), false)).hasSize(1);
    assertThat(advertisement.told()).containsExactly(prefix("192.0.2.1"));
  }

  @Test
  void otherMarksAreToldOfWhatIsKnownAlready() {
    var advertisement = external(Marks.NONE);
    advertisement.towards(routes("192.0.2.1"), false);
    advertisement.become(peer(64_513, new Marks(OptionalLong.of(7), OptionalInt.empty(), 0, List.of(), List.of()),
        Map.of(AddressFamily.IPV4, IpAddress.of("10.9.0.7"))));

    var told = advertisement.towards(routes("192.0.2.1"), false);
    assertThat(told).singleElement().satisfies(update -> assertThat(update.attributes())
        .contains(new PathAttribute.MultiExitDiscriminator(7), new PathAttribute.NextHop(IpAddress.of("10.9.0.7"))));
    assertThat(advertisement.towards(routes("192.0.2.1"), false)).isEmpty();
  }

  @Test
  void aFamilyThatLosesItsNextHopIsWithdrawn() {
    var nextHop = Map.of(AddressFamily.IPV6, IpAddress.of("fd00:9::1"));
    var advertisement = new Advertisement(ASN, peer(64_513, Marks.NONE, nextHop), negotiated(), LOCAL);
    advertisement.towards(routes("192.0.2.1", "2001:db8::1"), false);
    assertThat(advertisement.told()).hasSize(2);

    advertisement.become(peer(64_513, Marks.NONE, Map.of()));
    assertThat(advertisement.towards(routes("192.0.2.1", "2001:db8::1"), false)).singleElement().satisfies(update ->
        assertThat(update.attributes()).containsExactly(
            new PathAttribute.Unreachable(Family.IPV6_UNICAST, List.of(prefix("2001:db8::1")))));
    assertThat(advertisement.told()).containsExactly(prefix("192.0.2.1"));
  }

  @Test
  void whatGoesAfterItWasAskedForAgainIsWithdrawnAllTheSame() {
    var advertisement = external(Marks.NONE);
    advertisement.towards(routes("192.0.2.1", "192.0.2.2"), false);
    advertisement.repeat();

    var updates = advertisement.towards(routes("192.0.2.2"), false);
    assertThat(updates).extracting(Update::withdrawn).containsExactly(List.of(prefix("192.0.2.1")), List.of());
    assertThat(updates).extracting(Update::announced).containsExactly(List.of(), List.of(prefix("192.0.2.2")));
  }

  /** A table that does what the messages say is what was wanted, whatever came before. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thePeerKnowsWhatIsWantedAfterAnyChanges(long seed) {
    var random = new Random(seed);
    var advertisement = external(Marks.NONE);
    var table = new HashMap<Prefix, Set<PathAttribute>>();
    for (int step = 0; step < 500; step++) {
      var wanted = new HashMap<Prefix, Weighting>();
      for (int i = 0; i < 20; i++) {
        if (random.nextBoolean()) {
          wanted.put(prefix("192.0.2." + i), new Weighting(Weighting.Means.MED, random.nextInt(3) / 2.0));
        }
      }
      boolean isLeaving = random.nextInt(4) == 0;
      if (random.nextInt(4) == 0) {
        advertisement.repeat();
      }
      advertisement.towards(wanted, isLeaving).forEach(update -> {
        update.withdrawn().forEach(table::remove);
        update.announced().forEach(prefix -> table.put(prefix, Set.copyOf(update.attributes())));
      });
      var fresh = new HashMap<Prefix, Set<PathAttribute>>();
      external(Marks.NONE).towards(wanted, isLeaving).forEach(update ->
          update.announced().forEach(prefix -> fresh.put(prefix, Set.copyOf(update.attributes()))));
      assertThat(table).isEqualTo(fresh);
      assertThat(advertisement.told()).isEqualTo(wanted.keySet());
    }
  }

  private static Advertisement external(Marks marks) {
    return advertisement(64_513, marks);
  }

  private static Advertisement advertisement(long asn, Marks marks) {
    return new Advertisement(ASN, peer(asn, marks, Map.of()), negotiated(), LOCAL);
  }

  private static Negotiated negotiated() {
    return new Negotiated(1, Duration.ofSeconds(90), AsWidth.FOUR, List.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST),
        false, false, false);
  }

  private static PeerSettings peer(long asn, Marks marks, Map<AddressFamily, IpAddress> nextHops) {
    return new PeerSettings(IpAddress.of("10.9.0.2"), 179, asn, Optional.empty(), false,
        Set.of(AddressFamily.values()), Optional.empty(), new Reach.Near(), Optional.empty(), Duration.ofSeconds(90),
        Duration.ofSeconds(30), nextHops, marks);
  }

  private static Map<Prefix, Weighting> routes(String... addresses) {
    var routes = new HashMap<Prefix, Weighting>();
    for (var address : addresses) {
      routes.put(prefix(address), Weighting.NONE);
    }
    return routes;
  }

  private static Prefix prefix(String address) {
    return Prefix.host(IpAddress.of(address));
  }
}
