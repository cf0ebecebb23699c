package gorb.dataplane;

/**
 * How many connections a server has at one moment.
 *
 * @param active that are being made or are established
 * @param inactive that are ending, and flows of UDP ({@code inactconns})
 * @param persistent clients that are to keep this server ({@code persistconns}): no connections, but more to come
 */
public record Connections(long active, long inactive, long persistent) {
  /** A server that nobody uses. */
  public static final Connections NONE = new Connections(0, 0, 0);

  /** How many there are to wait for: those that are active and those that are ending. */
  public long left() {
    return active + inactive;
  }
}
