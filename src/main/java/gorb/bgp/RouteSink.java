package gorb.bgp;

/** Who makes routes known. Declarative: it is told all of them, and works out the difference. Any thread may call. */
public interface RouteSink extends AutoCloseable {
  /** Begins to speak to peers, also once more after {@link #leave}. */
  void start();

  /** Announces these routes and no others; what goes is withdrawn first. Nothing happens after the end. */
  void set(Routes routes);

  /** Ends the sessions for good: peers drop our routes at once, and are told why. */
  void leave(String reason);

  /** Ends as a restart does. */
  @Override
  void close();
}
