package gorb.dataplane.ipvs;

import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal.Kind;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * The kernel's connections as {@code /proc/net/ip_vs_conn} lists them ({@code ip_vs_conn_seq_show} of ip_vs_conn.c);
 * netlink has no command for them. The list is no snapshot, and costs a walk of the kernel's table: one reading goes on
 * at a time, and ends after a million connections.
 */
final class ConnectionFile implements ConnectionTable {
  /** That of the network namespace of this process. */
  static final ConnectionFile OF_THIS_PROCESS = new ConnectionFile(Path.of("/proc/self/net/ip_vs_conn"));

  private static final int MOST_LINES = 1_000_000;
  private static final int COLUMNS = 9;
  private static final int HEXADECIMAL = 16;

  private final Path file;
  private final Semaphore readers = new Semaphore(1);

  ConnectionFile(Path file) {
    this.file = file;
  }

  @Override
  public Page read(Predicate<Carried> wanted, int limit) throws DataplaneException {
    if (!readers.tryAcquire()) {
      throw new DataplaneException(Kind.TRANSIENT, "read the connections: somebody else is reading them, ask again");
    }
    try (var lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      lines.readLine(); // names of columns
      return read(lines, wanted, limit);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataplaneException(Kind.TRANSIENT, "read the connections: " + e, e);
    } finally {
      readers.release();
    }
  }

  private static Page read(BufferedReader lines, Predicate<Carried> wanted, int limit) throws IOException {
    var found = new ArrayList<Carried>();
    int read = 0;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (read++ == MOST_LINES) {
        return new Page(found, true);
      }
      var connection = connection(line);
      if (wanted.test(connection)) {
        if (found.size() == limit) {
          return new Page(found, true);
        }
        found.add(connection);
      }
    }
    return new Page(found, false);
  }

  /** Protocol, client, virtual and server address, each with its port in hexadecimal, state, seconds; then the engine's. */
  static Carried connection(String line) {
    var columns = line.strip().split(" +");
    if (columns.length < COLUMNS) {
      throw new IllegalArgumentException(columns.length + " columns (expected: " + COLUMNS + " or more): " + line);
    }
    return new Carried(
        columns[0].toLowerCase(Locale.ROOT),
        endpoint(columns, 1),
        endpoint(columns, 3),
        endpoint(columns, 5),
        columns[7],
        Duration.ofSeconds(Long.parseLong(columns[8])));
  }

  private static Carried.Endpoint endpoint(String[] columns, int first) {
    var address = columns[first].indexOf(':') >= 0
        ? IpAddress.of(columns[first])
        : new IpAddress(AddressFamily.IPV4, 0, Long.parseLong(columns[first], HEXADECIMAL));
    return new Carried.Endpoint(address, Integer.parseInt(columns[first + 1], HEXADECIMAL));
  }
}
