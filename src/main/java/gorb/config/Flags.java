package gorb.config;

import gorb.logs.LogFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The flags as picocli fills them in: the name of the original first, then a long one. */
@Command(
    name = "gorb",
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisHeading = "Usage: ",
    customSynopsis = {
        "gorb [flags]",
        "       gorb check FILE [--resolve]",
        "       gorb schema",
        "       gorb get|plan|apply|confirm|rollback|revisions|diff|drift|why|drain|resume [-h]",
        "       gorb bgp|leave|join|nodes|store [-h]",
        "       gorb demo"
    },
    description = {"", "Programs Linux IPVS by a REST API, and balances in user space where there is no IPVS.", ""},
    optionListHeading = "Flags:%n",
    footer = {
        "",
        "'gorb check' says what is wrong with a configuration file; 'gorb schema' prints the JSON Schema of one.",
        "'gorb demo' shows on loopback, without root, how a failing backend is taken out and comes back."
    })
final class Flags {
  @Option(
      names = {"-l", "--listen"},
      paramLabel = "host:port",
      defaultValue = Config.DEFAULT_LISTEN,
      description = "where the API listens (default: ${DEFAULT-VALUE})")
  String listen = Config.DEFAULT_LISTEN;

  @Option(
      names = {"-i", "--interface"},
      paramLabel = "name",
      description = "interface whose first address services get that name no host"
          + " (default: eth0, else that of the default route, else lo)")
  @Nullable String interfaceName;

