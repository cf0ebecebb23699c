package gorb;

import gorb.bgp.RouteSink;
import gorb.bgp.Routes;
import gorb.bgp.Weighting;
import gorb.bgp.policy.AnnouncementPolicy;
import gorb.bgp.policy.Decision;
import gorb.bgp.policy.Reason;
import gorb.bgp.policy.Verdict;
import gorb.control.Announcer;
import gorb.control.Intent;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what routers are told equal to the newest snapshot. Told of snapshots on the controller's thread; decides on a
 * thread of its own, named {@code announce}, and on the newest only. An address is withdrawn from routers before it
 * leaves the interface, and announced after it is there: {@link #around} stands between the controller and the announcer.
 * What is announced of services that go is withdrawn before the data plane loses them, whatever stays on the interface.
 *
 * <p>The lock is held for filtering and handing over, never for deciding or waiting.
 */
final class RouteWatch implements TurnListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RouteWatch.class.getName());
  private static final int MOST_LINES = 20;

  private final RouteSink speaker;
  /** What comes after the end is dropped. */
  private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(
      1, Thread.ofPlatform().name("announce").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
  private final AtomicReference<@Nullable Snapshot> next = new AtomicReference<>();
  private final Object handing = new Object();
  private volatile Set<IpAddress> there = Set.of();
  private volatile Decision decision = Decision.NONE;
  /** Of the controller's thread. */
  private @Nullable Snapshot seen;
  private Set<IpAddress> seenThere = Set.of();
  /** Of the lock. */
  private Decision known = Decision.NONE;
  private Intent served = Intent.EMPTY;
  private boolean complete;
  private boolean leaving;
  private boolean left;
  /** Of the thread. */
  private boolean begun;

  RouteWatch(RouteSink speaker) {
    this.speaker = speaker;
  }

  /** What is announced and why. */
  Decision decision() {
    return decision;
  }

  /** An announcer whose addresses routers hear of: told last, and first that they go. */
  Announcer around(Announcer inner) {
    return new Announcer() {
      @Override
      public List<String> set(Set<IpAddress> addresses) {
        narrow(addresses);
        var problems = inner.set(addresses);
        var carried = new HashSet<>(addresses);
        carried.removeAll(inner.missing());
        there = Set.copyOf(carried);
        return problems;
      }

      @Override
      public void serve(Intent services) {
        inner.serve(services);
        RouteWatch.this.serve(services);
      }

      @Override
      public Set<IpAddress> missing() {
        return inner.missing();
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  /**
   * Begins to speak: everything that is wanted at the start is in the snapshot by now.
   *
   * @param patience how long first checks may take before peers are told that nothing more comes
   */
  void begin(Duration patience) {
    thread.execute(() -> {
      begun = true;
      update();
      speaker.start();
    });
    var _ = thread.schedule(this::complete, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks routers to prefer others (RFC 8326); what changes is told on. */
  void prepareToLeave() {
    hand(() -> leaving = true);
  }

  /** Withdraws everything; the sessions stay. */
  void withdrawAll() {
    hand(() -> left = true);
  }

  /** Ends the sessions for good. */
  void leave(String reason) {
    speaker.leave(reason);
  }

  /** Announces again. */
  void comeBack() {
    hand(() -> {
      leaving = false;
      left = false;
    });
    speaker.start();
  }

  @Override
  public void turned(Turn turn) {}

  @Override
  public void published(Snapshot snapshot) {
    var before = seen;
    boolean isOld = before != null
        && isOne(before.intent(), snapshot.intent())
        && isOne(before.wanted(), snapshot.wanted())
        && isOne(before.observed(), snapshot.observed())
        && isOne(before.chronicle(), snapshot.chronicle())
        && seenThere.equals(there);
    seen = snapshot;
    seenThere = there;
    if (!isOld && next.getAndSet(snapshot) == null) {
      thread.execute(this::update);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    speaker.close();
  }

  /** Whether two are one and the same: what did not change is not copied, and comparing whole tables would cost. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isOne(Object one, Object other) {
    return one == other;
  }

  private void update() {
    var snapshot = next.getAndSet(null);
    if (snapshot != null) {
      var made = AnnouncementPolicy.decide(snapshot, there::contains, decision);
      tell(decision, made);
      decision = made;
    }
    boolean isSettled = begun && decision.isSettled();
    hand(() -> {
      known = decision;
      complete |= isSettled;
    });
  }

  private void complete() {
    hand(() -> complete = true);
  }

  /** Withdraws what is about to leave the interface. */
  private void narrow(Set<IpAddress> addresses) {
    if (!addresses.containsAll(there)) {
      var kept = new HashSet<>(there);
      kept.retainAll(addresses);
      hand(() -> there = Set.copyOf(kept));
    }
  }

  /** Withdraws what no service is left for. */
  private void serve(Intent services) {
    synchronized (handing) {
      var before = routes();
      served = services;
      if (!routes().equals(before)) {
        speaker.set(routes());
      }
    }
  }

  private void hand(Runnable change) {
    synchronized (handing) {
      change.run();
      speaker.set(routes());
    }
  }

  /** What routers are to know now: of what was decided, that for which a service is left that they can reach. */
  private Routes routes() {
    var told = new HashMap<Prefix, Weighting>();
    if (!left) {
      known.addresses().forEach((prefix, address) -> address.weighting()
          .filter(_ -> address.services().stream().anyMatch(this::isLeft))
          .ifPresent(weighting -> told.put(prefix, weighting)));
    }
    return new Routes(told, complete, leaving);
  }

  private boolean isLeft(Verdict verdict) {
    var service = served.service(verdict.service());
    return verdict.reason() == Reason.ANNOUNCED
        && service != null
        && service.key().equals(verdict.key())
        && verdict.key().address().filter(vip -> !there.contains(vip)).isEmpty();
  }

  /** A line for each address that is announced now, or not any more. */
  private static void tell(Decision before, Decision after) {
    var old = before.routes().keySet();
    var now = after.routes().keySet();
    now.stream().filter(prefix -> !old.contains(prefix)).limit(MOST_LINES)
        .forEach(prefix -> LOG.log(Level.INFO, "event=route-announced prefix={0}", prefix));
    old.stream().filter(prefix -> !now.contains(prefix)).limit(MOST_LINES)
        .forEach(prefix -> LOG.log(Level.WARNING, "event=route-withdrawn prefix={0} reason=\"{1}\"",
            prefix, reasons(after, prefix)));
  }

  private static String reasons(Decision decision, Prefix prefix) {
    var address = decision.addresses().get(prefix);
    return address == null ? "no service has it" : String.join(", ", address.services().stream()
        .map(it -> it.service() + ": " + it.reason().label() + " (" + it.serving() + " of " + it.quorum() + ")").toList());
  }
}
