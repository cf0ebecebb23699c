package gorb.shared;

import gorb.control.Change;
import gorb.control.ChangeRefusedException;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.control.Preview;
import gorb.document.SharedDocuments;
import gorb.model.AdminState;
import gorb.model.Origin;
import gorb.shared.StoreStatus.State;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.StoreRefusedException;
import gorb.shared.kv.Write;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this director and a store that others share in step, on a thread of its own, named {@code shared}.
 *
 * <p>Whenever the store may have changed it is read as a whole, and what it says is carried out. A change of a client is
 * written to the store first, on the condition that everything it touches is as it was seen, then carried out, then
 * answered; where somebody else was first, the store is read and the change is made to what it says now. What this
 * director cannot carry out is taken out of the store again, unless somebody wrote there since.
 *
 * <p>A store that does not answer, or that says something which has to be confirmed ({@link Guard}), leaves in force what
 * it said last, and changes are refused. {@link #status} and {@link #request} may be called by any thread.
 */
public final class SharedIntent implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SharedIntent.class.getName());
  private static final int MOST_WAITING = 4_096;
  /** Of a change that others are quicker than, again and again. */
  private static final int MOST_ATTEMPTS = 50;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration WHILE_DRAINING = Duration.ofSeconds(1);
  /** A service that is refused here is tried again. */
  private static final Duration NEXT_ATTEMPT = Duration.ofSeconds(10);
  private static final int MOST_PROBLEMS = 100;
  private static final String OTHERS_WRITE = "somebody else writes to the store: try once more";

  private final KeyValueStore store;
  private final Layout layout;
  private final Local local;
  private final StoredTable table;
  private final Applier applier;
  private final Duration longestStep;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>(MOST_WAITING);
  /** When the store told of a change that was not read yet, by the clock without an epoch; 0 for none. */
  private final AtomicLong toldAt = new AtomicLong();
  private volatile StoreStatus status;
  private volatile boolean isClosed;
  private @Nullable SharedTable held;
  private Optional<String> tableId = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long nextReadAt;
  private Set<String> told = Set.of();
  private @Nullable Thread thread;

  /** What to do with a store that {@link State#HELD} is about. */
  public enum Answer {
    /** What is in force is written to it. */
    REFILL,
    /** What it says is carried out. */
    ACCEPT
  }

  private sealed interface Task {
    record Woken() implements Task {}

    record Asked(Change change, CompletableFuture<Outcome> outcome) implements Task {}

    /** Completed with what stands against it; empty for nothing. */
    record Answered(Answer answer, CompletableFuture<Optional<String>> done) implements Task {}
  }

  /**
   * Something that has not begun.
   *
   * @param store closed with this
   * @param longestStep between two readings of the store, even if it tells of no change
   * @param nanoTime a clock without an epoch
   * @param random for the name of a new table
   */
  public SharedIntent(
      KeyValueStore store, Layout layout, SharedDocuments documents, Local local, Duration longestStep,
      InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
    this.store = store;
    this.layout = layout;
    this.local = local;
    this.table = new StoredTable(store, layout, new TableReader(layout, documents));
    this.applier = new Applier(local);
    this.longestStep = longestStep;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    this.status = new StoreStatus(
        State.STARTING, "the store was not read yet", clock.instant(), 0, 0, Duration.ZERO, List.of());
  }

  /** Begins. */
  public void start() {
    nextReadAt = nanoTime.getAsLong();
    thread = Thread.ofPlatform().daemon().name("shared").start(this::run);
    store.watch(layout.prefixes(), this::wake);
  }

  /** How this director and its store stand. */
  public StoreStatus status() {
    return status;
  }

  /** Asks for a change by a client; the answer comes when it is in the store and carried out. */
  public CompletableFuture<Outcome> request(Change change) {
    var now = status;
    var outcome = new CompletableFuture<Outcome>();
    if (now.state() == State.AWAY || now.state() == State.HELD) {
      outcome.complete(unavailable(now.reason()));
    } else if (isClosed || !tasks.offer(new Task.Asked(change, outcome))) {
      outcome.complete(new Outcome.Unavailable(isClosed ? "the daemon is stopping" : "too many changes wait"));
    } else if (isClosed) {
      refuseWaiting();
    }
    return outcome;
  }

  /** Answers what is held; completed with what stands against it, empty for nothing. */
  public CompletableFuture<Optional<String>> answer(Answer answer) {
    var done = new CompletableFuture<Optional<String>>();
    if (isClosed || !tasks.offer(new Task.Answered(answer, done))) {
      done.complete(Optional.of("the daemon is stopping, or too many changes wait"));
    } else if (isClosed) {
      refuseWaiting();
    }
    return done;
  }

  @Override
  public void close() {
    isClosed = true;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    refuseWaiting();
    store.close();
  }

  private void wake() {
    if (toldAt.compareAndSet(0, Math.max(1, nanoTime.getAsLong()))) {
      tasks.offer(new Task.Woken());
    }
  }

  private void refuseWaiting() {
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      switch (task) {
        case Task.Woken _ -> {}
        case Task.Asked(_, var outcome) -> outcome.complete(new Outcome.Unavailable("the daemon is stopping"));
        case Task.Answered(_, var done) -> done.complete(Optional.of("the daemon is stopping"));
      }
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        long left = nextReadAt - nanoTime.getAsLong();
        var task = left <= 0 ? new Task.Woken() : tasks.poll(left, TimeUnit.NANOSECONDS);
        if (task != null) {
          attempt(task);
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** A task; a defect of ours costs it, never the thread. */
  private void attempt(Task task) throws InterruptedException {
    try {
      switch (task) {
        case Task.Woken _ -> refresh();
        case Task.Asked(var change, var outcome) -> outcome.complete(made(change));
        case Task.Answered(var answer, var done) -> done.complete(answered(answer));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=shared-failed", e);
      nextReadAt = nanoTime.getAsLong() + LONGEST_PAUSE.toNanos();
      switch (task) {
        case Task.Woken _ -> {}
        case Task.Asked(_, var outcome) ->
            outcome.complete(new Outcome.Unavailable("a defect of this program: see its log"));
        case Task.Answered(_, var done) -> done.complete(Optional.of("a defect of this program: see its log"));
      }
    } finally {
      if (task instanceof Task.Asked(_, var outcome)) {
        outcome.complete(new Outcome.Unavailable("the daemon is stopping"));
      } else if (task instanceof Task.Answered(_, var done)) {
        done.complete(Optional.of("the daemon is stopping"));
      }
    }
  }

  /** Reads the store and carries out what it says; false where that cannot be. */
  private boolean refresh() throws InterruptedException {
    long began = toldAt.getAndSet(0);
    began = began == 0 ? nanoTime.getAsLong() : began;
    SharedTable said;
    try {
      said = table.read(applier.inForce());
    } catch (IOException e) {
      away(String.valueOf(e.getMessage()));
      return false;
    }
    pause = FIRST_PAUSE;
    var objection = Guard.objection(applier.inForce(), tableId, said);
    if (objection.isPresent()) {
      hold(said, objection.get());
      return false;
    }
    take(said, began);
    return true;
  }

  private void take(SharedTable said, long began) throws InterruptedException {
    boolean isNew = table.take(said);
    held = null;
    said.marker().map(Marker::id).ifPresent(id -> tableId = Optional.of(id));
    endPastDrains();
    applier.follow(table.now().intent(), "what the store says");
    if (table.now().marker().isEmpty()) {
      begin();
    }
    var lag = isNew ? Duration.ofNanos(nanoTime.getAsLong() - began) : status.lag();
    inStep(lag);
  }

  private void inStep(Duration lag) {
    var now = table.now();
    var problems = new ArrayList<>(now.problems());
    problems.addAll(applier.problems());
    tell(problems);
    var step = !applier.isCarriedOut() ? NEXT_ATTEMPT : isDraining(now.intent()) ? WHILE_DRAINING : longestStep;
    nextReadAt = nanoTime.getAsLong() + (step.compareTo(longestStep) < 0 ? step : longestStep).toNanos();
    if (status.state() != State.IN_STEP) {
      LOG.log(Level.INFO, "event=store-works services={0}", now.intent().services().size());
    }
    change(State.IN_STEP, "", lag, problems);
  }

  private static boolean isDraining(Intent intent) {
    return intent.services().values().stream().flatMap(service -> service.servers().values().stream())
        .anyMatch(server -> server.admin() instanceof AdminState.Draining);
  }

  private void away(String reason) {
    if (status.state() != State.AWAY) {
      LOG.log(Level.WARNING, "event=store-away reason=\"{0}\" (what it said last stays in force)", reason);
    }
    nextReadAt = nanoTime.getAsLong() + pause.toNanos() * (800 + random.nextInt(200)) / 1_000;
    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    change(State.AWAY, reason, status.lag(), status.problems());
  }

  private void hold(SharedTable said, String objection) {
    held = said;
    nextReadAt = nanoTime.getAsLong() + longestStep.toNanos();
    if (status.state() != State.HELD) {
      LOG.log(Level.ERROR, "event=store-held reason=\"{0}\"", objection);
    }
    change(State.HELD, objection, status.lag(), said.problems());
  }

  private void change(State state, String reason, Duration lag, List<String> problems) {
    var since = status.state() == state ? status.since() : clock.instant();
    var now = table.known();
    status = new StoreStatus(state, reason, since, now == null ? 0 : now.revision(), now == null ? 0 : now.digest(), lag,
        problems.stream().limit(MOST_PROBLEMS).toList());
  }

  /** A line for each document that is not carried out, when that begins. */
  private void tell(List<String> problems) {
    problems.stream().filter(problem -> !told.contains(problem)).limit(MOST_PROBLEMS)
        .forEach(problem -> LOG.log(Level.WARNING, "event=store-document-refused reason=\"{0}\"", problem));
    told = new TreeSet<>(problems);
  }

  /** Marks a table that has no mark, so that it is known again. */
  private void begin() throws InterruptedException {
    var marker = new Marker(tableId.orElseGet(this::newId), table.now().serviceCount() == 0, false);
    try {
      if (table.mark(marker)) {
        tableId = Optional.of(marker.id());
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=store-not-marked reason=\"{0}\"", e.getMessage());
    }
  }

  /** A drain at its deadline is over for everybody. */
  private void endPastDrains() throws InterruptedException {
    var said = table.now().intent();
    try {
      if (!table.write(table.between(said, Drained.withoutPast(said, clock.instant())))) {
        wake();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=drain-not-ended-in-store reason=\"{0}\" (tried again)", e.getMessage());
    }
  }

  /** What becomes of a change of a client. */
  private Outcome made(Change change) throws InterruptedException {
    if (change instanceof Change.Replace(_, _, var confirmation, _) && confirmation.isPresent()) {
      return new Outcome.Conflict("a change of a table that several directors share cannot wait for a confirmation");
    }
    if ((status.state() != State.IN_STEP || change instanceof Change.Replace) && !refresh()) {
      return unavailable(status.reason());
    }
    try {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        var outcome = attempt(change);
        if (outcome.isPresent()) {
          return outcome.get();
        }
        if (!refresh()) {
          return unavailable(status.reason());
        }
      }
      return new Outcome.Conflict("others change the same again and again: try once more");
    } catch (ChangeRefusedException e) {
      return e.outcome();
    } catch (StoreRefusedException e) {
      return unavailable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      away(String.valueOf(e.getMessage()));
      return new Outcome.Unavailable(
          "the shared store did not answer, and whether it has the change is not known: " + e.getMessage());
    }
  }

  /** One attempt at a change; empty where somebody else was first. */
  private Optional<Outcome> attempt(Change change) throws ChangeRefusedException, IOException, InterruptedException {
    var before = table.now();
    var snapshot = local.snapshot();
    var after = Preview.wanted(snapshot, change, Origin.STORE, clock.instant());
    var writes = table.between(snapshot.intent().of(Origin.STORE), after.of(Origin.STORE));
    if (writes.isEmpty()) {
      return Optional.of(new Outcome.Accepted(snapshot, 0));
    }
    long began = nanoTime.getAsLong();
    if (!table.write(writes)) {
      return Optional.empty();
    }
    var outcome = applier.carryOut(table.now().intent(), change.words());
    if (outcome instanceof Outcome.Accepted) {
      inStep(Duration.ofNanos(nanoTime.getAsLong() - began));
    } else {
      undo(writes, before);
    }
    return Optional.of(outcome);
  }

  private void undo(List<Write> writes, SharedTable before) throws InterruptedException {
    try {
      for (var part : TableWrites.transactions(TableWrites.undoing(writes, before, table.now()))) {
        table.write(part);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=store-not-undone reason=\"{0}\"", e.getMessage());
    }
    refresh();
  }

  private Optional<String> answered(Answer answer) throws InterruptedException {
    if (refresh()) {
      return Optional.of("nothing waits for an answer: the store and this director are in step");
    }
    var said = held;
    if (status.state() != State.HELD || said == null) {
      return Optional.of(status.reason());
    }
    table.take(said);
    return switch (answer) {
      case ACCEPT -> accepted(said);
      case REFILL -> refilled();
    };
  }

  private Optional<String> accepted(SharedTable said) throws InterruptedException {
    tableId = said.marker().map(Marker::id);
    var marker = said.marker().filter(Marker::isFilling);
    try {
      if (marker.isPresent() && !table.mark(new Marker(marker.get().id(), false, false))) {
        return Optional.of(OTHERS_WRITE);
      }
    } catch (IOException e) {
      away(String.valueOf(e.getMessage()));
      return Optional.of(String.valueOf(e.getMessage()));
    }
    take(table.now(), nanoTime.getAsLong());
    return Optional.empty();
  }

  private String newId() {
    return Long.toHexString(random.nextLong());
  }

  private Optional<String> refilled() throws InterruptedException {
    try {
      if (!Refill.write(table, applier.inForce(), tableId.orElseGet(this::newId))) {
        refresh();
        return Optional.of(OTHERS_WRITE);
      }
    } catch (IOException e) {
      away(String.valueOf(e.getMessage()));
      return Optional.of(String.valueOf(e.getMessage()));
    }
    return refresh() ? Optional.empty() : Optional.of(status.reason());
  }

  private static Outcome unavailable(String reason) {
    return new Outcome.Unavailable("the shared store cannot take changes: " + reason);
  }
}
