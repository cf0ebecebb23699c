package gorb.model;

import java.time.Instant;

/**
 * What the weight of one server depends on besides itself.
 *
 * @param now the time
 * @param standing how it stands with the others of its service
 * @param steps in how many steps a weight grows
 */
public record PoolMoment(Instant now, PoolStanding standing, int steps) {
  /** Of most schedulers: each step is an edit in the data plane. */
  public static final int MANY_STEPS = 20;
  /** Of schedulers that choose by a table of the weights: each step moves clients. */
  public static final int FEW_STEPS = 4;

  /** A pool whose other servers served always. */
  public static PoolMoment among(Instant now) {
    return new PoolMoment(now, PoolStanding.amongServing(), MANY_STEPS);
  }
}
