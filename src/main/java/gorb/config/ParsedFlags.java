package gorb.config;

import gorb.config.Config.DataplaneChoice;
import gorb.logs.LogFormat;
import gorb.model.ExecPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The flags, each with the value of the command line, else that of the file, else its default.
 *
 * @param problems everything that is wrong with them
 */
record ParsedFlags(Flags flags, List<FlagProblem> problems) {
  ParsedFlags {
    problems = List.copyOf(problems);
  }

  /**
   * One thing that is wrong with the flags.
   *
   * @param setting which one, by its name in files; null where none is to blame
   * @param message what
   * @param isComplete whether the message names the flag itself
   */
  record FlagProblem(@Nullable String setting, String message, boolean isComplete) {
    /** The problem as the command line tells it. */
    String onCommandLine() {
      return isComplete || setting == null ? message : "--" + setting + ": " + message;
    }
  }

  /**
   * Reads a command line.
   *
   * @param file the settings of the file, by name
   */
  static ParsedFlags of(Map<String, String> file, String... arguments) {
    var flags = new Flags();
    var parser = parser(flags)
        .setInterpolateVariables(false)
        .setDefaultValueProvider(flag -> flag instanceof OptionSpec option ? file.get(Setting.nameOf(option)) : null);
    var problems = new ArrayList<FlagProblem>();
    parser.parseArgs(withKnownDashes(parser, arguments)).errors().forEach(error -> problems.add(problem(error)));
    rules(flags, problems);
    return new ParsedFlags(flags, problems);
  }

  /** The help text. */
  static String usage() {
    return parser(new Flags()).getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /** What each value, and they together, have to be. */
  private static void rules(Flags flags, List<FlagProblem> problems) {
    if (DataplaneChoice.parse(flags.dataplane).isEmpty()) {
      problems.add(new FlagProblem(
          "dataplane", flags.dataplane + " (expected: auto, ipvs, userspace or memory)", false));
    }
    if (ExecPolicy.parse(flags.execChecks).isEmpty()) {
      problems.add(new FlagProblem(
          "exec-checks", flags.execChecks + " (expected: off, unprivileged or as-root)", false));
    }
    if (!Set.of("repair", "report").contains(flags.drift)) {
      problems.add(new FlagProblem("drift", flags.drift + " (expected: repair or report)", false));
    }
    if (LogFormat.parse(flags.logFormat).isEmpty()) {
      problems.add(new FlagProblem("log-format", flags.logFormat + " (expected: plain or json)", false));
    }
    StopFlags.rules(flags, problems);
    if (!Set.of("finish", "cut").contains(flags.removedConnections)) {
      problems.add(new FlagProblem(
          "removed-connections", flags.removedConnections + " (expected: finish or cut)", false));
    }
    if (flags.open && flags.tokenFile != null) {
      problems.add(new FlagProblem(
          "open", "--open and --token-file: give one of them, or neither", true));
    }
    if (flags.socketGroup != null && "none".equals(flags.socket)) {
      problems.add(new FlagProblem(
          "socket-group", flags.socketGroup + " (expected: nothing, as there is no socket)", false));
    }
    if (flags.storeSyncTime <= 0) {
      problems.add(new FlagProblem("store-sync-time", flags.storeSyncTime + " (expected: 1 or more)", false));
    }
    StoreChoice.folderProblem(flags).ifPresent(it -> problems.add(new FlagProblem("store-service-path", it, false)));
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

  private static FlagProblem problem(Exception error) {
    if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
      return new FlagProblem(null, unmatched(unmatched), true);
    }
    var setting = error instanceof CommandLine.ParameterException parameter
        && parameter.getArgSpec() instanceof OptionSpec option ? Setting.nameOf(option) : null;
    return new FlagProblem(setting, String.valueOf(error.getMessage()), true);
  }

  private static String unmatched(CommandLine.UnmatchedArgumentException error) {
    var word = String.join(" ", error.getUnmatched());
    var suggestions = error.getSuggestions();
    var known = suggestions.isEmpty() ? "see gorb -h" : "did you mean " + String.join(" or ", suggestions) + "?";
    return word.startsWith("-")
        ? "unknown flag: " + word + " (" + known + ")"
        : "unknown word: " + word + " (expected: flags only, or a command alone)";
  }
}
