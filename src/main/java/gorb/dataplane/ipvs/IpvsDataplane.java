package gorb.dataplane.ipvs;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Capabilities.Feature;
import gorb.dataplane.Connections;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Refusal;
import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.ipvs.IpvsAnswers.Entry;
import gorb.ffm.Errno;
import gorb.ffm.NativeAccessException;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.KernelSocket;
import gorb.netlink.NetlinkConnection;
import gorb.netlink.NetlinkException;
import gorb.netlink.NetlinkProtocol;
import gorb.netlink.NetlinkSocket;
import gorb.netlink.Trace;
import gorb.netlink.TracingSocket;
import gorb.netlink.generic.FamilyMissingException;
import gorb.netlink.generic.GenericConnection;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's IPVS, in the network namespace of the thread that opened it. Confined to that thread, which must be a
 * platform thread: a system call pins the carrier of a virtual one.
 *
 * <p>The kernel's list is not a snapshot: services that others remove while it is read make other services vanish from
 * it, without a sign. A service that this misses is added by the caller, which the kernel answers with EEXIST and this
 * takes as an edit; so a hole heals at the next turn and moves no traffic.
 *
 * <p>An entry of somebody else that the model cannot say is left out of the table, logged once and told by
 * {@link #unsayable()}.
 */
public final class IpvsDataplane implements Dataplane {
  private static final System.Logger LOG = System.getLogger(IpvsDataplane.class.getName());

  /** ip_vs.h: {@code IPVS_GENL_NAME}. */
  private static final String FAMILY = "IPVS";
  /** ip_vs.h: {@code IPVS_GENL_VERSION}. */
  private static final int VERSION = 1;
  /** The kernel answers at once; this bounds a fault. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final GenericConnection connection;
  private final Capabilities capabilities;
  private Set<String> unsayable = Set.of();

  private IpvsDataplane(GenericConnection connection, Capabilities capabilities) {
    this.connection = connection;
    this.capabilities = capabilities;
  }

  /**
   * Opens the kernel's IPVS. Asking makes a kernel that may load modules load {@code ip_vs}.
   *
   * @throws DataplaneException when there is none, or this process may not use it; says what to do
   */
  public static IpvsDataplane open(Trace trace) throws DataplaneException {
    try {
      var socket = KernelSocket.open(NetlinkProtocol.NETLINK_GENERIC, TIMEOUT);
      return over(TracingSocket.of(socket, NetlinkProtocol.NETLINK_GENERIC, trace));
    } catch (KernelRefusalException e) {
      throw new DataplaneException(Refusals.kind(e.errno()), "open IPVS: " + e.getMessage(), e);
    } catch (NativeAccessException e) {
      throw new DataplaneException(Kind.UNSUPPORTED, "open IPVS: " + e.getMessage(), e);
    }
  }

  /**
   * IPVS at the other end of a socket, which is closed with this data plane, or when there is none.
   *
   * @throws DataplaneException as of {@link #open}
   */
  public static IpvsDataplane over(NetlinkSocket socket) throws DataplaneException {
    var connection = new GenericConnection(new NetlinkConnection(socket), FAMILY, VERSION);
    try {
      return new IpvsDataplane(
          connection, capabilities(connection.ask(IpvsRequests.information(), IpvsAnswers.INFORMATION)));
    } catch (FamilyMissingException e) {
      connection.close();
      throw new DataplaneException(Kind.UNSUPPORTED, "open IPVS: the kernel module ip_vs is not loaded, and the kernel"
          + " did not load it when asked (run \"modprobe ip_vs\"): " + e.getMessage(), e);
    } catch (NetlinkException e) {
      connection.close();
      throw failure("open IPVS", e);
    }
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Table observe() throws DataplaneException {
    try {
      var found = new HashSet<String>();
      var pools = new TreeMap<ServiceKey, Pool>();
      for (var entry : connection.dump(IpvsRequests.services(), IpvsAnswers.SERVICE)) {
        switch (entry) {
          case Entry.Sayable(var key, var settings) -> {
            var destinations = destinations(key, found);
            if (destinations != null) {
              pools.put(key, Pool.of(settings, destinations));
            }
          }
          case Entry.Unsayable(var description) -> found.add(description);
        }
      }
      report(found);
      return Table.of(pools);
    } catch (NetlinkException e) {
      throw failure("observe the table", e);
    }
  }

  /** The entries that the last observation left out because the model cannot say them, each with its reason. */
  public Set<String> unsayable() {
    return unsayable;
  }

  @Override
  public List<Refusal> apply(List<Step> steps) throws DataplaneException {
    try {
      return new StepBatch(connection, steps).run();
    } catch (NetlinkException e) {
      throw failure("apply " + steps.size() + " steps", e);
    }
  }

  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) throws DataplaneException {
    try {
      var connections = new HashMap<ServerKey, Connections>();
      for (var entry : connection.dump(IpvsRequests.destinations(service), IpvsAnswers.connectionsOf(service))) {
        connections.put(entry.server(), entry.connections());
      }
      return connections;
    } catch (NetlinkException e) {
      throw failure("count the connections of " + service, e);
    }
  }

  @Override
  public void flush() throws DataplaneException {
    try {
      connection.execute(IpvsRequests.flush());
    } catch (NetlinkException e) {
      throw failure("flush", e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  /** The destinations of a service, or null when it is gone: the kernel lists none for it then, without an error. */
  private @Nullable Map<ServerKey, Destination> destinations(ServiceKey service, Set<String> found)
      throws NetlinkException {
    var entries = connection.dump(IpvsRequests.destinations(service), IpvsAnswers.destinationOf(service));
    if (entries.isEmpty() && !exists(service)) {
      return null;
    }
    var destinations = new HashMap<ServerKey, Destination>();
    for (var entry : entries) {
      switch (entry) {
        case Entry.Sayable(var key, var destination) -> destinations.put(key, destination);
        case Entry.Unsayable(var description) -> found.add(description);
      }
    }
    return destinations;
  }

  private boolean exists(ServiceKey service) throws NetlinkException {
    try {
      connection.ask(IpvsRequests.service(service), IpvsAnswers.SERVICE);
      return true;
    } catch (KernelRefusalException e) {
      if (e.errno().equals(Errno.ESRCH)) {
        return false;
      }
      throw e;
    }
  }

  private void report(Set<String> found) {
    for (var description : found) {
      if (!unsayable.contains(description)) {
        LOG.log(Level.WARNING, "event=foreign-entry-ignored entry=\"{0}\"", description);
      }
    }
    unsayable = Set.copyOf(found);
  }

  private static Capabilities capabilities(WireInfo information) {
    return new Capabilities(
        "ipvs",
        "IPVS " + information.versionText() + " of the kernel, connection table of "
            + information.connectionTableSize(),
        EnumSet.allOf(AddressFamily.class),
        EnumSet.allOf(Protocol.class),
        Set.of(ForwardingMethod.Masquerade.class, ForwardingMethod.DirectRoute.class, ForwardingMethod.Tunnel.class),
        EnumSet.of(Feature.FIREWALL_MARKS, Feature.PERSISTENCE, Feature.THRESHOLDS, Feature.SURVIVES_RESTART));
  }

  private static DataplaneException failure(String operation, NetlinkException e) {
    return switch (e) {
      case KernelRefusalException refusal -> new DataplaneException(
          Refusals.kind(refusal.errno()),
          operation + ": " + refusal.getMessage()
              + (refusal.errno().equals(Errno.EPERM) ? ": " + Refusals.NEEDED_PRIVILEGE : ""),
          refusal);
      // Lost answers, bytes that cannot be read, a module that was unloaded: what is there now must be seen again
      case NetlinkException other -> new DataplaneException(Kind.TRANSIENT, operation + ": " + other.getMessage(), other);
    };
  }
}
