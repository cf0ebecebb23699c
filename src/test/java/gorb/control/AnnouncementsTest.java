package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.weigh;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.model.AddressFamily;
import gorb.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final ServiceKey WEB_TLS = endpoint("10.0.0.1", 443);

  private final ControllerRig rig = new ControllerRig();

  @Test
  void theAddressOfACarriedServiceIsAnnounced() {
    rig.ask(create("web", WEB), create("six", endpoint("fd00::1", 80)));

    assertThat(rig.announcer.announced()).containsExactly("10.0.0.1", "fd00::1");
  }

  /** V04: the original removed the address with the first service. */
  @Test
  void aSharedAddressStaysUntilItsLastServiceIsGone() {
    rig.ask(create("web", WEB), create("tls", WEB_TLS));

    rig.ask(remove("web"));
    assertThat(rig.announcer.announced()).containsExactly("10.0.0.1");
    rig.ask(remove("tls"));
    assertThat(rig.announcer.announced()).isEmpty();
  }

  /** V06: the original left the address behind. */
  @Test
  void aRefusedServiceAnnouncesNothing() {
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.AddService);

    rig.ask(create("web", WEB));

    assertThat(rig.announcer.announced()).isEmpty();
  }

  @Test
  void anAddressIsWithdrawnBeforeTheDataPlaneLosesItsService() {
    rig.ask(create("web", WEB));
    var announcedAtRemoval = new ArrayList<String>(List.of("never removed"));
    rig.faults.refuse(Kind.REJECTED, step -> {
      announcedAtRemoval.clear();
      announcedAtRemoval.addAll(rig.announcer.announced());
      return false;
    });

    rig.ask(remove("web"));

    assertThat(announcedAtRemoval).isEmpty();
  }

  @Test
  void anAddressIsAnnouncedAfterTheDataPlaneHasItsService() {
    var announcedAtAdd = new ArrayList<String>(List.of("never added"));
    rig.faults.refuse(Kind.REJECTED, step -> {
      announcedAtAdd.clear();
      announcedAtAdd.addAll(rig.announcer.announced());
      return false;
    });

    rig.ask(create("web", WEB));

    assertThat(announcedAtAdd).isEmpty();
    assertThat(rig.announcer.announced()).containsExactly("10.0.0.1");
  }

  @Test
  void anAddressWhoseServiceCouldNotBeRemovedIsAnnouncedAgain() {
    rig.ask(create("web", WEB));
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.RemoveService);

    rig.ask(remove("web"));

    assertThat(rig.announcer.announced()).containsExactly("10.0.0.1");
  }

  @Test
  void firewallMarksAndUnspecifiedAddressesAreNotAnnounced() {
    rig.ask(
        create("mark", new ServiceKey.FirewallMark(AddressFamily.IPV4, 7)), create("any", endpoint("0.0.0.0", 80)));

    assertThat(rig.announcer.announced()).isEmpty();
  }

  @Test
  void whatCouldNotBeAnnouncedIsTroubleAndTriedAgainAtTheNextLook() {
    rig.announcer.fail(List.of("announce 10.0.0.1: no interface lo"));
    rig.ask(create("web", WEB));
    assertThat(rig.snapshot().troubles()).containsExactly("announce 10.0.0.1: no interface lo");
    rig.announcer.fail(List.of());

    rig.resync();

    assertThat(rig.snapshot().troubles()).isEmpty();
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void nothingIsSaidTwiceBetweenTwoLooks() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 1));
    int calls = rig.announcer.calls();

    rig.ask(weigh("web", "one", 5));

    assertThat(rig.announcer.calls()).isEqualTo(calls);
  }

  @Test
  void aLookSaysAgainWhatIsAnnouncedSoThatAnAddressThatSomebodyTookAwayComesBack() {
    rig.ask(create("web", WEB));
    int calls = rig.announcer.calls();

    rig.resync();

    assertThat(rig.announcer.calls()).isEqualTo(calls + 1);
    assertThat(rig.announcer.announced()).containsExactly("10.0.0.1");
  }

  @Test
  void aTroubledDataPlaneKeepsItsAddresses() {
    rig.ask(create("web", WEB));
    rig.faults.makeUnreachable();

    rig.resync();

    assertThat(rig.announcer.announced()).containsExactly("10.0.0.1");
  }
}
