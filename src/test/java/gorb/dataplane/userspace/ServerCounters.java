package gorb.dataplane.userspace;

import gorb.dataplane.DestinationCounters;

/** The counters of a server that tests of TCP look at. */
record ServerCounters(long active, long connections, long bytesIn, long bytesOut) {
  static ServerCounters of(DestinationCounters counters) {
    var total = counters.total();
    return new ServerCounters(
        counters.active() + counters.inactive(), total.connections(), total.bytesIn(), total.bytesOut());
  }
}
