package gorb.dataplane.userspace;

import gorb.dataplane.Traffic;
import java.util.concurrent.atomic.LongAdder;

/** The running counters of a server. Any thread may add and read. */
final class Amounts {
  private final LongAdder connections = new LongAdder();
  private final LongAdder packetsIn = new LongAdder();
  private final LongAdder packetsOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  void connection() {
    connections.increment();
  }

  /** Bytes of a stream that a client sent. */
  void bytesIn(long count) {
    bytesIn.add(count);
  }

  /** Bytes of a stream for a client. */
  void bytesOut(long count) {
    bytesOut.add(count);
  }

  /** A datagram that a client sent. */
  void packetIn(long bytes) {
    packetsIn.increment();
    bytesIn.add(bytes);
  }

  /** A datagram for a client. */
  void packetOut(long bytes) {
    packetsOut.increment();
    bytesOut.add(bytes);
  }

  Traffic total() {
    return new Traffic(connections.sum(), packetsIn.sum(), packetsOut.sum(), bytesIn.sum(), bytesOut.sum());
  }
}
