package gorb.discovery;

import java.util.Optional;

/** The index of Consul's blocking queries: pure. (developer.hashicorp.com/consul/api-docs/features/blocking) */
final class BlockingIndex {
  /** Asked with, Consul answers at once. */
  static final long FIRST = 0;

  private BlockingIndex() {}

  /**
   * What to ask with next. An index that goes back means that Consul is not the one it was (restored, or wiped):
   * everything is read anew then. One below 1 would not block, and an answer without one is read anew, too.
   *
   * @param asked with at last
   * @param answered by Consul
   */
  static long after(long asked, Optional<Long> answered) {
    if (answered.isEmpty() || answered.get() < asked) {
      return FIRST;
    }
    return Math.max(1, answered.get());
  }
}
