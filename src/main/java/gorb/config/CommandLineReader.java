package gorb.config;

import gorb.config.Config.AccessRule;
import gorb.config.Config.DataplaneChoice;
import gorb.config.Config.RemovedConnections;
import gorb.control.DriftPolicy;
import gorb.document.Hosts;
import gorb.logs.LogFormat;
import gorb.model.ExecPolicy;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the flags of the daemon, and the file that they name. */
public final class CommandLineReader {
  private final Map<String, String> environment;
  private final boolean isRoot;

  /**
   * @param environment for {@code XDG_RUNTIME_DIR}, {@code XDG_STATE_HOME} and {@code HOME}
   * @param isRoot whether the effective user is 0
   */
  public CommandLineReader(Map<String, String> environment, boolean isRoot) {
    this.environment = environment;
    this.isRoot = isRoot;
  }

  /**
   * Reads a command line, and the file that it names.
   *
   * @throws UsageException naming every problem of the command line; {@link #usage} goes with it
   * @throws ConfigException naming every problem of the file
   */
  public CommandLineRequest read(String... arguments) throws UsageException, ConfigException {
    var alone = flags(Map.of(), arguments);
    if (alone.help) {
      return new CommandLineRequest.Help();
    }
    if (alone.version) {
      return new CommandLineRequest.Version();
    }
    var file = alone.config == null ? null : ConfigFile.read(alone.config, Hosts.unresolved());
    var flags = file == null ? alone : flags(file.settings(), arguments);
    var storeProblem = StoreChoice.problem(flags);
    if (storeProblem.isPresent()) {
      return new CommandLineRequest.Unsupported("--store: " + storeProblem.get());
    }
    var problem = ConsulChoice.problem(flags);
    return problem.isPresent()
        ? new CommandLineRequest.Unsupported("--consul: " + problem.get())
        : new CommandLineRequest.Run(config(flags, file == null ? null : file.bgp()));
  }

  /** The help text. */
  public static String usage() {
    return ParsedFlags.usage();
  }

  private static Flags flags(Map<String, String> file, String... arguments) throws UsageException {
    var parsed = ParsedFlags.of(file, arguments);
    if (!parsed.problems().isEmpty() && !parsed.flags().help && !parsed.flags().version) {
      throw new UsageException(
          parsed.problems().stream().map(ParsedFlags.FlagProblem::onCommandLine).collect(Collectors.joining("\n")));
    }
    return parsed.flags();
  }

  private Config config(Flags flags, @Nullable BgpChoice bgp) {
    return new Config(
        flags.listen,
        flags.interfaceName,
        flags.vipInterface,
        DataplaneChoice.parse(flags.dataplane).orElseThrow(),
        flags.flush,
        ExecPolicy.parse(flags.execChecks).orElseThrow(),
        access(flags),
        Set.copyOf(flags.hostNames),
        socket(flags),
        StateDirectory.of(flags.stateDirectory, environment, isRoot),
        DriftPolicy.valueOf(flags.drift.toUpperCase(Locale.ROOT)),
        StopFlags.choice(flags),
        RemovedConnections.valueOf(flags.removedConnections.toUpperCase(Locale.ROOT)),
        ConsulChoice.of(flags),
        StoreChoice.of(flags),
        bgp,
        new Config.LogChoice(flags.verbose, LogFormat.parse(flags.logFormat).orElseThrow()),
        flags.config == null ? null : new Config.FileChoice(flags.config, flags.watchConfig));
  }

  private static AccessRule access(Flags flags) {
    if (flags.open) {
      return new AccessRule.Open();
    }
    return flags.tokenFile == null ? new AccessRule.Local() : new AccessRule.Token(flags.tokenFile);
  }

  private Config.@Nullable SocketChoice socket(Flags flags) {
    var group = flags.socketGroup;
    if (flags.socket != null) {
      return flags.socket.equals("none") ? null : new Config.SocketChoice(Path.of(flags.socket), group, true);
    }
    return UsualSocket.made(environment, isRoot)
        .map(it -> new Config.SocketChoice(it, group, group != null)).orElse(null);
  }
}
