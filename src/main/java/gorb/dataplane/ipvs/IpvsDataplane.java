package gorb.dataplane.ipvs;

import gorb.dataplane.Capabilities;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.Connections;
import gorb.dataplane.Counters;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
  private final Optional<IpvsCounters> counters;
  private Set<String> unsayable = Set.of();

  private IpvsDataplane(
      GenericConnection connection, Capabilities capabilities, Optional<IpvsCounters> counters) {
    this.connection = connection;
    this.capabilities = capabilities;
    this.counters = counters;
  }

  /**
   * Opens the kernel's IPVS. Asking makes a kernel that may load modules load {@code ip_vs}.
   *
   * @throws DataplaneException when there is none, or this process may not use it; says what to do
   */
  public static IpvsDataplane open(Trace trace) throws DataplaneException {
    return over(socket(trace));
  }

  /**
   * Opens the kernel's IPVS with its counters, which are read on another socket.
   *
   * @param nanoTime a clock that only goes forward
   * @throws DataplaneException as of {@link #open(Trace)}
   */
  public static IpvsDataplane open(Trace trace, LongSupplier nanoTime) throws DataplaneException {
    var uncounted = open(trace);
    try {
      var counters = new IpvsCounters(connection(socket(trace)), nanoTime);
      return new IpvsDataplane(uncounted.connection, uncounted.capabilities, Optional.of(counters));
    } catch (DataplaneException e) {
      uncounted.close();
      throw e;
    }
  }

  static NetlinkSocket socket(Trace trace) throws DataplaneException {
    try {
      var socket = KernelSocket.open(NetlinkProtocol.NETLINK_GENERIC, TIMEOUT);
      return TracingSocket.of(socket, NetlinkProtocol.NETLINK_GENERIC, trace);
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
    var connection = connection(socket);
    try {
      var information = connection.ask(IpvsRequests.information(), IpvsAnswers.INFORMATION);
      return new IpvsDataplane(connection, IpvsCapabilities.of(information), Optional.empty());
    } catch (FamilyMissingException e) {
      connection.close();
      throw new DataplaneException(Kind.UNSUPPORTED, "open IPVS: the kernel module ip_vs is not loaded, and the kernel"
          + " did not load it when asked (run \"modprobe ip_vs\"): " + e.getMessage(), e);
    } catch (NetlinkException e) {
      connection.close();
      throw Refusals.failure("open IPVS", e);
    }
  }

  static GenericConnection connection(NetlinkSocket socket) {
    return new GenericConnection(new NetlinkConnection(socket), FAMILY, VERSION);
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
      throw Refusals.failure("observe the table", e);
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
      throw Refusals.failure("apply " + steps.size() + " steps", e);
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
      throw Refusals.failure("count the connections of " + service, e);
    }
  }

  @Override
  public void flush() throws DataplaneException {
    try {
      connection.execute(IpvsRequests.flush());
    } catch (NetlinkException e) {
      throw Refusals.failure("flush", e);
    }
  }

  @Override
  public Optional<Counters> counters() {
    return counters.map(Function.identity());
  }

  /** Of the network namespace of this process. */
  @Override
  public Optional<ConnectionTable> connectionTable() {
    return Optional.of(ConnectionFile.OF_THIS_PROCESS);
  }

  @Override
  public void close() {
    counters.ifPresent(IpvsCounters::close);
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
}
