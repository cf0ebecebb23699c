package gorb;

import gorb.api.CheckLog;
import gorb.api.Control;
import gorb.control.Change;
import gorb.control.ControllerLoop;
import gorb.control.DiscoveryStatus;
import gorb.control.Event;
import gorb.control.Outcome;
import gorb.control.Revisions;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.Counters;
import gorb.health.CheckReport;
import gorb.health.CheckResult;
import gorb.metrics.Metrics;
import gorb.model.Origin;
import gorb.shared.SharedIntent;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the parts know of the loop, which is made after them. */
final class Wiring implements Control {
  private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

  private final Optional<Counters> counters;
  private final Optional<ConnectionTable> connectionTable;
  private @Nullable ControllerLoop loop;
  private @Nullable Revisions kept;
  private @Nullable SharedIntent shared;
  private Supplier<Map<String, DiscoveryStatus>> discoveries = Map::of;
  /** Whether the last check lacked descriptors or memory of this host, so that it is said once. */
  private volatile boolean isShort;

  /** Of a data plane that tells so much. */
  Wiring(Optional<Counters> counters, Optional<ConnectionTable> connectionTable) {
    this.counters = counters;
    this.connectionTable = connectionTable;
  }

  @Override
  public Snapshot snapshot() {
    return loop().snapshot();
  }

  /** What clients want goes to the store where there is one, but for what belongs to this director alone. */
  @Override
  public CompletableFuture<Outcome> request(Change change) {
    var origin = originOfService(change);
    if (shared == null) {
      // What a store wanted that is not there any more is the clients'.
      return loop().request(change, origin == Origin.STORE ? Origin.STORE : Origin.API);
    }
    return change instanceof Change.Confirm || (origin != null && origin != Origin.STORE)
        ? loop().request(change)
        : shared.request(change);
  }

  @Override
  public Origin origin() {
    return shared == null ? Origin.API : Origin.STORE;
  }

  /** Whose the service is that a change is about; null where it is about none, or one that is not there. */
  private @Nullable Origin originOfService(Change change) {
    var name = switch (change) {
      case Change.Edit edit -> edit.service();
      case Change.Drain drain -> drain.service();
      case Change.Resume resume -> resume.service();
      case Change.Discover found -> found.service();
      case Change.Replace _, Change.Confirm _ -> "";
    };
    var service = snapshot().intent().service(name);
    return service == null ? null : service.origin();
  }

  @Override
  public Revisions kept() {
    return Objects.requireNonNull(kept, "the store is not open yet");
  }

  @Override
  public CompletableFuture<Void> look() {
    loop().submit(new Event.ResyncDue());
    return loop().signOfLife();
  }

  @Override
  public Optional<Counters> counters() {
    return counters;
  }

  @Override
  public Map<String, DiscoveryStatus> discoveries() {
    return discoveries.get();
  }

  @Override
  public Optional<ConnectionTable> connectionTable() {
    return connectionTable;
  }

  /** Asks for a change of what discovery found. */
  CompletableFuture<Outcome> discover(Change change) {
    return loop().request(change, Origin.DISCOVERY);
  }

  /** Tells the parts how discovery is doing, once and before the loop begins. */
  void show(Supplier<Map<String, DiscoveryStatus>> statuses) {
    discoveries = statuses;
  }

  /** Tells the parts of the loop and of what is kept, once. */
  void complete(ControllerLoop loop, Revisions kept) {
    this.loop = loop;
    this.kept = kept;
  }

  /** Has changes of clients written to a store that other directors share; before requests are answered. */
  void share(SharedIntent intent) {
    shared = intent;
  }

  /** Takes the report of a check to the loop, which may be in a hurry; then counts it, and keeps it for who looks. */
  void report(CheckReport<ServerRef> report, Metrics metrics, CheckLog log) {
    var result = report.result();
    if (!(result instanceof CheckResult.NotAsked)) {
      loop().submit(new Event.HealthReported(report.key(), report.health()));
    }
    metrics.checked(report.check().method().label(), label(result), result.took(), report.late());
    if (result instanceof CheckResult.NotAsked(_, var reason)) {
      if (!isShort) {
        LOG.log(Level.ERROR, "event=checks-not-asked reason=\"{0}\" (raise the limits of this process)", reason);
      }
      isShort = true;
      return;
    }
    isShort = false;
    log.add(report.key(), report.health().lastCheck(), result.took(),
        result instanceof CheckResult.Failure(_, var reason) ? reason : null);
  }

  private static String label(CheckResult result) {
    return switch (result) {
      case CheckResult.Success _ -> "success";
      case CheckResult.Failure _ -> "failure";
      case CheckResult.NotAsked _ -> "not asked";
    };
  }

  private ControllerLoop loop() {
    if (loop == null) {
      throw new IllegalStateException("the controller is not made yet");
    }
    return loop;
  }
}
