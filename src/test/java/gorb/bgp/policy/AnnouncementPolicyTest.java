package gorb.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bgp.Weighting;
import gorb.model.Announcement;
import gorb.model.Announcement.ShareWeighting;
import gorb.model.Announcement.Sharing;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import gorb.model.Quorum;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnouncementPolicyTest {
  private static final String VIP = "10.0.0.1";
  private static final Prefix WIDE = new Prefix(IpAddress.of("10.0.0.0"), 24);

  private final PolicyRig rig = new PolicyRig();

  @Test
  void anAddressIsAnnouncedWhileOneServerIsUp() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1, 1);

    assertThat(rig.reason("web")).as("before the first check").isEqualTo(Reason.NOT_CHECKED);
    rig.up("web", 0);
    assertThat(rig.reason("web")).isEqualTo(Reason.ANNOUNCED);
    rig.down("web", 1);
    assertThat(rig.announced()).containsExactly(VIP + "/32");
    rig.down("web", 0);
    assertThat(rig.reason("web")).isEqualTo(Reason.BELOW_QUORUM);
    assertThat(rig.announced()).isEmpty();
  }

  @Test
  void aQuorumThatIsReachedIsLostOnlyBelowTheLowerOne() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1, 1, 1);
    rig.quorum("web", new Quorum(3, 2));
    rig.up("web", 0);
    rig.up("web", 1);
    assertThat(rig.announced()).isEmpty();

    rig.up("web", 2);
    assertThat(rig.announced()).hasSize(1);
    rig.down("web", 0);
    assertThat(rig.announced()).as("2 of 3, and healthy before").hasSize(1);
    rig.down("web", 1);
    assertThat(rig.announced()).isEmpty();
    rig.up("web", 0);
    assertThat(rig.announced()).as("2 of 3, and not healthy before").isEmpty();
  }

  @Test
  void aFallbackThatServesTakesTheServiceOverSoThatItsAddressStays() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1, 1, 1);
    rig.quorum("web", new Quorum(2, 2));
    rig.fallback("web", 3);
    rig.up("web", 0);
    rig.up("web", 1);
    rig.up("web", 2);
    assertThat(rig.announced()).hasSize(1);
    rig.down("web", 0);
    rig.down("web", 1);
    assertThat(rig.announced()).as("no check vouches for the fallback").isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.BELOW_QUORUM);
    rig.up("web", 3);
    assertThat(rig.announced()).hasSize(1);

    rig.down("web", 3);
    assertThat(rig.announced()).as("the one that is left serves, and is too few").isEmpty();
    rig.up("web", 0);
    assertThat(rig.announced()).hasSize(1);
  }

  @Test
  void whatAFallbackDidIsNoQuorum() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1, 1);
    rig.quorum("web", new Quorum(2, 1));
    rig.fallback("web", 2);
    rig.up("web", 2);
    rig.down("web", 0);
    rig.down("web", 1);
    assertThat(rig.announced()).as("the fallback serves").hasSize(1);
    rig.up("web", 0);
    rig.down("web", 2);

    assertThat(rig.announced()).as("one serves, which would keep a quorum that was there").isEmpty();
  }

  @Test
  void ofServicesThatShareAnAddressOneIsEnoughUnlessAnotherSaysAll() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);
    rig.service("tls", VIP, 443, Announcement.DEFAULT, 1);
    rig.up("web", 0);
    rig.down("tls", 0);
    assertThat(rig.announced()).hasSize(1);
    assertThat(rig.reason("tls")).isEqualTo(Reason.BELOW_QUORUM);

    rig.announce("tls", new Announcement(Sharing.ALL, ShareWeighting.NONE));
    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.HELD_BACK);

    rig.up("tls", 0);
    assertThat(rig.announced()).hasSize(1);
  }

  @Test
  void aServiceThatSaysNeverDoesNotCount() {
    rig.service("web", VIP, 80, new Announcement(Sharing.NEVER, ShareWeighting.NONE), 1);
    rig.up("web", 0);

    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.NOT_WANTED);
  }

  @Test
  void servicesThatAreDrainedAreToldApartFromThoseThatFail() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);
    rig.up("web", 0);
    rig.quiesce("web", 0);

    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.DRAINED);
  }

  @Test
  void aServiceWithoutServersIsBelowItsQuorumAndNotDrained() {
    rig.service("web", VIP, 80, Announcement.DEFAULT);

    assertThat(rig.reason("web")).isEqualTo(Reason.BELOW_QUORUM);
  }

  @Test
  void aServiceThatTheDataPlaneLacksIsNotAnnounced() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);
    rig.up("web", 0);
    rig.loseTheTable();

    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.NOT_CARRIED);
  }

  @Test
  void allThatThereIsToAnnounceIsKnownWhenNothingWaitsForItsFirstCheck() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);
    rig.service("tls", "10.0.0.2", 443, Announcement.DEFAULT, 1);
    rig.up("web", 0);
    assertThat(rig.decide().isSettled()).as("tls waits").isFalse();

    rig.down("tls", 0);
    assertThat(rig.decide().isSettled()).isTrue();
  }

  @Test
  void firewallMarksAndLoopbackAddressesHaveNothingToAnnounce() {
    rig.mark("marked", 7, Announcement.DEFAULT);
    rig.service("local", "127.0.0.9", 80, Announcement.DEFAULT, 1);
    rig.up("local", 0);

    assertThat(rig.reason("marked")).isEqualTo(Reason.NO_ADDRESS);
    assertThat(rig.reason("local")).isEqualTo(Reason.NO_ADDRESS);
    assertThat(rig.announced()).isEmpty();
  }

  @Test
  void anAddressThatIsNotOnTheInterfaceIsNotAnnounced() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);
    rig.up("web", 0);
    rig.isThere = address -> !address.equals(IpAddress.of(VIP));

    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.NOT_ON_INTERFACE);
  }

  @Test
  void aServerThatTheDataPlaneCarriedAlreadyCountsBeforeItsFirstCheck() {
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);
    rig.restart();
    rig.service("web", VIP, 80, Announcement.DEFAULT, 1);

    assertThat(rig.reason("web")).isEqualTo(Reason.ANNOUNCED);
  }

  @Test
  void theShareIsOfConfiguredWeightAndTheSmallestOfAnAddressCounts() {
    rig.service("web", VIP, 80, new Announcement(Sharing.ANY, ShareWeighting.LINK_BANDWIDTH), 30, 10);
    rig.service("tls", VIP, 443, new Announcement(Sharing.ANY, ShareWeighting.LINK_BANDWIDTH), 1, 1);
    rig.up("web", 0);
    rig.down("web", 1);
    rig.up("tls", 0);
    rig.up("tls", 1);
    assertThat(rig.weighting(VIP)).isEqualTo(new Weighting(Weighting.Means.BANDWIDTH, 0.75));

    rig.down("tls", 0);
    assertThat(rig.weighting(VIP)).isEqualTo(new Weighting(Weighting.Means.BANDWIDTH, 0.5));
  }

  @Test
  void aPrefixIsAnnouncedInsteadOfTheAddressOfItsServiceWhileThatIsHealthy() {
    rig.service("web", VIP, 80, Announcement.DEFAULT.of(WIDE), 1);
    rig.up("web", 0);
    assertThat(rig.announced()).containsExactly("10.0.0.0/24");

    rig.down("web", 0);
    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.BELOW_QUORUM);
  }

  @Test
  void aServiceWithAPrefixDoesNotCountForItsAddress() {
    rig.service("web", VIP, 80, Announcement.DEFAULT.of(WIDE), 1);
    rig.service("tls", VIP, 443, new Announcement(Sharing.ALL, ShareWeighting.NONE), 1);
    rig.up("web", 0);
    rig.down("tls", 0);
    assertThat(rig.announced()).containsExactly("10.0.0.0/24");

    rig.down("web", 0);
    rig.up("tls", 0);
    assertThat(rig.announced()).containsExactly("10.0.0.1/32");
  }

  @Test
  void servicesOfDifferentAddressesShareAPrefixAsServicesOfOneAddressDo() {
    rig.service("web", VIP, 80, Announcement.DEFAULT.of(WIDE), 1);
    rig.service("tls", "10.0.0.2", 443, Announcement.DEFAULT.of(WIDE), 1);
    rig.up("web", 0);
    rig.down("tls", 0);
    assertThat(rig.announced()).containsExactly("10.0.0.0/24");

    rig.announce("tls", new Announcement(Sharing.ALL, ShareWeighting.NONE).of(WIDE));
    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.HELD_BACK);

    rig.announce("tls", new Announcement(Sharing.NEVER, ShareWeighting.NONE).of(WIDE));
    assertThat(rig.announced()).containsExactly("10.0.0.0/24");
    assertThat(rig.reason("tls")).isEqualTo(Reason.NOT_WANTED);
  }

  @Test
  void theSmallestShareOfThePrefixCounts() {
    rig.service("web", VIP, 80, new Announcement(Sharing.ANY, ShareWeighting.MED).of(WIDE), 1, 1);
    rig.service("tls", "10.0.0.2", 443, new Announcement(Sharing.ANY, ShareWeighting.MED).of(WIDE), 3, 1);
    rig.service("other", "10.0.0.3", 80, new Announcement(Sharing.ANY, ShareWeighting.MED), 9, 1);
    for (var service : List.of("web", "tls", "other")) {
      rig.up(service, 0);
      rig.down(service, 1);
    }
    assertThat(rig.weighting(WIDE)).isEqualTo(new Weighting(Weighting.Means.MED, 0.5));
    assertThat(rig.weighting("10.0.0.3")).isEqualTo(new Weighting(Weighting.Means.MED, 0.9));

    rig.up("web", 1);
    assertThat(rig.weighting(WIDE)).isEqualTo(new Weighting(Weighting.Means.MED, 0.75));
  }

  @Test
  void aFirewallMarkIsAnnouncedByItsPrefixAndNeedsNothingOnTheInterface() {
    rig.isThere = _ -> false;
    rig.mark("marked", 7, Announcement.DEFAULT.of(WIDE), 1);
    rig.up("marked", 0);
    assertThat(rig.announced()).containsExactly("10.0.0.0/24");

    rig.down("marked", 0);
    assertThat(rig.announced()).isEmpty();
  }

  @Test
  void aServiceWhoseAddressIsNotOnTheInterfaceIsNoReasonForItsPrefixAndHoldsItBackWhereItSaysAll() {
    rig.service("web", VIP, 80, Announcement.DEFAULT.of(WIDE), 1);
    rig.service("tls", "10.0.0.2", 443, Announcement.DEFAULT.of(WIDE), 1);
    rig.up("web", 0);
    rig.up("tls", 0);
    rig.isThere = address -> !address.equals(IpAddress.of("10.0.0.2"));
    assertThat(rig.announced()).containsExactly("10.0.0.0/24");
    assertThat(rig.reason("tls")).isEqualTo(Reason.NOT_ON_INTERFACE);

    rig.announce("tls", new Announcement(Sharing.ALL, ShareWeighting.NONE).of(WIDE));
    assertThat(rig.announced()).isEmpty();
    assertThat(rig.reason("web")).isEqualTo(Reason.HELD_BACK);
    assertThat(rig.reason("tls")).isEqualTo(Reason.NOT_ON_INTERFACE);

    rig.isThere = _ -> false;
    rig.announce("tls", Announcement.DEFAULT.of(WIDE));
    assertThat(rig.announced()).isEmpty();
  }

  /** An address is announced if and only if the rules say so, whatever happened before. */
  @Test
  void whatIsAnnouncedFollowsFromTheVerdictsAlone() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    // The first two have an address alone; of the others some share a prefix.
    var prefixes = IntStream.range(0, 6).mapToObj(service -> service < 2 || random.nextBoolean()
        ? Optional.<Prefix>empty() : Optional.of(Prefix.around(IpAddress.of(VIP), 24 + random.nextInt(2)))).toList();
    for (int service = 0; service < 6; service++) {
      int quorum = 1 + random.nextInt(3);
      rig.service("s" + service, "10.0.0." + service / 2, 80 + service, new Announcement(
          Sharing.values()[random.nextInt(3)], ShareWeighting.NONE, prefixes.get(service)), 1, 2, 3);
      rig.quorum("s" + service, new Quorum(quorum, 1 + random.nextInt(quorum)));
    }
    for (int step = 0; step < 300; step++) {
      var service = "s" + random.nextInt(6);
      int server = random.nextInt(3);
      if (random.nextBoolean()) {
        rig.up(service, server);
      } else {
        rig.down(service, server);
      }
      var decision = rig.decide();
      int services = decision.addresses().values().stream().mapToInt(address -> address.services().size()).sum();
      assertThat(services).as("each counts for one: seed %d", seed).isEqualTo(6);
      decision.addresses().forEach((prefix, address) -> {
        boolean isWanted = false;
        boolean isHeld = false;
        for (var verdict : address.services()) {
          var announcement = rig.announcement(verdict.service());
          var quorum = rig.quorum(verdict.service());
          assertThat(announcement.prefix().orElse(Prefix.host(verdict.key().address().orElseThrow()))).isEqualTo(prefix);
          assertThat(verdict.isHealthy()).as("seed %d %s", seed, verdict).isIn(
              verdict.serving() >= quorum.reached(), verdict.serving() >= quorum.kept());
          isWanted |= verdict.isHealthy() && announcement.sharing() != Sharing.NEVER;
          isHeld |= !verdict.isHealthy() && announcement.sharing() == Sharing.ALL;
        }
        assertThat(address.weighting().isPresent()).as("seed %d %s", seed, address).isEqualTo(isWanted && !isHeld);
        assertThat(decision.routes().containsKey(prefix)).isEqualTo(address.weighting().isPresent());
      });
      assertThat(rig.decide()).as("a second look changes nothing").isEqualTo(decision);
    }
    assertThat(rig.decide().addresses()).containsKey(Prefix.host(IpAddress.of("10.0.0.0")));
  }
}
