package gorb.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Intent as a store keeps it: what it held when this process began, and what it holds now. Confined to the controller's
 * thread after it was opened.
 */
public final class KeptIntent {
  private static final System.Logger LOG = System.getLogger(KeptIntent.class.getName());

  private final IntentStore store;
  private final Intent restored;
  private final Intent before;
  private long revision;
  private Intent intent;
  private @Nullable Confirmation pending;
  private boolean isAsRestored = true;

  private KeptIntent(IntentStore store, Intent restored, Intent before, long revision, @Nullable Confirmation pending) {
    this.store = store;
    this.restored = restored;
    this.before = before;
    this.revision = revision;
    this.intent = restored;
    this.pending = pending;
  }

  /**
   * What a store holds.
   *
   * @throws IOException where it cannot be read
   */
  public static KeptIntent in(IntentStore store) throws IOException {
    var latest = store.latest();
    if (latest.isEmpty()) {
      return new KeptIntent(store, Intent.EMPTY, Intent.EMPTY, 0, null);
    }
    var newest = latest.get();
    var previous = store.revisions().stream()
        .filter(summary -> summary.number() < newest.number())
        .findFirst();
    var before = previous.isPresent() ? older(store, previous.get().number()) : Intent.EMPTY;
    return new KeptIntent(store, newest.intent(), before, newest.number(), newest.pending().orElse(null));
  }

  /** An older revision only helps to tidy up: one that cannot be read is told and done without. */
  private static Intent older(IntentStore store, long number) {
    try {
      return store.revision(number).map(Revision::intent).orElse(Intent.EMPTY);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=revision-unread revision={0} reason=\"{1}\"", number, e.getMessage());
      return Intent.EMPTY;
    }
  }

  /** Nothing, kept for the life of this process. */
  public static KeptIntent inMemory() {
    return new KeptIntent(IntentStore.inMemory(), Intent.EMPTY, Intent.EMPTY, 0, null);
  }

  /** What was wanted when the last process ended. */
  Intent restored() {
    return restored;
  }

  /** What was wanted just before that: an end in the middle of a change leaves the data plane with it. */
  Intent before() {
    return before;
  }

  /** The number of what is kept; 0 where nothing was ever kept. */
  long revision() {
    return revision;
  }

  /** What of it waits to be confirmed, or null. */
  @Nullable Confirmation pending() {
    return pending;
  }

  /** What was restored has another form now, which says the same. */
  void restoredAs(Intent same) {
    if (isAsRestored) {
      intent = same;
    }
  }

  /** Whether this is kept already. */
  boolean has(Intent wanted, @Nullable Confirmation waiting) {
    return wanted == intent && Objects.equals(waiting, pending);
  }

  /** Tells what is likely to be kept next. */
  void prepare(Intent wanted, @Nullable Confirmation waiting, String cause, Instant now) {
    if (wanted != intent) {
      store.prepare(next(wanted, waiting, cause, now));
    }
  }

  /**
   * Keeps something else as a new revision.
   *
   * @throws IOException where it cannot be kept; what was kept is untouched then
   */
  void keep(Intent wanted, @Nullable Confirmation waiting, String cause, Instant now) throws IOException {
    store.save(next(wanted, waiting, cause, now));
    isAsRestored = false;
    revision++;
    intent = wanted;
    pending = waiting;
  }

  private Revision next(Intent wanted, @Nullable Confirmation waiting, String cause, Instant now) {
    return new Revision(revision + 1, now, cause, wanted, Optional.ofNullable(waiting));
  }
}
