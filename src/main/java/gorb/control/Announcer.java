package gorb.control;

import gorb.model.IpAddress;
import java.util.List;
import java.util.Set;

/**
 * Makes virtual addresses reachable. Declarative: it is told the whole set, and works out the difference itself.
 * Called by the controller's thread only: withdrawals before the data plane changes, announcements after.
 *
 * <p>Addresses say nothing of services that have none, or share one: {@link #serve} tells of services.
 */
public interface Announcer extends AutoCloseable {
  /** Announces nothing. */
  Announcer NONE = new Announcer() {
    @Override
    public List<String> set(Set<IpAddress> addresses) {
      return List.of();
    }

    @Override
    public void close() {}
  };

  /**
   * Announces these addresses and no others that it announced before.
   *
   * @return what did not work, in words; it is tried again at the next call
   */
  List<String> set(Set<IpAddress> addresses);

  /** Nothing but these services is to draw traffic; called before {@link #set}, and where no address changes. */
  default void serve(Intent services) {}

  /** Of the addresses of the last call those that are not there, because something did not work. */
  default Set<IpAddress> missing() {
    return Set.of();
  }

  /** Frees what it holds in this process; what is announced stays so. */
  @Override
  void close();
}
