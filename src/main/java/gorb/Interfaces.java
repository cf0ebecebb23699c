package gorb;

import gorb.model.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The interfaces of this host. */
final class Interfaces {
  /** The kernel's IPv4 routes, a line each: interface, destination, gateway, flags, … in hexadecimal (proc(5)). */
  private static final Path ROUTES = Path.of("/proc/net/route");
  private static final String OF_THE_ORIGINAL = "eth0";
  private static final String LOOPBACK = "lo";

  private Interfaces() {}

  /**
   * The interface whose first address is that of services without a host.
   *
   * @param name where it was asked for, else null
   * @param reason why this one
   */
  record Chosen(String name, String reason) {}

  /**
   * Chooses: the one that was asked for, else eth0, else that of the default route, else loopback.
   *
   * @throws StartException where the one asked for does not exist
   */
  static Chosen choose(@Nullable String asked) throws StartException {
    if (asked != null) {
      require(asked);
      return new Chosen(asked, "asked for");
    }
    if (exists(OF_THE_ORIGINAL)) {
      return new Chosen(OF_THE_ORIGINAL, "the default");
    }
    return ofDefaultRoute()
        .filter(Interfaces::exists)
        .map(name -> new Chosen(name, "no eth0: that of the default route"))
        .orElse(new Chosen(LOOPBACK, "no eth0 and no default route"));
  }

  /**
   * Makes sure that an interface exists.
   *
   * @throws StartException naming it, and those that there are
   */
  static void require(String name) throws StartException {
    if (exists(name)) {
      return;
    }
    try {
      var known = NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted().collect(Collectors.joining(", "));
      throw new StartException("interface " + name + ": no such interface (there are: " + known + ")");
    } catch (SocketException e) {
      throw new StartException("interface " + name + ": " + e.getMessage(), e);
    }
  }

  /** The first address of an interface now, IPv4 before IPv6; empty where it has none or is gone. */
  static Optional<IpAddress> firstAddress(String name) {
    try {
      var found = NetworkInterface.getByName(name);
      return found == null
          ? Optional.empty()
          : found.inetAddresses().map(IpAddress::of).min(Comparator.comparing(IpAddress::family));
    } catch (SocketException _) {
      return Optional.empty();
    }
  }

  /** An IPv4 address of this host that others can know: of an interface, else of any. */
  static Optional<IpAddress> routerId(String name) {
    try {
      var preferred = NetworkInterface.getByName(name);
      return Stream.concat(Stream.ofNullable(preferred), NetworkInterface.networkInterfaces())
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address
              && !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(IpAddress::of)
          .findFirst();
    } catch (SocketException _) {
      return Optional.empty();
    }
  }

  private static boolean exists(String name) {
    try {
      return NetworkInterface.getByName(name) != null;
    } catch (SocketException _) {
      return false;
    }
  }

  private static Optional<String> ofDefaultRoute() {
    try (var lines = Files.lines(ROUTES)) {
      return lines
          .map(line -> line.split("\\s+"))
          .filter(columns -> columns.length > 7 && columns[1].equals("00000000") && columns[7].equals("00000000"))
          .map(columns -> columns[0])
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
