package gorb.dataplane;

import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What carries traffic by a virtual server table: the kernel's IPVS, this process, or nothing but memory.
 *
 * <p>Confined to one thread: the controller's. Implementations may block for the time of a system call, not longer, and
 * never throw anything but {@link DataplaneException} for what happens outside this process.
 */
public interface Dataplane extends AutoCloseable {
  /** What this data plane can carry; never changes. */
  Capabilities capabilities();

  /**
   * The whole table as it is now, entries of others included. Where the data plane's list is not a snapshot, an entry
   * may be missing: a caller never takes one absence for a removal.
   */
  Table observe() throws DataplaneException;

  /**
   * Takes the steps in their order, as one batch. A refused step does not stop those behind it.
   *
   * @return the refusals, in the order of the steps; empty when all were taken
   * @throws DataplaneException when it is not known what was taken: observe before the next batch
   */
  List<Refusal> apply(List<Step> steps) throws DataplaneException;

  /**
   * How many connections each server of a service has now. Costs what the service costs, not the whole table.
   *
   * @return by server; one that is missing is not known, since a list of the kernel may have holes; empty where the
   *     service is not there
   */
  Map<ServerKey, Connections> connections(ServiceKey service) throws DataplaneException;

  /** Removes every service, also those of others. */
  void flush() throws DataplaneException;

  /** What was carried; empty where the data plane does not tell it by this port. The answer never changes. */
  default Optional<Counters> counters() {
    return Optional.empty();
  }

  /** The connections one by one; empty where the data plane does not tell them. The answer never changes. */
  default Optional<ConnectionTable> connectionTable() {
    return Optional.empty();
  }

  /** Frees what the data plane holds in this process. A table in the kernel stays and goes on carrying traffic. */
  @Override
  void close();
}
