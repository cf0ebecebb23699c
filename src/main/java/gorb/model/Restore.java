package gorb.model;

import java.time.Duration;

/** How the weight of a server that came up grows to the configured one. */
public sealed interface Restore {
  /** By the share of good results among the last 100: the original's formula. */
  record History() implements Restore {}

  /** At once. */
  record Immediate() implements Restore {}

  /** Evenly, within a time. */
  record Linear(Duration over) implements Restore {
    public Linear {
      requirePositive(over);
    }
  }

  /** From a hundredth by equal factors, within a time. */
  record Exponential(Duration over) implements Restore {
    public Exponential {
      requirePositive(over);
    }
  }

  private static void requirePositive(Duration over) {
    if (!over.isPositive()) {
      throw new IllegalArgumentException("restore time: " + over + " (expected: more than 0)");
    }
  }
}
