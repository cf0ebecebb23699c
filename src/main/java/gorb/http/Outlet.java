package gorb.http;

/** The way to one client of a {@link Feed}. May be used by any thread. */
@FunctionalInterface
public interface Outlet {
  /**
   * Sends bytes when those before them are sent. A client that lets more than {@link Limits#feedBytes} wait is cut off:
   * nothing is kept for who does not listen.
   *
   * @return whether there is somebody to send to
   */
  boolean write(Body bytes);
}
