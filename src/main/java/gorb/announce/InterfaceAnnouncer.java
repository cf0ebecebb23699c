package gorb.announce;

import gorb.control.Announcer;
import gorb.ffm.Errno;
import gorb.ffm.NativeAccessException;
import gorb.model.IpAddress;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.NetlinkException;
import gorb.netlink.Trace;
import gorb.netlink.route.InterfaceAddress;
import gorb.netlink.route.RouteConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds virtual addresses to an interface, /32 or /128, and removes those that it added. An address that is there already
 * belongs to somebody else and stays, unless it carries our mark ({@link InterfaceAddress#OURS}, kept by Linux since
 * 5.18): then an earlier run added it, and it is taken over when a service wants it again. Confined to the controller's
 * thread.
 */
public final class InterfaceAnnouncer implements Announcer {
  private final RouteConnection connection;
  private final String interfaceName;
  private final int interfaceIndex;
  private final Set<IpAddress> added = new HashSet<>();
  private final Set<IpAddress> missing = new HashSet<>();

  InterfaceAnnouncer(RouteConnection connection, String interfaceName, int interfaceIndex) {
    this.connection = connection;
    this.interfaceName = interfaceName;
    this.interfaceIndex = interfaceIndex;
  }

  /**
   * An announcer on an interface.
   *
   * @throws IOException where there is no such interface, or the kernel cannot be asked
   */
  public static InterfaceAnnouncer open(String interfaceName, Trace trace) throws IOException {
    try {
      var connection = RouteConnection.open(trace);
      for (var found : connection.interfaces()) {
        if (found.name().equals(interfaceName)) {
          return new InterfaceAnnouncer(connection, interfaceName, found.index());
        }
      }
      connection.close();
      throw new IOException("no such interface");
    } catch (NetlinkException | NativeAccessException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public List<String> set(Set<IpAddress> addresses) {
    var problems = new ArrayList<String>();
    missing.clear();
    for (var address : List.copyOf(added)) {
      if (!addresses.contains(address)) {
        remove(address, problems);
      }
    }
    try {
      var there = carried();
      addresses.forEach(address -> ensure(address, there.get(address), problems));
    } catch (NetlinkException e) {
      addresses.stream().filter(address -> !added.contains(address)).forEach(missing::add);
      problems.add("list addresses: " + e.getMessage());
    }
    return problems;
  }

  @Override
  public Set<IpAddress> missing() {
    return Set.copyOf(missing);
  }

  @Override
  public void close() {
    connection.close();
  }

  private void ensure(IpAddress address, @Nullable InterfaceAddress found, List<String> problems) {
    if (found == null) {
      add(address, problems);
    } else if (found.interfaceIndex() == interfaceIndex && found.protocol() == InterfaceAddress.OURS) {
      added.add(address);
    }
  }

  private void add(IpAddress address, List<String> problems) {
    try {
      connection.add(InterfaceAddress.ofHost(interfaceIndex, address.toInetAddress()));
      added.add(address);
    } catch (NetlinkException e) {
      missing.add(address);
      problems.add("add address " + address + " to " + interfaceName + ": " + e.getMessage());
    }
  }

  private void remove(IpAddress address, List<String> problems) {
    try {
      connection.remove(InterfaceAddress.ofHost(interfaceIndex, address.toInetAddress()));
      added.remove(address);
    } catch (KernelRefusalException e) {
      if (e.errno().equals(Errno.EADDRNOTAVAIL)) {
        added.remove(address);
      } else {
        problems.add("remove address " + address + " from " + interfaceName + ": " + e.getMessage());
      }
    } catch (NetlinkException e) {
      problems.add("remove address " + address + " from " + interfaceName + ": " + e.getMessage());
    }
  }

  private Map<IpAddress, InterfaceAddress> carried() throws NetlinkException {
    var there = new HashMap<IpAddress, InterfaceAddress>();
    connection.addresses().forEach(it -> there.put(IpAddress.of(it.address()), it));
    return there;
  }
}
