package gorb.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Keeps the last revisions for the life of this process. */
final class InMemoryIntentStore implements IntentStore {
  private static final int MOST = 100;

  private final Deque<Revision> newestFirst = new ArrayDeque<>();

  @Override
  public synchronized void save(Revision revision) {
    newestFirst.addFirst(revision);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
  }

  @Override
  public synchronized Optional<Revision> latest() {
    return Optional.ofNullable(newestFirst.peekFirst());
  }

  @Override
  public synchronized Optional<Revision> revision(long number) {
    return newestFirst.stream().filter(revision -> revision.number() == number).findFirst();
  }

  @Override
  public synchronized List<Revision.Summary> revisions() {
    return newestFirst.stream().map(Revision::summary).toList();
  }

  @Override
  public void close() {}
}
