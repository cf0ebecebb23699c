package gorb.dataplane.userspace.scheduling;

import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scheduler that this data plane has.
 *
 * @param scheduler its name
 * @param start its first state
 */
public record Algorithm(Scheduler scheduler, Start start) {
  /** All of them, as the kernel has them: one line each. */
  public static final List<Algorithm> ALL =
      List.of(
          of("rr", (servers, _, _) -> RoundRobin.start(servers)),
          of("wrr", (servers, _, _) -> WeightedRoundRobin.start(servers)),
          of("lc", (_, _, _) -> new LeastConnections()),
          of("wlc", (_, _, _) -> new WeightedLeastConnections()),
          of("lblc", (_, _, from) -> LocalityLeastConnections.start(Recollection.EXPIRATION, from.clock())),
          of("lblcr", (_, _, from) -> ReplicatedLocality.start(Recollection.EXPIRATION, from.clock())),
          of("dh", (servers, _, _) -> DestinationHashing.start(servers)),
          of("sh", (servers, flags, _) -> SourceHashing.start(servers, flags)),
          of("sed", (_, _, _) -> new ShortestExpectedDelay()),
          of("nq", (_, _, _) -> new NeverQueue()),
          of("fo", (_, _, _) -> new FailOver()),
          of("ovf", (_, _, _) -> new Overflow()),
          of("mh", (servers, flags, _) -> MaglevHashing.start(servers, flags)),
          of("twos", (_, _, from) -> new TwoChoices(from.random())));

  /** Makes the state for a service ({@code init_service} of {@code struct ip_vs_scheduler}). */
  @FunctionalInterface
  public interface Start {
    /**
     * The state for the given servers, none of which was chosen yet.
     *
     * @param flags those of the service, whose meaning is the scheduler's
     */
    Scheduling with(List<? extends Candidate> servers, Set<SchedulerFlag> flags, Sources from);
  }

  /** The algorithm of a scheduler; empty where this data plane has none. */
  public static Optional<Algorithm> of(Scheduler scheduler) {
    return ALL.stream().filter(algorithm -> algorithm.scheduler.equals(scheduler)).findFirst();
  }

  /** The names of all, for people. */
  public static String names() {
    return ALL.stream().map(algorithm -> algorithm.scheduler.name()).collect(Collectors.joining(", "));
  }

  private static Algorithm of(String name, Start start) {
    return new Algorithm(new Scheduler(name), start);
  }
}