  @Option(
      names = {"-f", "--flush"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "empty the whole IPVS table at the start, entries of others included")
  boolean flush;

  @Option(
      names = "--exec-checks",
      paramLabel = "policy",
      defaultValue = "off",
      description = "whether health checks may run commands on this host: off, unprivileged (where this process is not"
          + " root), or as-root (default: ${DEFAULT-VALUE})")
  String execChecks = "off";

  @Option(
      names = {"-vipi", "--vip-interface"},
      paramLabel = "name",
      description = "interface to which the addresses of services are added")
  @Nullable String vipInterface;

  @Option(
      names = "--dataplane",
      paramLabel = "name",
      defaultValue = "auto",
      completionCandidates = DataplaneNames.class,
      description = "what carries traffic: ipvs, userspace, memory (nothing does), or auto:"
          + " ipvs where the kernel has it and we may use it, else userspace (default: ${DEFAULT-VALUE})")
  String dataplane = "auto";

  @Option(
      names = "--token-file",
      paramLabel = "file",
      description = "who shows the token in this file may change state from other hosts, too")
  @Nullable Path tokenFile;

  @Option(
      names = "--open",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "everybody may change state, as in the original (default: only this host)")
  boolean open;

  @Option(
      names = "--host-name",
      paramLabel = "name",
      split = ",",
      description = "a further name under which clients ask for this host, such as an alias in DNS; may be repeated")
  List<String> hostNames = new ArrayList<>();

  @Option(
      names = "--socket",
      paramLabel = "path",
      description = "the API's Unix socket, or 'none' (default: /run/gorb/gorb.sock as root,"
          + " else gorb.sock in $XDG_RUNTIME_DIR)")
  @Nullable String socket;

  @Option(
      names = "--socket-group",
      paramLabel = "name",
      description = "the group whose members may use the API's Unix socket, too (default: only the daemon's user)")
  @Nullable String socketGroup;

  @Option(
      names = "--state-dir",
      paramLabel = "path",
      description = "directory that keeps what is wanted over restarts, or 'none' (default: /var/lib/gorb as root,"
          + " else gorb in $XDG_STATE_HOME or ~/.local/state)")
  @Nullable String stateDirectory;

  @Option(
      names = "--drift",
      paramLabel = "policy",
      defaultValue = "repair",
      description = "what becomes of entries that others change in the data plane: repair, or report"
          + " (default: ${DEFAULT-VALUE})")
  String drift = "repair";

  @Option(
      names = "--stop",
      paramLabel = "policy",
      defaultValue = "leave",
      description = "what becomes of what the data plane carries when the daemon stops: leave it, drain it"
          + " (no new connections, removed when none is left), or remove it at once (default: ${DEFAULT-VALUE})")
  String stop = "leave";

  @Option(
      names = "--stop-within",
      paramLabel = "duration",
      defaultValue = "30s",
      description = "how long '--stop drain' waits for connections (default: ${DEFAULT-VALUE})")
  String stopWithin = "30s";

  @Option(
      names = "--removed-connections",
      paramLabel = "fate",
      defaultValue = "finish",
      description = "what becomes of the connections of a removed backend or service in user space: finish"
          + " (they go on to their end), or cut (they are reset) (default: ${DEFAULT-VALUE})")
  String removedConnections = "finish";

  @Option(
      names = {"-v", "--verbose"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "log at level debug")
  boolean verbose;

  @Option(
      names = "--log-format",
      paramLabel = "format",
      defaultValue = "plain",
      completionCandidates = LogFormatNames.class,
      description = "what a line of the log is: plain, for people, or a json object (default: ${DEFAULT-VALUE})")
  String logFormat = "plain";

  @Option(
      names = "--config",
      paramLabel = "file",
      description = "settings and services: a YAML, JSON or TOML file by its extension; flags come before it,"
          + " and SIGHUP reads it again")
  @Nullable Path config;

  @Option(
      names = "--watch-config",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "read the file again when it changes, too")
  boolean watchConfig;

  @Option(
      names = {"-c", "--consul"},
      paramLabel = "url",
      description = "register services in the Consul agent at this URL, so that its DNS finds them")
  @Nullable String consul;

  @Option(
      names = "--consul-token-file",
      paramLabel = "file",
      description = "holds the ACL token for Consul, in one line")
  @Nullable Path consulTokenFile;

  @Option(
      names = "--consul-ca-file",
      paramLabel = "file",
      description = "certificates in PEM of who may vouch for Consul (default: those whom the JDK trusts)")
  @Nullable Path consulCaFile;

  @Option(
      names = "--store",
      paramLabel = "url,...",
      split = ",",
      description = "share services with other directors: consul://host:port[/path], or etcd://host:port[/path],…;"
          + " with TLS consul+https:// and etcd+https://")
  @Nullable List<String> store;

  @Option(
      names = "--store-sync-time",
      paramLabel = "seconds",
      defaultValue = "60",
      description = "seconds between two looks at the store, which tells of changes at once"
          + " (default: ${DEFAULT-VALUE})")
  long storeSyncTime = 60;

  @Option(
      names = "--store-service-path",
      paramLabel = "path",
      defaultValue = "services",
      description = "folder of services in the store (default: ${DEFAULT-VALUE})")
  String storeServicePath = "services";

  @Option(
      names = "--store-backend-path",
      paramLabel = "path",
      defaultValue = "backends",
      description = "folder of backends in the store (default: ${DEFAULT-VALUE})")
  String storeBackendPath = "backends";

  @Option(
      names = "--store-token-file",
      paramLabel = "file",
      description = "holds the token for the store, in one line (default for Consul: that of --consul-token-file)")
  @Nullable Path storeTokenFile;

  @Option(
      names = "--store-ca-file",
      paramLabel = "file",
      description = "certificates in PEM of who may vouch for the store (default: those whom the JDK trusts)")
  @Nullable Path storeCaFile;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  boolean help;

  @Option(
      names = "--version",
      versionHelp = true,
      description = "print the version and exit")
  boolean version;

  /** The names of formats of the log. */
  static final class LogFormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(LogFormat.values()).map(LogFormat::label).iterator();
    }
  }

  /** The names of data planes. */
  static final class DataplaneNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Config.DataplaneChoice.values()).map(Config.DataplaneChoice::label).iterator();
    }
  }
}
