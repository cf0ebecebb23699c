package gorb;

import gorb.cli.Commands;
import gorb.cli.Terminal;
import gorb.config.CommandLineReader;
import gorb.config.CommandLineRequest;
import gorb.config.Config;
import gorb.config.ConfigException;
import gorb.config.UsageException;
import gorb.config.UsualSocket;
import gorb.control.DriftPolicy;
import gorb.demo.Demo;
import gorb.logs.Journal;
import gorb.logs.LogFormat;
import gorb.logs.Logs;
import gorb.model.ExecPolicy;
import gorb.netlink.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;

/**
 * The command line, and the exit codes: 0 for an orderly end, 1 for a start or command that failed or an end that was cut
 * short by a second signal, 2 for words not understood. Flags come first and start the daemon; a word is a command.
 */
public final class Main {
  private static final int CANNOT_START = 1;
  private static final int NOT_UNDERSTOOD = 2;
  /** Names what is printed in hexadecimal: {@code netlink}. */
  private static final String TRACE_VARIABLE = "GORB_TRACE";

  private Main() {}

  /** Runs the command line. */
  public static void main(String[] arguments) {
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "check" -> System.exit(CheckCommand.run(arguments, System.out, System.err));
      case "schema" -> System.exit(SchemaCommand.run(arguments, System.out, System.err));
      case "demo" -> demo(arguments);
      case String word when Commands.NAMES.contains(word) ->
          System.exit(Commands.run(Terminal.ofProcess(UsualSocket.sought(System.getenv(), isRoot())), arguments));
      default -> daemon(arguments);
    }
  }

  private static void daemon(String... arguments) {
    try {
      run(new CommandLineReader(System.getenv(), isRoot()).read(arguments));
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.err.println();
      System.err.print(CommandLineReader.usage());
      System.exit(NOT_UNDERSTOOD);
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(CANNOT_START);
    }
  }

  private static void run(CommandLineRequest request) {
    switch (request) {
      case CommandLineRequest.Help() -> System.out.print(CommandLineReader.usage());
      case CommandLineRequest.Version() -> System.out.println("gorb " + version());
      case CommandLineRequest.Unsupported(var reason) -> fail(reason);
      case CommandLineRequest.Run(var config) -> serve(config);
    }
  }

  private static void serve(Config config) {
    boolean isJournal = Journal.has(System.getenv(), Journal.STANDARD_ERROR);
    Logs.install(config.log().verbose() ? Level.FINE : Level.INFO, config.log().format(), isJournal);
    try {
      Daemon.start(config, version(), trace(), Main::stopOnSignal);
    } catch (StartException e) {
      if (config.log().format() == LogFormat.PLAIN && !isJournal) {
        fail(String.valueOf(e.getMessage()));
      }
      logger().log(System.Logger.Level.ERROR, "event=not-started reason=\"{0}\"", e.getMessage());
      System.exit(CANNOT_START);
    }
  }

  /** Not before it is known how lines look: the first one settles that. */
  private static System.Logger logger() {
    return System.getLogger(Main.class.getName());
  }

  /**
   * SIGTERM and SIGINT stop in order; who sends a second one does not want to wait for what the first one began. No
   * shutdown hook does it: the one of the JDK's logging runs beside it, and nothing is logged after that.
   */
  private static void stopOnSignal(Daemon daemon) {
    var log = logger();
    var isStopping = new AtomicBoolean();
    for (var name : List.of("TERM", "INT")) {
      Signals.handle(name, () -> {
        if (isStopping.getAndSet(true)) {
          log.log(System.Logger.Level.WARNING, "event=stopped-at-once signal={0}", name);
          Runtime.getRuntime().halt(CANNOT_START);
        }
        log.log(System.Logger.Level.INFO, "event=stopping signal={0}", name);
        // The thread of a signal is a daemon: the JVM would not wait for it when the last other thread has ended.
        Thread.ofPlatform().name("stop").daemon(false).start(() -> {
          daemon.stop();
          log.log(System.Logger.Level.INFO, "event=stopped");
          Runtime.getRuntime().halt(0);
        });
      });
    }
  }

  private static void demo(String... arguments) {
    if (arguments.length > 1) {
      daemon(arguments);
      return;
    }
    Logs.install(Level.SEVERE, LogFormat.PLAIN, false);
    boolean worked = false;
    try {
      var config = new Config(
          "127.0.0.1:" + freePort(4672), "lo", null, Config.DataplaneChoice.USERSPACE, false,
          ExecPolicy.OFF,
          new Config.AccessRule.Local(), Set.of(), null, null, DriftPolicy.REPAIR, Config.StopChoice.DEFAULT,
          Config.RemovedConnections.FINISH, null, null, null, List.of(), Config.LogChoice.DEFAULT, null);
      try (var daemon = Daemon.start(config, version(), Trace.NONE, _ -> {})) {
        worked = new Demo(
            URI.create("http://" + daemon.address()), freePort(8080), System.out, System::nanoTime).run();
      }
    } catch (StartException | IOException e) {
      fail("demo: " + e.getMessage());
    }
    System.exit(worked ? 0 : CANNOT_START);
  }

  /** The port that was thought of, where it is free on loopback, else another. */
  private static int freePort(int preferred) throws IOException {
    for (int port : new int[] {preferred, 0}) {
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (port == 0) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("no port");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Trace trace() {
    return isTraced("netlink") ? System.err::println : Trace.NONE;
  }

  /** Whether messages of a protocol shall be printed: {@code GORB_TRACE=netlink,bgp}. */
  static boolean isTraced(String protocol) {
    return Arrays.asList(System.getenv().getOrDefault(TRACE_VARIABLE, "").split(",")).contains(protocol);
  }

  private static String version() {
    var build = new Properties();
    try (var stream = Main.class.getResourceAsStream("build.properties")) {
      if (stream != null) {
        build.load(stream);
      }
    } catch (IOException _) {
      // The version is unknown then; nothing depends on it.
    }
    return build.getProperty("version", "unknown");
  }

  private static void fail(String message) {
    System.err.println("gorb: " + message);
    System.exit(CANNOT_START);
  }
}
