package gorb.dataplane.userspace.scheduling;

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
public record Algorithm(Scheduler scheduler, Function<List<? extends Candidate>, Scheduling> start) {
  /** All of them: one line each. */
  public static final List<Algorithm> ALL =
      List.of(
          new Algorithm(new Scheduler("rr"), RoundRobin::start),
          new Algorithm(new Scheduler("wrr"), WeightedRoundRobin::start),
          new Algorithm(new Scheduler("lc"), LeastConnections::start),
          new Algorithm(new Scheduler("wlc"), WeightedLeastConnections::start));

  /** The algorithm of a scheduler; empty where this data plane has none. */
  public static Optional<Algorithm> of(Scheduler scheduler) {
    return ALL.stream().filter(algorithm -> algorithm.scheduler.equals(scheduler)).findFirst();
  }

  /** The names of all, for people. */
  public static String names() {
    return ALL.stream().map(algorithm -> algorithm.scheduler.name()).collect(Collectors.joining(", "));
  }

  /** The state for a service with the given servers. */
  public Scheduling start(List<? extends Candidate> servers) {
    return start.apply(servers);
  }
}
