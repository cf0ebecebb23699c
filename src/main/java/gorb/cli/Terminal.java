package gorb.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where a command reads and writes, and whom it asks.
 *
 * @param consent asks whoever sits there a question of yes or no; yes where nobody does
 * @param daemon the URL of the daemon that is asked unless another one is named
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, Predicate<String> consent, String daemon) {
  private static final String DAEMON_VARIABLE = "GORB_URL";
  private static final String USUAL_DAEMON = "http://localhost:4672";

  /**
   * That of this process.
   *
   * @param sockets where a daemon may answer, the likeliest first
   */
  public static Terminal ofProcess(List<Path> sockets) {
    return new Terminal(System.in, System.out, System.err, Terminal::ask, daemon(System.getenv(), sockets));
  }

  /**
   * The daemon that the environment names; else that of the first socket which this user may use; else the usual one.
   *
   * @param environment for {@code GORB_URL}
   */
  static String daemon(Map<String, String> environment, List<Path> sockets) {
    var named = environment.getOrDefault(DAEMON_VARIABLE, "");
    return named.isEmpty()
        ? sockets.stream().filter(Files::isWritable).findFirst().map(it -> SocketTransport.SCHEME + it).orElse(USUAL_DAEMON)
        : named;
  }

  /** Where no terminal is, {@code console} is null (JDK 25) or says so. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean ask(String question) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return true;
    }
    var answer = console.readLine("%s [y/N] ", question);
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }
}
