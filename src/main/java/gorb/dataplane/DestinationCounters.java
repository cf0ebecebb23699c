package gorb.dataplane;

/**
 * What one server of a service carries and has carried.
 *
 * @param active connections that are being made or are established
 * @param inactive connections that are ending, and flows of UDP ({@code inactconns})
 * @param persistent clients that are to keep this server ({@code persistconns})
 * @param total since the server was added
 * @param perSecond the average of the last seconds
 */
public record DestinationCounters(long active, long inactive, long persistent, Traffic total, Traffic perSecond) {
  /** A server that was never used. */
  public static final DestinationCounters NONE = new DestinationCounters(0, 0, 0, Traffic.NONE, Traffic.NONE);

  /** The sum of two. */
  public DestinationCounters plus(DestinationCounters other) {
    return new DestinationCounters(
        active + other.active,
        inactive + other.inactive,
        persistent + other.persistent,
        total.plus(other.total),
        perSecond.plus(other.perSecond));
  }
}
