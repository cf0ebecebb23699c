package gorb.dataplane.userspace.scheduling;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Where schedulers take time and randomness from.
 *
 * @param clock of {@code lblc} and {@code lblcr}
 * @param random of {@code twos}; any thread may ask it
 */
public record Sources(InstantSource clock, RandomGenerator random) {
  /** The clock of the host, and random numbers of whichever thread asks. */
  public static Sources ofSystem() {
    return new Sources(InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
  }
}
