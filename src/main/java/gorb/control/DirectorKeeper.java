package gorb.control;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.DirectorAccess;
import gorb.dataplane.DirectorStep;
import gorb.dataplane.Refusal.Kind;
import gorb.model.DirectorSettings;
import gorb.model.Origin;
import gorb.plan.DirectorPlan;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the settings of the director as they are wanted: carries them out all or none, and looks every now and then
 * whether somebody else changed them. What the configuration file wants comes before what clients of the API want, as a
 * whole; where the file says nothing, theirs count, and outlive the process.
 *
 * <p>One platform thread, {@code director}, does everything: the end of a sync daemon may take long, and nothing else
 * waits for it. Methods may be called by any thread. Closing leaves all settings as they are.
 */
public final class DirectorKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DirectorKeeper.class.getName());
  private static final long STOP_SECONDS = 10;

  private final DirectorAccess access;
  private final DirectorStore store;
  private final DriftPolicy policy;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("director").factory());
  private Optional<DirectorSettings> ofFile = Optional.empty();
  private DirectorSettings ofClients;
  private Optional<String> failure = Optional.empty();
  private volatile int different;

  /**
   * A keeper that has done nothing yet.
   *
   * @param access closed with this
   * @throws IOException where what was kept cannot be read
   */
  public DirectorKeeper(DirectorAccess access, DirectorStore store, DriftPolicy policy) throws IOException {
    this.access = access;
    this.store = store;
    this.policy = policy;
    this.ofClients = store.load();
  }

  /** Begins to look every {@link ControllerLoop#RESYNC_INTERVAL}. */
  public void start() {
    long seconds = ControllerLoop.RESYNC_INTERVAL.toSeconds();
    var _ = thread.scheduleWithFixedDelay(this::keep, 0, seconds, TimeUnit.SECONDS);
  }

  /** How many steps were missing at the last look, or could not be taken. */
  public int different() {
    return different;
  }

  /** Looks, and changes nothing. */
  public CompletableFuture<DirectorView> look() {
    return ask(this::view);
  }

  /** The steps that settings of clients would take. */
  public CompletableFuture<List<DirectorStep>> plan(DirectorSettings settings) {
    return ask(() -> DirectorPlan.between(access.observe(), settings));
  }

  /** Has settings of clients of the API carried out, in the place of those before. */
  public CompletableFuture<DirectorOutcome> want(DirectorSettings settings) {
    return ask(() -> {
      if (ofFile.isPresent()) {
        return new DirectorOutcome.Owned();
      }
      var before = access.observe();
      var outcome = carryOut(settings);
      if (outcome instanceof DirectorOutcome.Accepted(var steps)) {
        try {
          store.save(settings);
        } catch (IOException e) {
          undo(steps, before, String.valueOf(e.getMessage()));
          throw e;
        }
        ofClients = settings;
      }
      return outcome;
    });
  }

  /**
   * Has the settings of the configuration file carried out, in the place of those before.
   *
   * @param settings absent where the file says nothing of them
   */
  public CompletableFuture<DirectorOutcome> wantByFile(Optional<DirectorSettings> settings) {
    return ask(() -> {
      var outcome = carryOut(settings.orElse(ofClients));
      if (outcome instanceof DirectorOutcome.Accepted) {
        ofFile = settings;
      }
      return outcome;
    });
  }

  /** Ends; what goes on is waited for, unless it hangs. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.ERROR, "event=director-hangs reason=\"a sync daemon does not end\"");
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    access.close();
  }

  private DirectorSettings wanted() {
    return ofFile.orElse(ofClients);
  }

  private DirectorView view() throws DataplaneException {
    var wanted = wanted();
    var observed = access.observe();
    var origin = ofFile.map(_ -> Origin.FILE)
        .or(() -> wanted.isEmpty() ? Optional.empty() : Optional.of(Origin.API));
    return new DirectorView(wanted, origin, observed, DirectorPlan.between(observed, wanted), failure);
  }

  /** Looks, and repairs what is to be repaired. */
  private void keep() {
    var wanted = wanted();
    if (wanted.isEmpty()) {
      different = 0;
      tell(Optional.empty());
      return;
    }
    try {
      var missing = DirectorPlan.between(access.observe(), wanted);
      if (policy == DriftPolicy.REPORT) {
        tell(missing.isEmpty() ? Optional.empty() : Optional.of("not as wanted, and only told: " + missing));
        different = missing.size();
        return;
      }
      different = missing.size();
      for (var step : missing) {
        access.apply(step);
        LOG.log(Level.WARNING, "event=director-drift step=\"{0}\"", step);
      }
      different = 0;
      tell(Optional.empty());
    } catch (DataplaneException e) {
      different = Math.max(1, different);
      tell(Optional.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // Else the executor would never look again.
      LOG.log(Level.ERROR, "event=director-failed", e);
    }
  }

  /** Logs a failure when it is a new one. */
  private void tell(Optional<String> reason) {
    if (!reason.equals(failure)) {
      reason.ifPresent(it -> LOG.log(Level.ERROR, "event=director-settings-refused reason=\"{0}\"", it));
    }
    failure = reason;
  }

  /** All or none. */
  private DirectorOutcome carryOut(DirectorSettings settings) throws DataplaneException {
    var before = access.observe();
    var steps = DirectorPlan.between(before, settings);
    var taken = new ArrayList<DirectorStep>();
    for (var step : steps) {
      try {
        access.apply(step);
      } catch (DataplaneException e) {
        undo(taken, before, String.valueOf(e.getMessage()));
        return new DirectorOutcome.Refused(e.kind(), String.valueOf(e.getMessage()));
      }
      taken.add(step);
      LOG.log(Level.INFO, "event=director-setting step=\"{0}\"", step);
    }
    tell(Optional.empty());
    different = 0;
    return new DirectorOutcome.Accepted(steps);
  }

  private void undo(List<DirectorStep> taken, DirectorSettings before, String reason) {
    var touched = DirectorPlan.touched(taken, before);
    try {
      for (var step : DirectorPlan.between(access.observe(), touched)) {
        access.apply(step);
        LOG.log(Level.INFO, "event=director-setting-undone step=\"{0}\" reason=\"{1}\"", step, reason);
      }
    } catch (DataplaneException e) {
      LOG.log(Level.ERROR, "event=director-undo-failed reason=\"{0}\"", e.getMessage());
    }
  }

  private <T> CompletableFuture<T> ask(Question<T> question) {
    var answer = new CompletableFuture<T>();
    try {
      thread.execute(() -> {
        try {
          answer.complete(question.ask());
        } catch (DataplaneException | RuntimeException e) {
          answer.completeExceptionally(e);
        } catch (IOException e) {
          answer.completeExceptionally(
              new DataplaneException(Kind.TRANSIENT, "keep the director's settings: " + e.getMessage(), e));
        }
      });
    } catch (RejectedExecutionException _) {
      answer.completeExceptionally(new DataplaneException(Kind.TRANSIENT, ControllerLoop.STOPPING));
    }
    return answer;
  }

  private interface Question<T> {
    T ask() throws DataplaneException, IOException;
  }
}
