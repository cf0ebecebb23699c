package gorb.model;

import java.time.Duration;
import java.time.Instant;

/** One link of the chain that leads from the configured weight to the effective one. */
public sealed interface WeightCause {
  /** The weight after this cause. */
  int after(int weight);

  /** The operator's wish: the start of every chain. */
  record Configured(int weight) implements WeightCause {
    @Override
    public int after(int none) {
      return weight;
    }
  }

  /** The operator wants no new connections. */
  record Withheld(AdminState admin) implements WeightCause {
    @Override
    public int after(int weight) {
      return 0;
    }
  }

  /** It is down. */
  record IsDown(Instant since, String reason) implements WeightCause {
    @Override
    public int after(int weight) {
      return 0;
    }
  }

  /**
   * There is no verdict yet.
   *
   * @param ceiling as in {@link Health.Unknown}
   */
  record NoVerdict(int ceiling) implements WeightCause {
    @Override
    public int after(int weight) {
      return Math.min(weight, ceiling);
    }
  }

  /** It is up, and serves as its last results were, but with 1 at least. */
  record ByHistory(int good, int of) implements WeightCause {
    @Override
    public int after(int weight) {
      long nearest = (2L * weight * good + of) / (2L * of);
      return (int) Math.max(1, nearest);
    }
  }

  /**
   * It is a fallback, and others serve.
   *
   * @param serving how many regular servers do
   */
  record NotNeeded(int serving) implements WeightCause {
    @Override
    public int after(int weight) {
      return 0;
    }
  }

  /**
   * Too few regular servers serve, and a fallback does in their place.
   *
   * @param serving how many would
   * @param quorum how many have to
   */
  record BelowQuorum(int serving, int quorum) implements WeightCause {
    @Override
    public int after(int weight) {
      return 0;
    }
  }

  /**
   * So many are down that the checks are not believed, and all are used.
   *
   * @param weight which it has then
   * @param up how many are up
   * @param of so many for which checks have a verdict, or which serve without one
   * @param percent fewer than so many percent are too few
   */
  record Panic(int weight, int up, int of, int percent) implements WeightCause {
    @Override
    public int after(int before) {
      return weight;
    }
  }

  /** It is up, and advises a share of its weight: 0 for none, else 1 at least. */
  record Advised(Advice advice) implements WeightCause {
    @Override
    public int after(int weight) {
      if (weight == 0 || advice.percent() == 0) {
        return 0;
      }
      long nearest = (2L * weight * advice.percent() + Advice.WHOLE) / (2L * Advice.WHOLE);
      return (int) Math.max(1, nearest);
    }
  }

  /**
   * It came up, and its weight grows: by a share of the whole, but 1 at least, and no less than it carried before.
   *
   * @param share 0..1
   * @param elapsed how much of the time has passed
   * @param over the whole time
   * @param carried as in {@link Health.Up}
   */
  record Growing(double share, Duration elapsed, Duration over, int carried) implements WeightCause {
    @Override
    public int after(int weight) {
      return Math.clamp(Math.max(Math.round(weight * share), carried), 1, weight);
    }
  }
}
