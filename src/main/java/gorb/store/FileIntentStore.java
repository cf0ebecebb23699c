package gorb.store;

import gorb.control.IntentStore;
import gorb.control.Revision;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Keeps revisions as files of a directory, the last 100 of them. The files are replaced as a whole, so that after any
 * end of the process or of the power there is the revision before or the one after. A file that is not what was written
 * is taken out of the way and told; the last good revision counts then.
 *
 * <p>A small change of a big state is written as its difference to another revision, which stays as long as one that builds
 * on it (docs/decisions/0010-differences-on-disk.md, 0042-differences-to-differences.md).
 */
public final class FileIntentStore implements IntentStore {
  /** How many revisions are kept. */
  static final int KEPT = 100;
  /** With so many files more, those that nobody needs are looked for and removed; each time would be a tenth of a change. */
  private static final int SPARE = 20;
  private static final System.Logger LOG = System.getLogger(FileIntentStore.class.getName());

  private final RevisionFiles files;
  private final AutoCloseable lock;
  private final NavigableMap<Long, Header> headers = new ConcurrentSkipListMap<>();
  private final CopyOnWriteArrayList<String> problems = new CopyOnWriteArrayList<>();
  private volatile @Nullable Revision latest;
  private volatile Bases bases = Bases.NONE;
  /** Of the thread that saves. */
  private @Nullable Prepared prepared;

  private FileIntentStore(RevisionFiles files, AutoCloseable lock) {
    this.files = files;
    this.lock = lock;
  }

  /**
   * Opens a directory, which is made where there is none, and finds the last good revision in it.
   *
   * @throws UnusableDirectoryException where the directory cannot be made or written
   * @throws IOException where another process has it, where a newer version wrote it, or where there are revisions and
   *     none of them is good; nothing is changed then
   */
  public static FileIntentStore open(Path directory) throws IOException {
    var lock = StateLock.take(directory);
    try {
      var revisions = directory.resolve("revisions");
      StateLock.make(revisions.toAbsolutePath());
      return open(new DiskFolder(revisions), lock);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** Opens a folder that is locked. */
  static FileIntentStore open(Folder folder, AutoCloseable lock) throws IOException {
    var files = new RevisionFiles(folder);
    var store = new FileIntentStore(files, lock);
    store.recover(folder);
    return store;
  }

  @Override
  public void save(Revision revision) throws IOException {
    var last = latest;
    long before = last == null ? 0 : last.number();
    if (revision.number() <= before) {
      throw new IllegalArgumentException("revision: " + revision.number() + " (expected: more than " + before + ")");
    }
    var expected = prepared;
    prepared = null;
    var content = expected != null && expected.revision.equals(revision)
        ? expected.content.join()
        : RevisionContent.of(revision, bases);
    files.save(content);
    headers.put(revision.number(), content.header());
    bases = content.next();
    latest = revision;
    if (headers.size() >= KEPT + SPARE) {
      forget();
    }
  }

  @Override
  public void prepare(Revision revision) {
    var on = bases;
    prepared = new Prepared(revision, CompletableFuture.supplyAsync(() -> RevisionContent.of(revision, on)));
  }

  /** What a revision will be written as, should it be the next. */
  private record Prepared(Revision revision, CompletableFuture<RevisionContent> content) {}

  @Override
  public Optional<Revision> latest() {
    return Optional.ofNullable(latest);
  }

  @Override
  public Optional<Revision> revision(long number) throws IOException {
    if (kept().stream().noneMatch(header -> header.number() == number)) {
      return Optional.empty();
    }
    try {
      return Optional.of(files.load(number, bases).revision());
    } catch (DamagedFileException e) {
      if (!headers.containsKey(number)) {
        return Optional.empty();
      }
      var problem = RevisionFiles.name(number) + ": " + e.getMessage();
      tell(problem, "not read");
      throw new IOException("read revision " + number + ": " + problem, e);
    }
  }

  @Override
  public List<Revision.Summary> revisions() {
    return kept().stream().map(Header::summary).toList();
  }

  /** What was found damaged since the start, by name, with what was done about it. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void recover(Folder folder) throws IOException {
    files.removeUnfinished();
    var numbers = files.numbers();
    var damaged = new TreeMap<Long, String>();
    for (long number : numbers) {
      try {
        headers.put(number, files.header(number));
      } catch (DamagedFileException e) {
        damaged.put(number, String.valueOf(e.getMessage()));
      }
    }
    for (long number : numbers.descendingSet()) {
      try {
        var loaded = files.load(number, Bases.NONE);
        latest = loaded.revision();
        bases = loaded.bases();
        break;
      } catch (DamagedFileException e) {
        damaged.put(number, String.valueOf(e.getMessage()));
      }
    }
    if (latest == null && !numbers.isEmpty()) {
      throw new IOException(folder + ": no revision can be read, the newest since " + RevisionFiles.name(numbers.last())
          + ": " + damaged.get(numbers.last()) + " (move the folder away to start without state)");
    }
    for (var entry : damaged.entrySet()) {
      headers.remove(entry.getKey());
      var aside = files.setAside(entry.getKey());
      tell(RevisionFiles.name(entry.getKey()) + ": " + entry.getValue(), "kept as " + aside);
    }
  }

  private void tell(String problem, String consequence) {
    if (problems.addIfAbsent(problem + " (" + consequence + ")")) {
      LOG.log(Level.ERROR, "event=state-damaged file={0} consequence=\"{1}\"", problem, consequence);
    }
  }

  /** The revisions that are kept for their own sake, the newest first. */
  private List<Header> kept() {
    return headers.descendingMap().values().stream().limit(KEPT).toList();
  }

  /** Removes what is neither among the last revisions nor the base of one. */
  private void forget() {
    var needed = new HashSet<Long>();
    for (var header : kept()) {
      for (var next = header; next != null && needed.add(next.number());) {
        next = next.base().isPresent() ? headers.get(next.base().getAsLong()) : null;
      }
    }
    for (long number : new ArrayList<>(headers.keySet())) {
      if (needed.contains(number)) {
        continue;
      }
      try {
        files.delete(number);
        headers.remove(number);
      } catch (IOException e) {
        tell(RevisionFiles.name(number) + ": " + Reason.of(e), "an old revision, not removed");
      }
    }
  }
}
