package gorb.lab;

import gorb.control.Intent;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.document.Hosts;
import gorb.document.JsonInput;
import gorb.document.StateReader;
import gorb.lab.SoakSubject.Disturbance;
import gorb.model.AdminState;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Clients that open connections through IPVS all the time, while the program that keeps the table is killed, restarted,
 * given other files, and rolled back: {@code bench/soak} runs it in the lab. Prints each disturbance when it is over, and
 * at the end how many requests failed, by what was being done then.
 */
final class Soak {
  private static final int PER_SECOND = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  /** How many looks in a row, half a second apart, must show a server unused. */
  private static final int CALM = 4;

  private final Topology network;
  private final SoakSubject subject;
  private final Random random;
  private final Map<Disturbance, Long> failedBy = new EnumMap<>(Disturbance.class);
  private final Map<Disturbance, Integer> done = new EnumMap<>(Disturbance.class);

  private Soak(Topology network, SoakSubject subject, long seed) {
    this.network = network;
    this.subject = subject;
    this.random = new Random(seed);
  }

  /** Arguments: seed, minutes at most for each program, percent of the disturbances, folder of keepalived or "none". */
  public static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(arguments[0]);
    var most = Duration.ofMinutes(Integer.parseInt(arguments[1]));
    int percent = Integer.parseInt(arguments[2]);
    say("seed %d, %d connections a second wanted", seed, PER_SECOND);
    boolean isGood = run(seed, most, percent, "gorb");
    if (!arguments[3].equals("none")) {
      run(seed, most, percent, arguments[3]);
    }
    System.exit(isGood ? 0 : 1);
  }

  private static boolean run(long seed, Duration most, int percent, String program) throws Exception {
    var folder = Files.createTempDirectory("gorb-soak");
    try (var network = Topology.masquerading(3);
        var subject = program.equals("gorb")
            ? new SoakGorb(network.director(), folder)
            : new SoakKeepalived(network.director(), Path.of(program), folder)) {
      network.serve(8080);
      network.serve(8081);
      return new Soak(network, subject, seed).run(schedule(seed, percent), most);
    }
  }

  private static List<Disturbance> schedule(long seed, int percent) {
    var schedule = new ArrayList<Disturbance>();
    schedule.addAll(Collections.nCopies(30 * percent / 100, Disturbance.KILL));
    schedule.addAll(Collections.nCopies(30 * percent / 100, Disturbance.RESTART));
    schedule.addAll(Collections.nCopies(30 * percent / 100, Disturbance.APPLY));
    schedule.addAll(Collections.nCopies(Math.max(1, 10 * percent / 100), Disturbance.ROLLBACK));
    Collections.shuffle(schedule, new Random(seed));
    schedule.addAll(Collections.nCopies(Math.max(1, 10 * percent / 100), Disturbance.SCHEDULER));
    return schedule;
  }

  private boolean run(List<Disturbance> schedule, Duration most) throws Exception {
    subject.begin();
    awaitWanted();
    var addresses = List.of(new InetSocketAddress(network.vip(), 80), new InetSocketAddress(network.vip(), 81));
    long began = System.nanoTime();
    try (var clients = RatedClients.start(network.client(), addresses, PER_SECOND)) {
      SoakGorb.pause(2_000);
      failedBy.put(Disturbance.APPLY, clients.failed());
      for (var disturbance : schedule) {
        if (System.nanoTime() - began > most.toNanos()) {
          say("%s: %d minutes are over", subject.name(), most.toMinutes());
          break;
        }
        disturb(disturbance, schedule.size(), clients);
      }
      SoakGorb.pause(2_000);
      return report(clients, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private void disturb(Disturbance disturbance, int all, RatedClients clients) {
    long began = System.nanoTime();
    long failed = clients.failed();
    int told = clients.failures().size();
    var what = subject.disturb(disturbance, random);
    awaitWanted();
    awaitUnused();
    SoakGorb.pause(random.nextInt(1_000));
    failedBy.merge(disturbance, clients.failed() - failed, Long::sum);
    done.merge(disturbance, 1, Integer::sum);
    say("%s %d/%d: %s (%.1f s): %d answers, %d failed", subject.name(),
        done.values().stream().mapToInt(Integer::intValue).sum(), all, what, (System.nanoTime() - began) / 1e9,
        clients.answers(), clients.failed());
    clients.failures().stream().skip(told).limit(3).forEach(failure -> say("  %s", failure));
    subject.remarks().forEach(remark -> say("  %s says: %s", subject.name(), remark));
  }

  private boolean report(RatedClients clients, Duration took) throws Exception {
    say("%s: %s in %.0f s under %.0f connections a second: %d requests, %d failed: %s"
        + " (goal: 0 but for SCHEDULER, which the kernel refuses)", subject.name(), done,
        took.toMillis() / 1e3, clients.answers() * 1e3 / took.toMillis(), clients.answers() + clients.failed(),
        clients.failed(), failedBy);
    say("%s: the slowest answer took %.1f s", subject.name(), clients.slowest().toMillis() / 1e3);
    var witness = IpvsadmTable.of(Ipvsadm.in(network.director()).table());
    if (subject instanceof SoakGorb gorb) {
      boolean isEqual = witness.equals(table(intent(gorb.state())));
      say("gorb: the kernel's table (ipvsadm -Sn) %s the intent (GET /state)", isEqual ? "equals" : "is NOT");
      return isEqual && failedByGoal() == 0;
    }
    return failedByGoal() == 0;
  }

  /** How many requests failed that nobody but the program is to blame for. */
  private long failedByGoal() {
    return failedBy.entrySet().stream()
        .filter(failed -> failed.getKey() != Disturbance.SCHEDULER)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private void awaitWanted() {
    long began = System.nanoTime();
    while (true) {
      var witness = IpvsadmTable.of(Ipvsadm.in(network.director()).table());
      if (witness.equals(subject.wanted())) {
        return;
      }
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IllegalStateException(subject.name() + ": the kernel has " + witness + ", wanted: " + subject.wanted());
      }
      SoakGorb.pause(200);
    }
  }

  /**
   * Waits until nobody talks to a server that is quiesced: it may be the next that goes, and who takes a server away under a
   * connection has lost it himself.
   */
  private void awaitUnused() {
    var ipvsadm = Ipvsadm.in(network.director());
    long began = System.nanoTime();
    for (int calm = 0; calm < CALM; ) {
      boolean isUsed = ipvsadm.connections().values().stream().anyMatch(it -> it.weight() == 0 && it.active() > 0);
      calm = isUsed ? 0 : calm + 1;
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            subject.name() + ": a server of weight 0 has connections still: " + ipvsadm.connections());
      }
      SoakGorb.pause(500);
    }
  }

  private static Intent intent(String state) throws Exception {
    return new StateReader(new Hosts(
        host -> IpAddress.parse(host).orElseThrow(() -> new UnknownHostException(host)), Optional::empty))
        .read(JsonInput.object("state", state));
  }

  /** What the kernel shall carry for an intent while all is well. */
  private static Table table(Intent intent) {
    var table = Table.EMPTY;
    for (var service : intent.services().values()) {
      var destinations = new TreeMap<ServerKey, Destination>();
      service.servers().values().forEach(server -> destinations.put(server.key(), new Destination(
          server.admin() instanceof AdminState.Enabled ? server.weight() : 0, server.forwarding(), server.thresholds())));
      table = table.with(service.key(), Pool.of(service.settings(), destinations));
    }
    return table;
  }

  private static void say(String format, Object... parameters) {
    System.out.println(String.format(Locale.ROOT, format, parameters));
  }
}
