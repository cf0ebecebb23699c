package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gorb.control.Change;
import gorb.control.Outcome;
import gorb.control.Revisions;
import gorb.control.Snapshot;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.http.Response;
import gorb.model.Scheduler;
import gorb.model.ServiceKey;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServiceSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestsTest {
  private static final ServiceKey KEY = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  private static final Step ADD = new Step.AddService(KEY, ServiceSettings.of(new Scheduler("bogus")));
  private static final Step REMOVE = new Step.RemoveService(KEY);

  @Test
  void anUnavailableDataPlaneIsA503ToBeTriedAgain() {
    var answer = catchThrowableOfType(ApiException.class, () -> make(new Outcome.Unavailable("no netlink"))).response();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsEntry("Retry-After", "5");
    assertThat(answer.body().text()).contains("no netlink");
  }

  @Test
  void aSchedulerThatTheDataPlaneDoesNotFindIsNamed() {
    var refusal = new Refusal(ADD, Refusal.Kind.REJECTED, "ENOENT (No such file or directory)");

    assertThatThrownBy(() -> make(new Outcome.Refused(List.of(refusal))))
        .hasMessage("method: \"bogus\" (expected: a scheduler of this data plane; it says"
            + " ENOENT (No such file or directory))")
        .extracting(e -> ((ApiException) e).response().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(value = Refusal.Kind.class, names = "UNSUPPORTED", mode = EnumSource.Mode.EXCLUDE)
  void anyOtherRefusalIsTheDataPlanesFault(Refusal.Kind kind) {
    var refusal = new Refusal(REMOVE, kind, "EPERM (Operation not permitted)");

    assertThatThrownBy(() -> make(new Outcome.Refused(List.of(refusal, refusal))))
        .hasMessage("error while calling into IPVS: remove service tcp/10.0.0.1:80: EPERM (Operation not permitted)")
        .extracting(e -> ((ApiException) e).response().status()).isEqualTo(500);
  }

  @Test
  void whatADataPlaneCanNeverDoIsTheClientsFault() {
    var refusal = new Refusal(ADD, Refusal.Kind.UNSUPPORTED, "udp is not forwarded");

    assertThatThrownBy(() -> make(new Outcome.Refused(List.of(refusal))))
        .hasMessage("add service tcp/10.0.0.1:80 scheduler bogus: udp is not forwarded")
        .extracting(e -> ((ApiException) e).response().status()).isEqualTo(400);
  }

  private static Response make(Outcome outcome) throws ApiException {
    var control = new Control() {
      @Override
      public Snapshot snapshot() {
        throw new AssertionError("not asked for");
      }

      @Override
      public CompletableFuture<Outcome> request(Change change) {
        return CompletableFuture.completedFuture(outcome);
      }

      @Override
      public CompletableFuture<Void> look() {
        throw new AssertionError("not asked for");
      }

      @Override
      public Revisions kept() {
        throw new AssertionError("not asked for");
      }
    };
    return new Requests(control).make(new Change.RemoveService("s"));
  }
}
