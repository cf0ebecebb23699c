package gorb.dataplane;

import gorb.model.DirectorSettings;

/**
 * The settings of a data plane as a whole, beside its table. Confined to one thread; a system call may take long while a
 * sync daemon stops.
 */
public interface DirectorAccess extends AutoCloseable {
  /** Everything as it is now; a parameter that this kernel lacks is not in it. */
  DirectorSettings observe() throws DataplaneException;

  /**
   * Takes one step.
   *
   * @throws DataplaneException where it is refused, with what to do
   */
  void apply(DirectorStep step) throws DataplaneException;

  /** Frees what this holds in this process; the settings stay. */
  @Override
  void close();
}
