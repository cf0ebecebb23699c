package gorb.store;

import gorb.control.Intent;
import gorb.control.Revision;
import gorb.model.Announcement;
import gorb.model.Announcement.ShareWeighting;
import gorb.model.Announcement.Sharing;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import gorb.model.DiscoverySource;
import gorb.model.DiscoverySource.Records;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.Persistence;
import gorb.model.PoolPolicy;
import gorb.model.Prefix;
import gorb.model.Protocol;
import gorb.model.Quorum;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.Set;
import org.pcollections.TreePMap;

/** A walk through intents, the same for one seed: each step changes, adds or removes a few services. */
public final class SeededIntents {
  private static final List<ForwardingMethod> FORWARDING =
      List.of(
          ForwardingMethod.MASQUERADE, ForwardingMethod.DIRECT_ROUTE, ForwardingMethod.IPIP,
          new ForwardingMethod.Proxied(ForwardingMethod.Introduction.V2, ForwardingMethod.Source.HOST),
          new ForwardingMethod.Proxied(ForwardingMethod.Introduction.NONE, ForwardingMethod.Source.CLIENT));
  private static final List<String> NAMES = List.of("web", "größe", "a b", "\"quoted\"", "日本", "😀", "<&>", "\\", "{}");

  private final SplittableRandom random;
  private final int most;
  private Intent intent = Intent.EMPTY;
  private long number;

  /**
   * The walk of a seed.
   *
   * @param most how many services there are at the most
   */
  public SeededIntents(long seed, int most) {
    this.random = new SplittableRandom(seed);
    this.most = most;
  }

  /** The next revision. */
  public Revision next() {
    int edits = random.nextInt(20) == 0 ? most : 1 + random.nextInt(3);
    for (int edit = 0; edit < edits; edit++) {
      step();
    }
    number++;
    return new Revision(number, Instant.ofEpochSecond(number, random.nextInt(1_000_000_000)),
        "step " + number + " of " + NAMES.get(random.nextInt(NAMES.size())) + "\n", intent);
  }

  /** The revision of a number. */
  Revision at(long wanted) {
    var revision = next();
    while (revision.number() < wanted) {
      revision = next();
    }
    return revision;
  }

  private void step() {
    int slot = random.nextInt(most);
    var name = NAMES.get(slot % NAMES.size()) + slot;
    if (random.nextInt(5) == 0) {
      intent = intent.without(name);
      return;
    }
    var service = intent.service(name);
    var next = service == null || random.nextInt(4) == 0 ? service(slot) : service;
    int number = random.nextInt(4);
    var server = server(number);
    server = next.discovery().isNone() || random.nextBoolean() ? server : server.asDiscovered();
    next = random.nextInt(4) == 0 ? next.withoutServer("s" + number) : next.withServer("s" + number, server);
    intent = intent.without(name).with(name, next);
  }

  private VirtualService service(int slot) {
    boolean isIpv6 = random.nextInt(4) == 0;
    var vip = IpAddress.of(isIpv6 ? "fd00::1" : "10.0.0.1");
    var flags = random.nextBoolean() ? Set.<SchedulerFlag>of() : Set.of(SchedulerFlag.FLAG_1, SchedulerFlag.FLAG_3);
    var persistence = random.nextBoolean() ? Persistence.none() : new Persistence.Sticky(
        Duration.ofSeconds(1 + random.nextInt(10_000)), isIpv6 ? 128 : 32, Persistence.Engine.ADDRESS);
    var host = random.nextBoolean() ? "" : "vip.test";
    return new VirtualService(
        new ServiceKey.Endpoint(random.nextBoolean() ? Protocol.TCP : Protocol.UDP, vip, 1 + slot),
        new ServiceSettings(Scheduler.OF_LINUX.get(random.nextInt(Scheduler.OF_LINUX.size())), flags, persistence,
            PacketScheduling.BY_CONNECTION),
        TreePMap.empty(),
        random.nextBoolean() ? Map.of() : Map.of("host", host))
        .withOrigin(Origin.values()[random.nextInt(Origin.values().length)])
        .withPolicy(new PoolPolicy(new Quorum(3, 1 + random.nextInt(3)), random.nextInt(101)))
        .withAnnouncement(new Announcement(Sharing.values()[random.nextInt(Sharing.values().length)],
            ShareWeighting.values()[random.nextInt(ShareWeighting.values().length)],
            random.nextBoolean() ? Optional.empty()
                : Optional.of(Prefix.around(vip, 1 + random.nextInt(vip.family().bits())))))
        .withDiscovery(discovery());
  }

  private Discovery discovery() {
    return switch (random.nextInt(4)) {
      case 0 -> new Discovery(
          new DiscoverySource.Consul(
              "größe", "", "_agent", "", Verdict.values()[random.nextInt(Verdict.values().length)]),
          "{\"weight\":7}", 1 + random.nextInt(100), EmptyAnswer.REMOVE, Duration.ofSeconds(1 + random.nextInt(100)));
      case 1 -> new Discovery(
          new DiscoverySource.Dns("web.test", Records.values()[random.nextInt(Records.values().length)],
              new ServerKey(IpAddress.of("fd00::53"), 1 + random.nextInt(100)),
              Duration.ofSeconds(2), Duration.ofHours(1)),
          "{}", Discovery.DEFAULT_MOST, EmptyAnswer.KEEP, null);
      default -> Discovery.NONE;
    };
  }

  private RealServer server(int number) {
    var key = new ServerKey(IpAddress.of(random.nextBoolean() ? "10.1.0." + number : "fd01::" + number), 8080);
    return new RealServer(
        key,
        random.nextInt(5) == 0 ? 0 : random.nextInt(Integer.MAX_VALUE),
        admin(),
        FORWARDING.get(random.nextInt(FORWARDING.size())),
        Thresholds.NONE,
        new HealthCheck(check(key), Duration.ofMillis(10 + random.nextInt(100_000)), HealthCheck.DEFAULT_TIMEOUT),
        random.nextInt(),
        random.nextBoolean() ? Map.of() : Map.of("host", "backend.test"));
  }

  private AdminState admin() {
    return switch (random.nextInt(4)) {
      case 0 -> AdminState.QUIESCED;
      case 1 -> new AdminState.Draining(
          Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)), random.nextBoolean());
      default -> AdminState.ENABLED;
    };
  }

  private CheckMethod check(ServerKey key) {
    var target = new CheckTarget(random.nextBoolean() ? key.address().toString() : "check.test", key.port());
    return switch (random.nextInt(3)) {
      case 0 -> new CheckMethod.Always();
      case 1 -> new CheckMethod.TcpConnect(target);
      default -> new CheckMethod.HttpStatus(target, "HEAD", "/health?a=%20b", 100 + random.nextInt(500));
    };
  }
}
