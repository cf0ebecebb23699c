package gorb.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal of its own for a program of a whole screen: the alternate screen of xterm, keys without echo and one by one.
 * What was there before comes back at the close, also when the process is interrupted.
 */
final class TopScreen implements AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String REVERSE = "\u001b[7m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final String before;
  private final Thread whenInterrupted = Thread.ofPlatform().name("restore-terminal").unstarted(this::restore);

  private TopScreen(PrintStream out, String before) {
    this.out = out;
    this.before = before;
  }

  /**
   * Takes the terminal of this process.
   *
   * @throws CommandException where it has none
   */
  static TopScreen open(PrintStream out) throws CommandException {
    var screen = new TopScreen(out, stty("-g"));
    Runtime.getRuntime().addShutdownHook(screen.whenInterrupted);
    stty("-icanon", "-echo", "min", "1", "time", "0");
    out.print(ENTER);
    out.flush();
    return screen;
  }

  /** Rows and columns as they are now. */
  Size size() throws CommandException {
    var words = stty("size").split(" ", -1);
    return new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
  }

  /**
   * How big it is.
   *
   * @param rows at least 1
   * @param columns at least 1
   */
  record Size(int rows, int columns) {
    Size {
      rows = rows > 0 ? rows : 24;
      columns = columns > 0 ? columns : 80;
    }
  }

  /** Shows lines from the top, each cut at the edge; those that are marked in reverse. */
  void show(List<String> lines, int marked, Size size) {
    var text = new StringBuilder(HOME);
    for (int row = 0; row < Math.min(lines.size(), size.rows()); row++) {
      var line = lines.get(row);
      var cut = line.length() > size.columns() ? line.substring(0, size.columns()) : line;
      text.append(row == 0 ? "" : "\r\n").append(row == marked ? REVERSE + cut + PLAIN : cut).append(CLEAR_LINE);
    }
    out.print(text.append(CLEAR_BELOW));
    out.flush();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(whenInterrupted);
      restore();
    } catch (IllegalStateException _) {
      // The process is ending: the hook does it.
    }
  }

  private void restore() {
    out.print(LEAVE);
    out.flush();
    try {
      stty(before);
    } catch (CommandException _) {
      // The terminal is gone, and nobody looks at it.
    }
  }

  private static String stty(String... arguments) throws CommandException {
    var command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectInput(TERMINAL).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new CommandException("top: needs a terminal (" + String.join(" ", command) + ": " + said + "); try --once");
      }
      return said;
    } catch (IOException e) {
      throw new CommandException("top: needs a terminal (" + e.getMessage() + "); try --once");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException("top: interrupted");
    }
  }
}
