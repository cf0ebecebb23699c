package gorb.dataplane.userspace;

import gorb.model.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A scheduler that this data plane has.
 *
 * @param scheduler its name
 * @param start the state for a service with the given servers, none of which was chosen yet ({@code init_service})
 */
record Algorithm(Scheduler scheduler, Function<List<? extends Candidate>, Scheduling> start) {
  /** All of them: one line each. */
  static final List<Algorithm> ALL =
      List.of(
          new Algorithm(new Scheduler("rr"), RoundRobin::start),
          new Algorithm(new Scheduler("wrr"), WeightedRoundRobin::start),
          new Algorithm(new Scheduler("lc"), LeastConnections::start),
          new Algorithm(new Scheduler("wlc"), WeightedLeastConnections::start));

  /** The algorithm of a scheduler; empty where this data plane has none. */
  static Optional<Algorithm> of(Scheduler scheduler) {
    return ALL.stream().filter(algorithm -> algorithm.scheduler.equals(scheduler)).findFirst();
  }

  /** The names of all, for people. */
  static String names() {
    return ALL.stream().map(algorithm -> algorithm.scheduler.name()).collect(Collectors.joining(", "));
  }

  Scheduling start(List<? extends Candidate> servers) {
    return start.apply(servers);
  }
}
