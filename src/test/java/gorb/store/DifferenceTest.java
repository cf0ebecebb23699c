package gorb.store;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Intent;
import gorb.model.ServerRole;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void betweenAnyTwoStatesItMakesOneOfTheOther() {
    for (int seed = 0; seed < 100; seed++) {
      var walk = new SeededIntents(seed, 20);
      var base = walk.next().intent();
      for (int step = 0; step < 20; step++) {
        var next = walk.next().intent();
        var difference = Difference.between(base, next);

        assertThat(Bare.intent(difference.applyTo(base))).as("seed %d step %d", seed, step)
            .isEqualTo(Bare.intent(next));
      }
    }
  }

  @Test
  void servicesMayExchangeTheirKeys() {
    var one = Intent.EMPTY.with("a", Samples.service(1)).with("b", Samples.service(2)).with("c", Samples.service(3));
    var other = Intent.EMPTY.with("a", Samples.service(2)).with("b", Samples.service(3)).with("d", Samples.service(1));

    var difference = Difference.between(one, other);

    assertThat(difference.removed()).containsExactly("c");
    assertThat(Bare.intent(difference.applyTo(one))).isEqualTo(Bare.intent(other));
  }

  @Test
  void aServerThatChangedIsTheOnlyOneOfItsService() {
    var service = Samples.service(1);
    var base = Intent.EMPTY.with("x", service).with("y", Samples.service(2));
    var changed = service.servers().get("a").withRole(ServerRole.FALLBACK);

    var difference = Difference.between(base, base.with("x", service.withServer("a", changed)));

    assertThat(difference.services().services().keySet()).containsExactly("x");
    assertThat(difference.services().service("x").servers()).isEqualTo(Map.of("a", changed));
    assertThat(difference.removedServers()).isEmpty();
    assertThat(difference.size()).isEqualTo(2);
  }

  @Test
  void whatIsTheSameButForIncarnationsIsNoDifference() {
    var service = Samples.service(1);
    var again = service.withServer("a", service.servers().get("a").withIncarnation(9));
    var base = Intent.EMPTY.with("x", service);

    assertThat(Difference.between(base, base.with("x", again)).size()).isZero();
    assertThat(Difference.between(base, base.with("x", again.withoutServer("b"))).size()).isEqualTo(2);
  }
}
