package gorb.config;

import gorb.control.DriftPolicy;
import gorb.control.StopPolicy;
import gorb.logs.LogFormat;
import gorb.model.ExecPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the daemon.
 *
 * @param listen where the API listens, {@code host:port} or {@code :port}
 * @param interfaceName the interface whose first address services get that name none; null to choose one
 * @param vipInterface the interface to which virtual addresses are added; null for none
 * @param dataplane what carries traffic
 * @param flush whether the whole table is emptied at the start, entries of others included
 * @param execChecks whether health checks may run commands
 * @param access who may change state
 * @param hostNames names of this host that clients may use, beside its addresses, localhost and the kernel's name of it
 * @param socket where the Unix socket of the API is; null for none
 * @param stateDirectory what keeps intent over restarts; null for nothing
 * @param drift what becomes of what others change in the data plane
 * @param stop what becomes of what the data plane carries when the daemon stops
 * @param removedConnections what becomes of the connections of a server or service that is removed, in user space
 * @param consul where services are registered; null for nowhere
 * @param store what services are shared through; null for nothing
 * @param bgp the routers that are told of the addresses of services; null for none
 * @param webhooks receivers that are told of what happens
 * @param log how much is logged, and how
 * @param file where settings and services come from, too; null for flags alone
 */
public record Config(
    String listen,
    @Nullable String interfaceName,
    @Nullable String vipInterface,
    DataplaneChoice dataplane,
    boolean flush,
    ExecPolicy execChecks,
    AccessRule access,
    Set<String> hostNames,
    @Nullable SocketChoice socket,
    @Nullable StateDirectory stateDirectory,
    DriftPolicy drift,
    StopChoice stop,
    RemovedConnections removedConnections,
    @Nullable ConsulChoice consul,
    @Nullable StoreChoice store,
    @Nullable BgpChoice bgp,
    List<WebhookChoice> webhooks,
    LogChoice log,
    @Nullable FileChoice file) {

  public Config {
    hostNames = Set.copyOf(hostNames);
    webhooks = List.copyOf(webhooks);
  }

  /** The port of the original. */
  public static final String DEFAULT_LISTEN = ":4672";

  /** How long a stop may wait for others, at most: for connections to end, and for routers to prefer other nodes. */
  public Duration stopWait() {
    var connections = stop.policy() == StopPolicy.LEAVE ? Duration.ZERO : stop.within();
    return bgp != null && bgp.leaving().onStop() ? connections.plus(bgp.leaving().pause()) : connections;
  }

  /** Which data plane to take. */
  public enum DataplaneChoice {
    /** IPVS where the kernel has it and we may use it, else user space. */
    AUTO,
    IPVS,
    USERSPACE,
    /** A table in memory that carries no traffic: for trying things out. */
    MEMORY;

    /** The name that users give it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DataplaneChoice> parse(String text) {
      return Arrays.stream(values()).filter(choice -> choice.label().equals(text)).findFirst();
    }
  }

  /** What becomes of the connections of what is removed. */
  public enum RemovedConnections {
    /** They go on until they end by themselves. */
    FINISH,
    /** They are reset. */
    CUT
  }

  /**
   * What is logged.
   *
   * @param verbose whether also at level debug
   * @param format what a line looks like
   */
  public record LogChoice(boolean verbose, LogFormat format) {
    /** For people, from level info on. */
    public static final LogChoice DEFAULT = new LogChoice(false, LogFormat.PLAIN);
  }

  /**
   * The file that the settings, and services, come from.
   *
   * @param path where it is
   * @param watch whether it is read again when it changes, beside on SIGHUP
   */
  public record FileChoice(Path path, boolean watch) {}

  /**
   * What becomes of what the data plane carries when the daemon stops.
   *
   * @param within how long connections are waited for, at the most
   */
  public record StopChoice(StopPolicy policy, Duration within) {
    /** Everything stays. */
    public static final StopChoice DEFAULT = new StopChoice(StopPolicy.LEAVE, Duration.ofSeconds(30));
  }

  /**
   * The Unix socket of the API.
   *
   * @param path where it is
   * @param group whose members may use it, beside the user of the daemon; null for none
   * @param required whether it was asked for: if not, the daemon goes on without one that cannot be made
   */
  public record SocketChoice(Path path, @Nullable String group, boolean required) {}

  /** Who may change state. */
  public sealed interface AccessRule {
    /** This host only: loopback addresses and the Unix socket. */
    record Local() implements AccessRule {}

    /** This host, and who shows the token that the file holds. */
    record Token(Path file) implements AccessRule {}

    /** Everybody, as the original. */
    record Open() implements AccessRule {}
  }
}
