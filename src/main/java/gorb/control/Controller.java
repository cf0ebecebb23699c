package gorb.control;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.Health;
import gorb.model.ServerHealth;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
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

  private final Dataplane dataplane;
  private final Effect effect;
  private final Announcements announcements;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final TurnListener listener;

  private Intent intent = Intent.EMPTY;
  private PMap<ServerRef, ServerHealth> health = HashTreePMap.empty();
  private Table wanted = Table.EMPTY;
  private long revision;
  private long lastIncarnation;
  private @Nullable String trouble;
  private @Nullable Instant observeAt;
  private Duration retryDelay = FIRST_RETRY;
  private volatile Snapshot snapshot;

  /**
   * A controller that knows nothing yet; its first turn looks at the data plane.
   *
   * @param clock the wall clock, for what people read
   * @param nanoTime a clock that never goes back, for durations
   */
  public Controller(
      Dataplane dataplane, Announcer announcer, InstantSource clock, LongSupplier nanoTime, TurnListener listener) {
    this.dataplane = dataplane;
    this.effect = new Effect(dataplane);
    this.announcements = new Announcements(announcer);
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
    return observeAt;
  }

  /** One turn. */
  public void turn(List<Event> events) {
    long began = nanoTime.getAsLong();
    var now = clock.instant();
    var log = new TurnLog();
    var requests = requestsAmong(events);
    if (isObservationDue(events, now) || (trouble != null && !requests.isEmpty())) {
      observe(now, log);
    }
    settle(events, requests, now, log);
    log.write();
    scheduleRetry(now);
    var published = snapshotNow(clock.instant());
    snapshot = published;
    requests.forEach(request -> request.answer(published));
    listener.published(published);
    listener.turned(new TurnListener.Turn(
        Duration.ofNanos(nanoTime.getAsLong() - began), events.size(), log.taken, log.refused, log.drift, log.transitions));
  }

  /**
   * Drafts, carries, and drops the changes that the data plane refuses, until none is left to drop. Where something may
   * come right by itself it looks again and tries once more.
   */
  private void settle(List<Event> events, List<Request> requests, Instant now, TurnLog log) {
    boolean lookedAgain = false;
    while (true) {
      var draft = draft(events, requests, now);
      boolean reachable = trouble == null;
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

  private Draft draft(List<Event> events, List<Request> requests, Instant now) {
    var draft = new Draft(intent, health, wanted, effect::ceiling, now, () -> ++lastIncarnation);
    for (var event : events) {
      if (event instanceof Event.HealthReported(var server, var report)) {
        draft.fold(server, report);
      }
    }
    requests.forEach(request -> request.foldInto(draft));
    return draft;
  }

  private List<Refusal> carry(Draft draft, Instant now, TurnLog log) {
    try {
      if (!draft.intent().hasServicesOf(intent)) {
        announcements.withdraw(draft.intent());
      }
      var carried = effect.carry(draft.wanted(), draft.dirty());
      log.taken.addAll(carried.taken());
      log.refused.addAll(carried.refused());
      log.news.addAll(carried.news());
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
        log.looked || announcements.hasWithdrawn() || !draft.intent().hasServicesOf(intent);
    if (draft.intent() != intent) {
      revision++;
    }
    log.transitions.addAll(draft.transitions());
    intent = draft.intent();
    health = draft.health();
    wanted = draft.wanted();
    if (trouble == null) {
      effect.keep();
    }
    if (announcementsMayChange) {
      announcements.announce(intent, effect.observed(), log.looked);
    }
  }

  private boolean isObservationDue(List<Event> events, Instant now) {
    return (observeAt != null && !now.isBefore(observeAt))
        || events.stream().anyMatch(Event.ResyncDue.class::isInstance);
  }

  private void observe(Instant now, TurnLog log) {
    try {
      log.looked = true;
      log.drift.addAll(effect.observe());
      if (trouble != null) {
        LOG.log(Level.INFO, "event=dataplane-back dataplane={0}", dataplane.capabilities().name());
      }
      trouble = null;
      observeAt = null;
    } catch (DataplaneException e) {
      fail(e, now);
    }
  }

  private void fail(DataplaneException e, Instant now) {
    var message = String.valueOf(e.getMessage());
    if (!message.equals(trouble)) {
      LOG.log(Level.ERROR, "event=dataplane-trouble kind={0} reason=\"{1}\"", e.kind(), message);
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
    if (trouble != null) {
      troubles.addFirst(trouble);
    }
    return new Snapshot(
        revision, now, intent, health, wanted, effect.observed(), effect.refusals(), troubles, dataplane.capabilities());
  }

  private static List<Request> requestsAmong(List<Event> events) {
    var requests = new ArrayList<Request>();
    for (var event : events) {
      if (event instanceof Event.Requested(var change, var outcome)) {
        requests.add(new Request(change, outcome));
      }
    }
    return requests;
  }

  /** What happens in a turn, for the listener and the log. */
  private static final class TurnLog {
    private static final int MOST_LINES = 20;

    private final List<Step> taken = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<Refusal> news = new ArrayList<>();
    private final List<Step> drift = new ArrayList<>();
    private final List<HealthTransition> transitions = new ArrayList<>();
    private boolean looked;

    private void write() {
      drift.stream().limit(MOST_LINES).forEach(step -> LOG.log(Level.WARNING, "event=drift step=\"{0}\"", step));
      news.stream().limit(MOST_LINES).forEach(refusal ->
          LOG.log(Level.WARNING, "event=step-refused kind={0} reason=\"{1}\"", refusal.kind(), refusal.message()));
      transitions.forEach(TurnLog::write);
      if (LOG.isLoggable(Level.DEBUG)) {
        taken.forEach(step -> LOG.log(Level.DEBUG, "event=step-taken step=\"{0}\"", step));
      }
    }

    private static void write(HealthTransition transition) {
      switch (transition.to()) {
        case Health.Up _ -> LOG.log(Level.INFO, "event=server-up server={0}", transition.server());
        case Health.Down(_, var reason) ->
            LOG.log(Level.WARNING, "event=server-down server={0} reason=\"{1}\"", transition.server(), reason);
        case Health.Unknown _ -> LOG.log(Level.INFO, "event=server-unknown server={0}", transition.server());
      }
    }
  }
}
