package gorb.model;

import java.util.Set;

/**
 * The part of a virtual service that can be edited in place.
 *
 * @param scheduler how a server is chosen
 * @param flags bits for the scheduler
 * @param persistence whether a client keeps its server
 * @param packets whether each datagram is scheduled by itself (UDP; ipvsadm(8) {@code -o})
 */
public record ServiceSettings(
    Scheduler scheduler, Set<SchedulerFlag> flags, Persistence persistence, PacketScheduling packets) {

  public ServiceSettings {
    flags = Set.copyOf(flags);
  }

  /** Only a scheduler, everything else off. */
  public static ServiceSettings of(Scheduler scheduler) {
    return new ServiceSettings(scheduler, Set.of(), Persistence.none(), PacketScheduling.BY_CONNECTION);
  }

  /** What is scheduled. */
  public enum PacketScheduling {
    /** A connection or flow keeps its server: the default. */
    BY_CONNECTION,
    /** Each datagram by itself ({@code IP_VS_SVC_F_ONEPACKET}). */
    ONE_PACKET
  }
}
