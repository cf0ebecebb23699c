package gorb.dataplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneContract;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.AddressFamily;
import gorb.model.Scheduler;
import gorb.model.ServiceSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryDataplaneTest extends DataplaneContract {
  @Override
  protected Dataplane open() {
    return new InMemoryDataplane();
  }

  @Override
  protected List<Scheduler> schedulers() {
    return Scheduler.OF_LINUX;
  }

  @Test
  void refusesAnUnknownSchedulerInTheKernelsWords() {
    var step = new Step.AddService(service(AddressFamily.IPV4, 0), ServiceSettings.of(new Scheduler("bogus")));

    var refusals = new InMemoryDataplane().apply(List.of(step));

    assertThat(refusals)
        .extracting(Refusal::message)
        .containsExactly(
            "add service tcp/10.0.0.1:80 scheduler bogus: ENOENT (No such file or directory): scheduler \"bogus\" is"
                + " unknown (known here: rr, wrr, lc, wlc, lblc, lblcr, dh, sh, sed, nq, fo, ovf, mh, twos)");
  }
}
