package gorb.config;

import gorb.config.Config.AccessRule;
import gorb.config.Config.DataplaneChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Reads the flags of the daemon. */
public final class CommandLineReader {
  private static final Path ROOT_SOCKET = Path.of("/run/gorb/gorb.sock");

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
   * Reads a command line.
   *
   * @throws UsageException naming every problem; {@link #usage} goes with it
   */
  public CommandLineRequest read(String... arguments) throws UsageException {
    var flags = new Flags();
    var parser = parser(flags);
    var problems = new ArrayList<String>();
    parser.parseArgs(withKnownDashes(parser, arguments)).errors().forEach(error -> problems.add(message(error)));
    if (flags.help) {
      return new CommandLineRequest.Help();
    }
    if (flags.version) {
      return new CommandLineRequest.Version();
    }
    var dataplane = dataplane(flags.dataplane, problems);
    if (flags.open && flags.tokenFile != null) {
      problems.add("--open and --token-file: give one of them, or neither");
    }
    if (flags.storeSyncTime <= 0) {
      problems.add("--store-sync-time: " + flags.storeSyncTime + " (expected: 1 or more)");
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
    if (flags.consul != null) {
      return notYet("-c: registration in Consul");
    }
    if (flags.store != null) {
      return notYet("-store: sharing services through a key-value store");
    }
    return new CommandLineRequest.Run(new Config(
        flags.listen,
        flags.interfaceName,
        flags.vipInterface,
        dataplane,
        flags.flush,
        access(flags),
        Set.copyOf(flags.hostNames),
        socket(flags.socket),
        StateDirectory.of(flags.stateDirectory, environment, isRoot),
        flags.verbose));
  }

  /** The help text. */
  public static String usage() {
    return parser(new Flags()).getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private static CommandLine parser(Flags flags) {
    var parser = new CommandLine(flags)
        .setPosixClusteredShortOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false);
    parser.getCommandSpec().parser().collectErrors(true);
    return parser;
  }

  /** The arguments with as many dashes as the known flags have: like the original, it is all one whether one or two. */
  private static String[] withKnownDashes(CommandLine parser, String... arguments) {
    var known = parser.getCommandSpec().optionsMap().keySet();
    return Arrays.stream(arguments)
        .map(argument -> {
          var name = argument.replaceFirst("=.*", "");
          var other = name.startsWith("--") ? name.substring(1) : "-" + name;
          return name.startsWith("-") && !known.contains(name) && known.contains(other)
              ? other + argument.substring(name.length())
              : argument;
        })
        .toArray(String[]::new);
  }

  private static CommandLineRequest notYet(String what) {
    return new CommandLineRequest.Unsupported(what + " is not in this version; start without it");
  }

  private static String message(Exception error) {
    if (!(error instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return String.valueOf(error.getMessage());
    }
    var word = String.join(" ", unmatched.getUnmatched());
    var suggestions = unmatched.getSuggestions();
    var known = suggestions.isEmpty() ? "see gorb -h" : "did you mean " + String.join(" or ", suggestions) + "?";
    return word.startsWith("-")
        ? "unknown flag: " + word + " (" + known + ")"
        : "unknown word: " + word + " (expected: flags only, or 'demo' alone)";
  }

  private static @Nullable DataplaneChoice choiceOf(String name) {
    for (var choice : DataplaneChoice.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(name)) {
        return choice;
      }
    }
    return null;
  }

  private static DataplaneChoice dataplane(String name, List<String> problems) {
    var choice = choiceOf(name);
    if (choice == null) {
      problems.add("--dataplane: " + name + " (expected: auto, ipvs, userspace or memory)");
      return DataplaneChoice.AUTO;
    }
    return choice;
  }

  private static AccessRule access(Flags flags) {
    if (flags.open) {
      return new AccessRule.Open();
    }
    return flags.tokenFile == null ? new AccessRule.Local() : new AccessRule.Token(flags.tokenFile);
  }

  private Config.@Nullable SocketChoice socket(@Nullable String flag) {
    if (flag != null) {
      return flag.equals("none") ? null : new Config.SocketChoice(Path.of(flag), true);
    }
    if (isRoot) {
      return new Config.SocketChoice(ROOT_SOCKET, false);
    }
    var runtime = environment.get("XDG_RUNTIME_DIR");
    return runtime == null || runtime.isEmpty() ? null : new Config.SocketChoice(Path.of(runtime, "gorb.sock"), false);
  }
}
