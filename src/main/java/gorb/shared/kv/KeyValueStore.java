package gorb.shared.kv;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A store of texts by key. Every call waits for its answer, no longer than the patience of the store. Safe for use by
 * many threads.
 */
public interface KeyValueStore extends AutoCloseable {
  /** How many writes a transaction may have. */
  int MOST_WRITES = 60;
  /** How many characters the keys and values of a transaction may have together. */
  int MOST_CHARACTERS = 200_000;

  /**
   * Everything whose key begins with one of some texts, as of one moment that is not before the call.
   *
   * @throws IOException where the store does not answer so
   */
  Map<String, Stored> read(Collection<String> prefixes) throws IOException, InterruptedException;

  /**
   * Makes all writes, or none.
   *
   * @param writes at most {@link #MOST_WRITES}, of different keys
   * @return the revision of what was written; empty where a key was not as expected, and nothing was written
   * @throws IOException where there is no answer: whether anything was written is not known then
   */
  OptionalLong commit(List<Write> writes) throws IOException, InterruptedException;

  /**
   * Begins to tell when keys change that begin with one of some texts, at the latest some time after the change. Told too
   * often rather than too seldom, and also when the store may be there again.
   *
   * @param changed called by any thread; quick
   */
  void watch(Collection<String> prefixes, Runnable changed);

  /**
   * Writes a value that goes away by itself when nobody writes it again for {@link #LIFE_SECONDS} or a bit longer, or
   * when this is closed.
   *
   * @param key only this store object writes; somebody else's value is replaced
   */
  void keepAlive(String key, String value) throws IOException, InterruptedException;

  /** How long values of {@link #keepAlive} live. */
  int LIFE_SECONDS = 15;

  /** Ends everything; values of {@link #keepAlive} are removed as far as the store answers. */
  @Override
  void close();
}
