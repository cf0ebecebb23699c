package gorb.discovery;

import java.time.Duration;
import java.util.List;

/**
 * All that a source knew at one moment.
 *
 * @param instances in the order of the source
 * @param left what of it cannot be used, and why
 * @param next how long to wait before it is asked again
 */
record Answer(List<Instance> instances, List<String> left, Duration next) {
  Answer {
    instances = List.copyOf(instances);
    left = List.copyOf(left);
  }
}
