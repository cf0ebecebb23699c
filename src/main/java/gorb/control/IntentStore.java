package gorb.control;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps intent beyond the end of this process: revisions, never health or effective weights. Written by the controller's
 * thread alone; read by any.
 */
public interface IntentStore extends Revisions, AutoCloseable {
  /** Keeps nothing but the last revisions, for the life of this process. */
  static IntentStore inMemory() {
    return new InMemoryIntentStore();
  }

  /**
   * Tells that a revision is likely to be the next one, so that what needs no writing can be done meanwhile, by another
   * thread. Another one may be kept all the same.
   */
  default void prepare(Revision revision) {}

  /**
   * Keeps a revision for good: when this returns, no end of the process or of the machine's power loses it.
   *
   * @throws IOException naming what was tried and why it failed; the revisions that were kept before are untouched then
   */
  void save(Revision revision) throws IOException;

  /** The newest revision; empty where nothing was ever kept. */
  Optional<Revision> latest() throws IOException;

  @Override
  void close();
}
