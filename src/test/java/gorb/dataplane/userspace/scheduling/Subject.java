package gorb.dataplane.userspace.scheduling;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A service whose scheduler is compared with the kernel's.
 *
 * @param name of this subject; also the seed of what happens to it
 * @param scheduler its scheduler
 * @param flags of the service
 * @param key of the service; that of a firewall mark has many virtual addresses
 * @param protocol of its connections
 * @param expiration of what {@code lblc} and {@code lblcr} remember; below zero everything is old at once
 */
record Subject(
    String name, Scheduler scheduler, Set<SchedulerFlag> flags, ServiceKey key, Protocol protocol,
    Duration expiration) {
  private static final int MARK = 7;
  private static final SchedulerFlag FALLBACK = SchedulerFlag.FLAG_1;
  private static final SchedulerFlag PORT = SchedulerFlag.FLAG_2;

  /** Every scheduler whose choice is a function of what can be seen from user space. */
  static final List<Subject> DETERMINISTIC = List.of(
      tcp("rr"), tcp("wrr"), tcp("lc"), tcp("wlc"), tcp("sed"), tcp("nq"), tcp("fo"), tcp("ovf"),
      udp("lc"), udp("wlc"), udp("nq"),
      marked("lblc", AddressFamily.IPV4), marked("lblcr", AddressFamily.IPV4),
      marked("dh", AddressFamily.IPV4), marked("dh", AddressFamily.IPV6),
      marked("lblcr", AddressFamily.IPV4).expiringAtOnce(),
      tcp("sh"), tcp("sh", FALLBACK), tcp("sh", PORT), tcp6("sh", FALLBACK, PORT),
      tcp("mh"), tcp("mh", FALLBACK), tcp("mh", PORT), tcp6("mh", FALLBACK, PORT));

  static final Subject RANDOM = tcp("twos");

  ServiceSettings settings() {
    return new ServiceSettings(
        scheduler, flags, Persistence.none(), ServiceSettings.PacketScheduling.BY_CONNECTION);
  }

  AddressFamily family() {
    return key instanceof ServiceKey.Endpoint(_, var vip, _) ? vip.family() : ((ServiceKey.FirewallMark) key).family();
  }

  /** The firewall mark of its packets, 0 for none. */
  int mark() {
    return key instanceof ServiceKey.FirewallMark ? MARK : 0;
  }

  /** The state of its scheduler without servers, at a time that stands still. */
  Scheduling start(RandomGenerator random) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    return scheduler.name().equals("lblcr")
        ? ReplicatedLocality.start(expiration, clock)
        : Algorithm.of(scheduler).orElseThrow().start().with(List.of(), flags, new Sources(clock, random));
  }

  @Override
  public String toString() {
    return name;
  }

  private Subject expiringAtOnce() {
    return new Subject(name + "-expiring", scheduler, flags, key, protocol, Duration.ofSeconds(-1));
  }

  private static Subject tcp(String scheduler, SchedulerFlag... flags) {
    return endpoint(scheduler, Protocol.TCP, "10.2.0.1", flags);
  }

  private static Subject tcp6(String scheduler, SchedulerFlag... flags) {
    return endpoint(scheduler, Protocol.TCP, "fd10:2::1", flags);
  }

  private static Subject udp(String scheduler) {
    return endpoint(scheduler, Protocol.UDP, "10.2.0.1");
  }

  private static Subject endpoint(String scheduler, Protocol protocol, String vip, SchedulerFlag... flags) {
    var address = IpAddress.of(vip);
    var family = address.family().name().toLowerCase(Locale.ROOT);
    var name = new StringBuilder(scheduler + "-" + protocol.label() + "-" + family);
    for (var flag : flags) {
      name.append(flag == FALLBACK ? "-fallback" : "-port");
    }
    return new Subject(name.toString(), new Scheduler(scheduler), Set.of(flags),
        new ServiceKey.Endpoint(protocol, address, 80), protocol, Recollection.EXPIRATION);
  }

  private static Subject marked(String scheduler, AddressFamily family) {
    var name = scheduler + "-mark-" + family.name().toLowerCase(Locale.ROOT);
    return new Subject(name, new Scheduler(scheduler), Set.of(),
        new ServiceKey.FirewallMark(family, MARK), Protocol.TCP, Recollection.EXPIRATION);
  }
}
