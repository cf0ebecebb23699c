package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  @Test
  void readsALineOfEachAddressFamily() {
    var servers = new HashMap<Flow, ServerKey>();

    ConnectionTable.put("TCP 0A800001 0400 0A020001 0050 0A010003 1F92 SYN_RECV         59", servers);
    ConnectionTable.put(
        "UDP fd10:0003:0000:0000:0000:0000:0000:0001 0401 fd10:0002:0000:0000:0000:0000:0000:0001 0050"
            + " fd10:0001:0000:0000:0000:0000:0000:0002 0050 UDP             299", servers);

    assertThat(servers).hasSize(2)
        .containsEntry(
            new Flow(Protocol.TCP, IpAddress.of("10.128.0.1"), 1024, IpAddress.of("10.2.0.1"), 80),
            new ServerKey(IpAddress.of("10.1.0.3"), 8082))
        .containsEntry(
            new Flow(Protocol.UDP, IpAddress.of("fd10:3::1"), 1025, IpAddress.of("fd10:2::1"), 80),
            new ServerKey(IpAddress.of("fd10:1::2"), 80));
  }

  /** Connections of a namespace that went moved the others while they were counted, and one was missed. */
  @Test
  void aConnectionThatOneReadingMissedIsFoundByTheNext() throws Exception {
    var first = new HashMap<Flow, ServerKey>();
    ConnectionTable.put("TCP 0A800001 0400 0A020001 0050 0A010003 1F92 SYN_RECV         59", first);
    var second = new HashMap<Flow, ServerKey>();
    ConnectionTable.put("TCP 0A800002 0400 0A020001 0050 0A010003 1F92 SYN_RECV         59", second);
    var readings = new ArrayDeque<Map<Flow, ServerKey>>(List.of(first, second, first, second));

    var found = ConnectionTable.untilNothingIsNew(readings::remove);

    assertThat(found).hasSize(2);
    assertThat(readings).as("two readings without news are enough").isEmpty();
  }
}
