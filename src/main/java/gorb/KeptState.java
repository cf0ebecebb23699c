package gorb;

import gorb.config.StateDirectory;
import gorb.control.IntentStore;
import gorb.control.KeptIntent;
import gorb.store.FileIntentStore;
import gorb.store.UnusableDirectoryException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens where intent is kept, as the settings say. */
final class KeptState {
  private static final System.Logger LOG = System.getLogger(KeptState.class.getName());

  private KeptState() {}

  /**
   * The store in a directory; one in memory where none is wanted, or where one that nobody asked for cannot be used.
   *
   * @throws StartException where a directory that was asked for cannot be used, or what is kept cannot be read
   */
  static IntentStore open(@Nullable StateDirectory directory) throws StartException {
    if (directory == null) {
      return IntentStore.inMemory();
    }
    try {
      var store = FileIntentStore.open(directory.path());
      LOG.log(Level.INFO, "event=state-kept directory={0}", directory.path());
      return store;
    } catch (UnusableDirectoryException e) {
      if (directory.required()) {
        throw new StartException(String.valueOf(e.getMessage()), e);
      }
      LOG.log(Level.WARNING, "event=state-not-kept reason=\"{0}\" (--state-dir none or another path)", e.getMessage());
      return IntentStore.inMemory();
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The directory that a store is in; null for one in memory. */
  static @Nullable Path directory(@Nullable StateDirectory chosen, IntentStore store) {
    return chosen != null && store instanceof FileIntentStore ? chosen.path() : null;
  }

  /**
   * What is kept.
   *
   * @throws StartException where it cannot be read
   */
  static KeptIntent read(IntentStore store) throws StartException {
    try {
      return KeptIntent.in(store);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
