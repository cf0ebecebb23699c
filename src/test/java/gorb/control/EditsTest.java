package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.RR;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.WRR;
import static gorb.control.Samples.create;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.key;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.schedule;
import static gorb.control.Samples.server;
import static gorb.control.Samples.service;
import static gorb.control.Samples.weigh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gorb.model.AdminState;
import gorb.model.ForwardingMethod;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.Thresholds;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EditsTest {
  private static final Change.Edit NARROWED = new Change.EditServer(
      "web", "six", new Change.ServerEdit(null, null, ForwardingMethod.MASQUERADE, null, null, Map.of()));

  @Test
  void changesFoldOneAfterTheOther() throws ChangeRefusedException {
    var intent = after(
        create("web", WEB), create("web", "one", ONE, 100), weigh("web", "one", 7), schedule("web", RR));

    assertThat(intent.service("web").settings()).isEqualTo(RR);
    assertThat(intent.server("web", "one").weight()).isEqualTo(7);
    assertThat(intent.nameOf(WEB)).isEqualTo("web");
  }

  @Test
  void anEditChangesWhatIsGivenAndKeepsTheRest() throws ChangeRefusedException {
    var original = new RealServer(
        ONE, 100, AdminState.QUIESCED, ForwardingMethod.IPIP, new Thresholds(10, 5), Samples.NO_CHECK, 42,
        Map.of("host", "one.example", "method", "ipip"));
    var before = Intent.EMPTY.with("web", service(WEB).withServer("one", original));
    var edit = new Change.ServerEdit(0, null, null, null, null, Map.of("method", "tunnel"));

    var intent = Edits.apply(before, new Change.EditServer("web", "one", edit), Origin.API);

    assertThat(intent.server("web", "one")).isEqualTo(new RealServer(
        ONE, 0, AdminState.QUIESCED, ForwardingMethod.IPIP, new Thresholds(10, 5), Samples.NO_CHECK, 42,
        Map.of("host", "one.example", "method", "tunnel")));
  }

  @Test
  void aChangeThatChangesNothingLeavesTheSameIntent() throws ChangeRefusedException {
    var before = after(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(Edits.apply(before, weigh("web", "one", 100), Origin.API)).isSameAs(before);
    assertThat(Edits.apply(before, schedule("web", WRR), Origin.API)).isSameAs(before);
  }

  @Test
  void removingFreesNameAndKey() throws ChangeRefusedException {
    var intent = after(create("web", WEB), remove("web"), create("again", WEB));

    assertThat(intent.services()).containsOnlyKeys("again");
    assertThat(intent.nameOf(WEB)).isEqualTo("again");
  }

  @Test
  void aKeyBelongsToOneService() throws ChangeRefusedException {
    var intent = after(create("web", WEB));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> intent.with("other", service(WEB)))
        .withMessage("service other: tcp/10.0.0.1:80 belongs to service web");
  }

  @Test
  void aServiceMayBeMadeWithItsServers() throws ChangeRefusedException {
    var intent = after(
        new Change.CreateService("web", service(WEB).withServer("one", server(ONE, 1)).withServer("two", server(TWO, 2))));

    assertThat(intent.service("web").servers()).containsOnlyKeys("one", "two");
  }

  @Test
  void aServiceMadeWithTwoServersAtOneAddressIsAConflict() {
    refused(new Change.CreateService("web", service(WEB).withServer("one", server(ONE, 1)).withServer("two", server(ONE, 2))),
        new Outcome.Conflict("backend web/two: 10.1.0.1:8080 belongs to backend web/one"));
  }

  @Test
  void aServiceMadeWithAServerOfAnotherFamilyIsInvalid() {
    refused(new Change.CreateService("web", service(WEB).withServer("six", server(key("fd00::1"), 1))),
        new Outcome.Invalid(Outcome.Problem.INCOMPATIBLE_FAMILIES,
            "a server of IPV6 behind a service of IPV4 (only a tunnel can do that)"));
  }

  @Test
  void aTunnelMayCrossFamilies() throws ChangeRefusedException {
    var intent = after(create("web", WEB),
        new Change.CreateServer("web", "six", server(key("fd00::1"), 1, ForwardingMethod.IPIP)));

    assertThat(intent.server("web", "six")).isNotNull();
  }

  @Test
  void aServerBehindATunnelOfAnotherFamilyKeepsItsTunnel() throws ChangeRefusedException {
    var before = after(create("web", WEB),
        new Change.CreateServer("web", "six", server(key("fd00::1"), 1, ForwardingMethod.IPIP)));

    assertThatExceptionOfType(ChangeRefusedException.class)
        .isThrownBy(() -> Edits.apply(before, NARROWED, Origin.API))
        .extracting(ChangeRefusedException::outcome)
        .isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  void twoServicesMayShareAnAddress() throws ChangeRefusedException {
    assertThat(after(create("web", WEB), create("tls", endpoint("10.0.0.1", 443))).services()).hasSize(2);
  }

  private static Intent after(Change.Edit... changes) throws ChangeRefusedException {
    var intent = Intent.EMPTY;
    for (var change : changes) {
      intent = Edits.apply(intent, change, Origin.API);
    }
    return intent;
  }

  private static void refused(Change.Edit change, Outcome outcome) {
    assertThatExceptionOfType(ChangeRefusedException.class)
        .isThrownBy(() -> Edits.apply(Intent.EMPTY, change, Origin.API))
        .extracting(ChangeRefusedException::outcome)
        .isEqualTo(outcome);
  }
}
