package gorb.http;

/**
 * Content without an end that is known: what is told as it happens, until the client leaves or falls behind, or the server
 * stops.
 */
@FunctionalInterface
public interface Feed {
  /**
   * Begins to tell a client. Called once, on the event loop: quick and without I/O.
   *
   * @return what is called once when nobody listens any more, on any thread
   */
  Runnable begin(Outlet outlet);
}
