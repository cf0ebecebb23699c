package gorb.dataplane;

/**
 * The five amounts that IPVS counts ({@code struct ip_vs_kstats}): in total, or each second.
 *
 * @param connections that were scheduled
 * @param packetsIn from clients; 0 where a data plane sees no packets (TCP in user space)
 * @param packetsOut to clients, likewise
 * @param bytesIn from clients
 * @param bytesOut to clients; 0 where answers bypass the data plane
 */
public record Traffic(long connections, long packetsIn, long packetsOut, long bytesIn, long bytesOut) {
  /** Nothing at all. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /** The sum of two. */
  public Traffic plus(Traffic other) {
    return new Traffic(
        connections + other.connections,
        packetsIn + other.packetsIn,
        packetsOut + other.packetsOut,
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut);
  }
}
