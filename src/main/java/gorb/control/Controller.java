package gorb.control;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.Origin;
import gorb.model.PoolStanding;
import gorb.model.ServerHealth;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The one writer: turns events into what the data plane carries.
 *
 * <p>A turn folds all waiting events into a draft of intent and health, projects the wanted table, plans, applies, and
 * publishes a new {@link Snapshot}. It is level-triggered: the plan comes from state, never from the event. A change
 * whose steps the data plane refuses is taken out of the draft again and answered so; what was taken of it is undone in
 * the same turn. A refusal that nobody asked for (a weight that health wants, a repair) stays in the snapshot. A turn
 * never throws for anything that a data plane does.
 *
 * <p>Threads: {@link #turn} belongs to one thread; {@link #snapshot} may be read by any.
 */
public final class Controller {
  private static final System.Logger LOG = System.getLogger(Controller.class.getName());
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private static final Duration CONFIRMATION_RETRY = Duration.ofSeconds(5);
  private static final int MOST_DRIFT = 100;

  private final Dataplane dataplane;
  private final KeptIntent kept;
  private final DriftPolicy driftPolicy;
  private final Effect effect;
  private final Announcements announcements;
  private final Drains drains;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final TurnListener listener;

  private Intent intent = Intent.EMPTY;
  private Healths health = Healths.NONE;
  private PMap<String, PoolStanding> standings = HashTreePMap.empty();
  private DueChanges changes = DueChanges.NONE;
  private Chronicle chronicle = Chronicle.EMPTY;
  private Table wanted = Table.EMPTY;
  private @Nullable Intent restoring;
  private Replaced replaced = Replaced.NOTHING;
  private @Nullable Confirmation pending;
  private @Nullable Instant takeBackAt;
  private final Deque<Drift> drift = new ArrayDeque<>();
  private Set<Step> lastDrift = Set.of();
  private @Nullable Ending ending;
  private long lastIncarnation;
  private @Nullable String trouble;
  private @Nullable String storeTrouble;
  private @Nullable Instant observeAt;
  private Duration retryDelay = FIRST_RETRY;
  private volatile Snapshot snapshot;

  /** A controller that keeps intent in memory only, and repairs what others change. */
  public Controller(
      Dataplane dataplane, Announcer announcer, InstantSource clock, LongSupplier nanoTime, TurnListener listener) {
    this(dataplane, announcer, KeptIntent.inMemory(), DriftPolicy.REPAIR, clock, nanoTime, listener);
  }

  /**
   * A controller whose first turn looks at the data plane, and wants what was wanted when the last process ended.
   *
   * @param kept intent as it is kept
   * @param driftPolicy what becomes of what others change
   * @param clock the wall clock, for what people read
   * @param nanoTime a clock that never goes back, for durations
   */
  public Controller(
      Dataplane dataplane, Announcer announcer, KeptIntent kept, DriftPolicy driftPolicy, InstantSource clock,
      LongSupplier nanoTime, TurnListener listener) {
    this.dataplane = dataplane;
    this.kept = kept;
    this.driftPolicy = driftPolicy;
    this.pending = kept.pending();
    this.takeBackAt = pending == null ? null : pending.until();
    this.restoring = kept.restored();
    this.effect = new Effect(dataplane, driftPolicy);
    effect.inherit(kept.before(), kept.restored());
    this.announcements = new Announcements(announcer);
    this.drains = new Drains(dataplane, nanoTime);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.observeAt = Instant.MIN;
    this.snapshot = snapshotNow(clock.instant());
  }

  /** The state at the end of the last turn. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /** When the next turn is needed although no event waits, or null. */
  @Nullable Instant wakeAt() {
    if (ending != null) {
      return ending.isOver() ? observeAt : clock.instant().plus(ending.untilNext());
    }
    var untilLook = drains.untilLook();
    var lookAt = untilLook == null ? null : clock.instant().plus(untilLook);
    return Stream.of(observeAt, takeBackAt, lookAt, changes.notBefore())
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** One turn. */
  public void turn(List<Event> events) {
    long began = nanoTime.getAsLong();
    var now = clock.instant();
    var log = new TurnLog();
    var requests = requestsAmong(events);
    beginToEnd(events);
    if (ending != null) {
      requests.forEach(request -> request.drop(new Outcome.Unavailable(ControllerLoop.STOPPING)));
      end(ending, isObservationDue(events, now) || trouble != null, now, log);
      finish(events, requests, now, log, began);
      return;
    }
    takeBackWhatNobodyConfirmed(requests, now);
    var ends = drainsAtTheirEnd(now);
    if (isObservationDue(events, now) || (trouble != null && !requests.isEmpty())) {
      observe(now, log);
    }
    settle(new Taken(events, requests, ends), now, log);
    finish(events, requests, now, log, began);
  }

  private void finish(List<Event> events, List<Request> requests, Instant now, TurnLog log, long began) {
    log.write();
    scheduleRetry(now);
    var published = snapshotNow(now);
    snapshot = published;
    var taken = log.takenByService();
    requests.forEach(request -> request.answer(published, taken));
    listener.published(published);
    listener.turned(log.turn(Duration.ofNanos(nanoTime.getAsLong() - began), events.size()));
  }

  /**
   * Drafts, carries, and drops the changes that the data plane refuses, until none is left to drop. Where something may
   * come right by itself it looks again and tries once more.
   */
  private void settle(Taken taken, Instant now, TurnLog log) {
    var requests = taken.requests;
    boolean lookedAgain = false;
    while (true) {
      var draft = draft(taken, now);
      boolean reachable = trouble == null;
      if (reachable && !keep(draft, requests, now, log) && dropUnkept(requests)) {
        effect.reconsider(draft.dirty());
        continue;
      }
      var refusals = reachable ? carry(draft, now, log) : List.<Refusal>of();
      if (reachable && !lookedAgain && (trouble != null || hasTransient(refusals))) {
        lookedAgain = true;
        observe(now, log);
      } else if (drop(requests, refusals)) {
        effect.reconsider(draft.dirty());
      } else {
        accept(draft, log);
        return;
      }
    }
  }

  private static boolean hasTransient(List<Refusal> refusals) {
    return refusals.stream().anyMatch(refusal -> refusal.kind() == Refusal.Kind.TRANSIENT);
  }

  private Draft draft(Taken taken, Instant now) {
    var draft = new Draft(intent, kept.revision(), pending, replaced, health, standings, changes, drains.followed(),
        chronicle, wanted, effect::ceiling, now, () -> ++lastIncarnation);
    if (restoring != null && trouble == null) {
      restore(restoring, draft);
      kept.restoredAs(draft.intent());
    }
    draft.foldTime(now.isBefore(snapshot.at()));
    for (var event : taken.events) {
      if (event instanceof Event.HealthReported(var server, var report)) {
        draft.fold(server, report);
      }
    }
    taken.requests.forEach(request -> request.foldInto(draft));
    draft.end(taken.ends);
    if (trouble == null && draft.isBig()) {
      kept.prepare(draft.intent(), draft.pending(), cause(taken.requests, draft), now);
    }
    if (!draft.isRestored()) {
      draft.endPast(drains.followed());
    }
    draft.project();
    return draft;
  }

  private static void restore(Intent restored, Draft draft) {
    try {
      draft.restore(restored);
    } catch (ChangeRefusedException e) {
      throw new IllegalStateException("what was wanted before contradicts itself: " + e.getMessage(), e);
    }
  }

  /** What is wanted is kept before it is carried out: an end of this process at any moment loses nothing. */
  private boolean keep(Draft draft, List<Request> requests, Instant now, TurnLog log) {
    if (kept.has(draft.intent(), draft.pending())) {
      return true;
    }
    try {
      var cause = cause(requests, draft);
      kept.keep(draft.intent(), draft.pending(), cause, now);
      storeTrouble = null;
      log.kept(new Revision.Summary(kept.revision(), now, cause));
      return true;
    } catch (IOException e) {
      var message = String.valueOf(e.getMessage());
      if (!message.equals(storeTrouble)) {
        LOG.log(Level.ERROR, "event=intent-not-kept reason=\"{0}\"", message);
      }
      storeTrouble = message;
      return false;
    }
  }

  private static String cause(List<Request> requests, Draft draft) {
    var words = Stream.concat(
        requests.stream().filter(Request::isInDraft).map(Request::words),
        draft.ended().stream().map(DrainEnd::words)).toList();
    return switch (words.size()) {
      case 0 -> "taken back: the data plane refused it";
      case 1 -> words.getFirst();
      default -> words.getFirst() + " and " + (words.size() - 1) + " more";
    };
  }

  /** Refuses every change of the draft; true when there are any, so that a new draft is needed. */
  private boolean dropUnkept(List<Request> requests) {
    boolean dropped = false;
    for (var request : requests) {
      if (request.isInDraft()) {
        request.drop(new Outcome.Unavailable(String.valueOf(storeTrouble)));
        dropped = true;
      }
    }
    return dropped;
  }

  private void takeBackWhatNobodyConfirmed(List<Request> requests, Instant now) {
    if (pending == null || takeBackAt == null || now.isBefore(takeBackAt)) {
      return;
    }
    takeBackAt = now.plus(CONFIRMATION_RETRY);
    requests.addFirst(new Request(
        new Change.Replace(pending.before(), OptionalLong.empty(), Optional.empty(), "taken back: not confirmed in time"),
        Origin.API, new CompletableFuture<>()));
  }

  /** Looks at what drains, where it is time to. */
  private List<DrainEnd> drainsAtTheirEnd(Instant now) {
    if (!drains.isLookDue()) {
      return List.of();
    }
    if (trouble != null) {
      drains.postpone();
      return List.of();
    }
    try {
      return drains.look(intent);
    } catch (DataplaneException e) {
      fail(e, now);
      return List.of();
    }
  }

  private void beginToEnd(List<Event> events) {
    for (var event : events) {
      if (!(event instanceof Event.Ended(boolean drains, var within, var over))) {
        continue;
      }
      if (ending == null) {
        ending = new Ending(dataplane, nanoTime, drains, within, over);
      } else {
        over.complete(null);
      }
    }
  }

  /** A turn of the end: what is carried grows less, and what is wanted stays as it is kept. */
  private void end(Ending until, boolean looks, Instant now, TurnLog log) {
    if (looks) {
      observe(now, log);
    }
    if (trouble == null) {
      try {
        var next = until.next(wanted, effect.observed());
        if (next.pools().isEmpty()) {
          announcements.withdraw(Intent.EMPTY);
        }
        var carried = effect.carry(
            next, next.equals(wanted) ? new TreeSet<>() : new TreeSet<>(wanted.pools().keySet()));
        log.carried(carried);
        wanted = next;
        effect.keep();
      } catch (DataplaneException e) {
        fail(e, now);
      }
    }
    if (!until.isOver() && ((trouble == null && wanted.pools().isEmpty()) || until.isLate())) {
      LOG.log(Level.INFO, "event=data-plane-left connections={0} refused={1} trouble=\"{2}\"", until.left(),
          effect.refusals().size(), trouble == null ? "" : trouble);
      until.complete();
    }
  }

  private List<Refusal> carry(Draft draft, Instant now, TurnLog log) {
    try {
      if (!draft.intent().hasServicesOf(intent)) {
        announcements.withdraw(draft.intent());
      }
      var carried = effect.carry(draft.wanted(), draft.dirty());
      log.carried(carried);
      return carried.missing();
    } catch (DataplaneException e) {
      fail(e, now);
      return List.of();
    }
  }

  /**
   * Drops the changes that the data plane does not take; true when there are any, so that a new draft is needed. Of
   * several changes that ask for one refused step the last is dropped: without it the step is another one.
   */
  private boolean drop(List<Request> requests, List<Refusal> refusals) {
    boolean dropped = false;
    var open = new ArrayList<>(refusals);
    for (var request : requests.reversed()) {
      if (!request.isInDraft()) {
        continue;
      }
      var own = request.refusalsOf(open);
      if (trouble != null) {
        request.drop(new Outcome.Unavailable(trouble));
        dropped = true;
      } else if (!own.isEmpty()) {
        request.drop(new Outcome.Refused(own));
        open.removeAll(own);
        dropped = true;
      }
    }
    return dropped;
  }

  private void accept(Draft draft, TurnLog log) {
    boolean announcementsMayChange =
        log.hasLooked() || announcements.hasWithdrawn() || !draft.intent().hasServicesOf(intent);
    if (draft.isRestored()) {
      restoring = null;
      if (trouble != null) {
        effect.reconsider(draft.dirty());
      }
    }
    if (!Objects.equals(pending, draft.pending())) {
      pending = draft.pending();
      takeBackAt = pending == null ? null : pending.until();
    }
    replaced = draft.replaced();
    log.accepted(draft);
    drains.follow(draft.draining(), draft.now());
    intent = draft.intent();
    health = draft.health();
    standings = draft.standings();
    changes = draft.changes();
    chronicle = draft.chronicle();
    wanted = draft.wanted();
    if (trouble == null) {
      effect.keep();
    }
    if (announcementsMayChange) {
      announcements.announce(intent, effect.observed(), log.hasLooked());
    }
  }

  private boolean isObservationDue(List<Event> events, Instant now) {
    return (observeAt != null && !now.isBefore(observeAt))
        || events.stream().anyMatch(Event.ResyncDue.class::isInstance);
  }

  private void observe(Instant now, TurnLog log) {
    try {
      log.looked();
      note(effect.observe(), now, log);
      if (trouble != null) {
        LOG.log(Level.INFO, "event=dataplane-back dataplane={0}", dataplane.capabilities().name());
      }
      trouble = null;
      observeAt = null;
    } catch (DataplaneException e) {
      fail(e, now);
    }
  }

  /** What is only reported is found again with every look, and told once. */
  private void note(List<Step> found, Instant now, TurnLog log) {
    for (var step : found) {
      if (driftPolicy == DriftPolicy.REPAIR || !lastDrift.contains(step)) {
        log.drifted(step);
        drift.addFirst(new Drift(now, step, driftPolicy));
      }
    }
    while (drift.size() > MOST_DRIFT) {
      drift.removeLast();
    }
    lastDrift = Set.copyOf(found);
  }

  private void fail(DataplaneException e, Instant now) {
    var message = String.valueOf(e.getMessage());
    if (!message.equals(trouble)) {
      LOG.log(Level.ERROR, "event=dataplane-trouble kind={0} reason=\"{1}\"", e.kind().label(), message);
    }
    trouble = message;
    observeAt = now;
  }

  /** Looks again soon, and less and less often, while something may come right by itself. */
  private void scheduleRetry(Instant now) {
    if (trouble == null && !effect.hasTransientRefusals()) {
      retryDelay = FIRST_RETRY;
      observeAt = null;
      return;
    }
    if (observeAt == null || !observeAt.isAfter(now)) {
      observeAt = now.plus(retryDelay);
      var doubled = retryDelay.multipliedBy(2);
      retryDelay = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
    }
  }

  private Snapshot snapshotNow(Instant now) {
    var troubles = new ArrayList<>(announcements.problems());
    if (storeTrouble != null) {
      troubles.addFirst(storeTrouble);
    }
    if (trouble != null) {
      troubles.addFirst(trouble);
    }
    if (ending != null) {
      troubles.addFirst(ControllerLoop.STOPPING + ": " + ending.left() + " connections left");
    }
    return new Snapshot(
        kept.revision(), now, intent, health, standings, drains.followed(), drains.progress(), chronicle, wanted, effect.observed(), effect.refusals(), List.copyOf(drift),
        Optional.ofNullable(pending), Optional.ofNullable(trouble), troubles, dataplane.capabilities());
  }

  private static List<Request> requestsAmong(List<Event> events) {
    var requests = new ArrayList<Request>();
    for (var event : events) {
      if (event instanceof Event.Requested(var change, var by, var outcome)) {
        requests.add(new Request(change, by, outcome));
      }
    }
    return requests;
  }

  /** What a turn takes in. */
  private record Taken(List<Event> events, List<Request> requests, List<DrainEnd> ends) {}
}
