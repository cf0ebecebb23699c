package gorb.dataplane;

import gorb.model.ForwardingMethod;
import gorb.model.Thresholds;

/**
 * A server as a data plane carries it: the part that can be edited in place.
 *
 * @param weight the effective weight, 0..2147483647
 * @param forwarding how packets reach it
 * @param thresholds its connection limits
 */
public record Destination(int weight, ForwardingMethod forwarding, Thresholds thresholds) {
  public Destination {
    if (weight < 0) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 0.." + Integer.MAX_VALUE + ")");
    }
  }
}
