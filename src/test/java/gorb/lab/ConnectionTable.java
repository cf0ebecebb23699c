package gorb.lab;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The connections of IPVS, as {@code /proc/net/ip_vs_conn} has them, in an order that means nothing. */
public final class ConnectionTable {
  /** How many readings in a row must show nothing new. */
  private static final int CALM = 2;

  private ConnectionTable() {}

  /** Which server each connection has, in the namespace of the calling thread. */
  public static Map<Flow, ServerKey> read() throws IOException {
    return untilNothingIsNew(ConnectionTable::readOnce);
  }

  /**
   * All that some readings found. One alone may miss connections: the table is that of all namespaces, and where a
   * reading goes on is found by counting, so what a namespace takes with it when it goes moves the others
   * ({@code ip_vs_conn_array} of {@code net/netfilter/ipvs/ip_vs_conn.c}).
   */
  static Map<Flow, ServerKey> untilNothingIsNew(Reading reading) throws IOException {
    var found = new HashMap<Flow, ServerKey>();
    for (int calm = 0; calm < CALM; ) {
      int before = found.size();
      found.putAll(reading.read());
      calm = found.size() == before ? calm + 1 : 0;
    }
    return found;
  }

  /** One look at the table. */
  @FunctionalInterface
  interface Reading {
    /** The connections that it shows. */
    Map<Flow, ServerKey> read() throws IOException;
  }

  private static Map<Flow, ServerKey> readOnce() throws IOException {
    var servers = new HashMap<Flow, ServerKey>();
    try (var lines = Files.newBufferedReader(Path.of("/proc/thread-self/net/ip_vs_conn"))) {
      lines.readLine(); // names of columns
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        put(line, servers);
      }
    }
    return servers;
  }

  /** Columns: protocol, client, its port, virtual address, its port, server, its port, state; numbers in hex. */
  static void put(String line, Map<Flow, ServerKey> servers) {
    var columns = line.split(" +");
    var flow = new Flow(
        Protocol.valueOf(columns[0].toUpperCase(Locale.ROOT)),
        address(columns[1]),
        Integer.parseInt(columns[2], 16),
        address(columns[3]),
        Integer.parseInt(columns[4], 16));
    servers.put(flow, new ServerKey(address(columns[5]), Integer.parseInt(columns[6], 16)));
  }

  private static IpAddress address(String text) {
    if (text.indexOf(':') >= 0) {
      return IpAddress.of(text);
    }
    return new IpAddress(AddressFamily.IPV4, 0, Long.parseLong(text, 16));
  }
}
