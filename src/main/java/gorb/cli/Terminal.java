package gorb.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.Predicate;

/**
 * Where a command reads and writes.
 *
 * @param consent asks whoever sits there a question of yes or no; yes where nobody does
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, Predicate<String> consent) {
  /** That of this process. */
  public static Terminal ofProcess() {
    return new Terminal(System.in, System.out, System.err, Terminal::ask);
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
