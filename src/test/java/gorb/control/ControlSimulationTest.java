package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlSimulationTest {
  private static final int RUNS = Integer.getInteger("runs", 300);
  private static final int TURNS = 200;

  @Test
  void everythingHoldsAfterEveryTurn() {
    for (long seed = 0; seed < RUNS; seed++) {
      assertThat(ControlSimulation.run(seed, TURNS, SimulationPlant.NONE)).isEmpty();
    }
  }
}
