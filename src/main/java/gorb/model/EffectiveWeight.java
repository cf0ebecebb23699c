package gorb.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight with the causes that it follows from.
 *
 * @param causes from the configured weight on, each applied to what the one before left
 * @param changesAt when it changes by itself; null where it does not
 */
public record EffectiveWeight(List<WeightCause> causes, @Nullable Instant changesAt) {
  public EffectiveWeight {
    causes = List.copyOf(causes);
  }

  /** The weight that the data plane shall carry. */
  public int value() {
    int weight = 0;
    for (var cause : causes) {
      weight = cause.after(weight);
    }
    return weight;
  }
}
