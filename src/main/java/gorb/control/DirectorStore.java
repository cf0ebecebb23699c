package gorb.control;

import gorb.model.DirectorSettings;
import java.io.IOException;

/** Keeps the settings of the director that clients of the API want. Used by one thread. */
public interface DirectorStore {
  /** What was kept last; {@link DirectorSettings#NONE} before. */
  DirectorSettings load() throws IOException;

  /** Keeps settings in the place of those before. */
  void save(DirectorSettings settings) throws IOException;

  /** One that forgets everything with the process. */
  static DirectorStore inMemory() {
    return new DirectorStore() {
      private DirectorSettings kept = DirectorSettings.NONE;

      @Override
      public DirectorSettings load() {
        return kept;
      }

      @Override
      public void save(DirectorSettings settings) {
        kept = settings;
      }
    };
  }
}
