package gorb.dataplane.userspace;

import gorb.dataplane.Traffic;

/**
 * The kernel's average of traffic a second: every two seconds the newest rate counts for a quarter (ip_vs_est.c).
 *
 * @param seen the totals of the last look
 * @param scaled the average, in 1/1024 of connections and packets, and 1/32 of bytes
 */
record Estimate(Traffic seen, Traffic scaled) {
  /** Nothing was carried so far. */
  static final Estimate NONE = new Estimate(Traffic.NONE, Traffic.NONE);

  /** The seconds between two looks. */
  static final int SECONDS = 2;

  /** The average two seconds later. */
  Estimate after(Traffic total) {
    return new Estimate(
        total,
        new Traffic(
            follow(scaled.connections(), (total.connections() - seen.connections()) << 9),
            follow(scaled.packetsIn(), (total.packetsIn() - seen.packetsIn()) << 9),
            follow(scaled.packetsOut(), (total.packetsOut() - seen.packetsOut()) << 9),
            follow(scaled.bytesIn(), (total.bytesIn() - seen.bytesIn()) << 4),
            follow(scaled.bytesOut(), (total.bytesOut() - seen.bytesOut()) << 4)));
  }

  /** The average in whole units. */
  Traffic perSecond() {
    return new Traffic(
        (scaled.connections() + 0x1ff) >> 10,
        (scaled.packetsIn() + 0x1ff) >> 10,
        (scaled.packetsOut() + 0x1ff) >> 10,
        (scaled.bytesIn() + 0xf) >> 5,
        (scaled.bytesOut() + 0xf) >> 5);
  }

  private static long follow(long average, long rate) {
    return average + ((rate - average) >> 2);
  }
}
