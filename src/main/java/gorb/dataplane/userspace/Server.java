package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.dataplane.Destination;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.userspace.scheduling.Candidate;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Proxied;
import gorb.model.ForwardingMethod.Source;
import gorb.model.ServerKey;
import gorb.model.Thresholds;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A destination that carries connections. Outlives its entry in the table as long as one of its connections does.
 *
 * <p>Connections are counted as the kernel counts them ({@code ip_vs_bind_dest} of ip_vs_conn.c, {@code
 * tcp_state_active} of ip_vs_proto_tcp.c): a TCP connection is active until one side has ended its data, and inactive
 * from then on; a flow of UDP is always inactive. The kernel goes on counting a closed connection for two minutes; here
 * it is over with its sockets.
 *
 * <p>What can be edited belongs to the lock of the {@link Balancer}, and may be read by any thread; so may everything
 * else be used.
 */
final class Server implements Candidate {
  private final ServerKey key;
  private final Amounts amounts = new Amounts();
  private final AtomicInteger templates = new AtomicInteger();
  private final Object lock = new Object();
  private volatile int active;
  private volatile int inactive;
  private volatile boolean overloaded;
  private volatile boolean removed;
  private volatile int weight;
  private int lastWeight;
  private volatile ForwardingMethod forwarding = ForwardingMethod.MASQUERADE;
  private Thresholds thresholds = Thresholds.NONE;
  private volatile Estimate estimate = Estimate.NONE;

  Server(ServerKey key) {
    this.key = key;
  }

  @Override
  public ServerKey key() {
    return key;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int lastWeight() {
    return lastWeight;
  }

  @Override
  public boolean overloaded() {
    return overloaded;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public int inactive() {
    return inactive;
  }

  /** Comes into the table, again perhaps: the weights that it had before count no more. */
  void join(Destination destination) {
    lastWeight = 0;
    edit(destination);
  }

  /** Takes the settings of its entry in the table ({@code __ip_vs_update_dest} of ip_vs_ctl.c). */
  void edit(Destination destination) {
    weight = destination.weight();
    forwarding = destination.forwarding();
    lastWeight = weight == 0 ? lastWeight : weight;
    synchronized (lock) {
      long upper = destination.thresholds().upper();
      if (upper == 0 || upper > thresholds.upper()) {
        overloaded = false;
      }
      thresholds = destination.thresholds();
    }
    removed = false;
  }

  /**
   * Where it is reached by what was sent to a port of the service, for which its own port 0 stands ({@code
   * ip_vs_schedule} of ip_vs_core.c).
   */
  Carried.Endpoint endpoint(int servicePort) {
    return new Carried.Endpoint(key.address(), key.port() == 0 ? servicePort : key.port());
  }

  /** Whether it is to be sent the header of the PROXY protocol. */
  boolean expectsHeader() {
    return forwarding instanceof Proxied(var introduction, _) && introduction == Introduction.V2;
  }

  /** Whether it sees its clients' own addresses. */
  boolean showsClient() {
    return forwarding instanceof Proxied(_, var source) && source == Source.CLIENT;
  }

  /** It has no entry in the table any more. */
  void remove() {
    removed = true;
  }

  /** Whether it has no entry in the table any more. */
  boolean removed() {
    return removed;
  }

  /** Counts a connection that was scheduled to it. */
  void begin(boolean isFlow) {
    amounts.connection();
    synchronized (lock) {
      count(isFlow ? 0 : 1, isFlow ? 1 : 0);
      if (thresholds.upper() != 0 && (long) active + inactive >= thresholds.upper()) {
        overloaded = true;
      }
    }
  }

  /** One side of a connection that was active has ended its data. */
  void ending() {
    synchronized (lock) {
      count(-1, 1);
    }
  }

  /** A connection is over ({@code ip_vs_unbind_dest} of ip_vs_conn.c). */
  void end(boolean wasActive) {
    synchronized (lock) {
      count(wasActive ? -1 : 0, wasActive ? 0 : -1);
      long connections = (long) active + inactive;
      overloaded &= thresholds.lower() != 0
          ? connections >= thresholds.lower()
          : connections * 4 >= thresholds.upper() * 3 && thresholds.upper() != 0;
    }
  }

  /** How many clients are to keep it. */
  AtomicInteger templates() {
    return templates;
  }

  /** What it has carried. */
  Amounts amounts() {
    return amounts;
  }

  /** Takes a look at the rates, every {@link Estimate#SECONDS}. */
  void estimate() {
    estimate = estimate.after(amounts.total());
  }

  DestinationCounters counters() {
    return new DestinationCounters(active, inactive, templates.get(), amounts.total(), estimate.perSecond());
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // The caller holds the lock.
  private void count(int ofActive, int ofInactive) {
    active += ofActive;
    inactive += ofInactive;
  }
}
