package gorb.process;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program in a terminal of tmux(1), on a server of its own; killed when closed. */
public final class Tmux implements AutoCloseable {
  private final String server;

  private Tmux(String server) {
    this.server = server;
  }

  /**
   * Starts a program; the test is not run where this machine has no tmux.
   *
   * @param command as of a shell
   */
  public static Tmux start(int columns, int rows, String command) {
    assumeThat(hasTmux()).as("this machine has tmux (Debian: apt install tmux)").isTrue();
    var tmux = new Tmux("gorb-" + ProcessHandle.current().pid());
    tmux.run("-f", "/dev/null", "new-session", "-d", "-x", Integer.toString(columns), "-y", Integer.toString(rows),
        command + "; echo 'ended with code '$?; sleep 3600");
    return tmux;
  }

  /** What the terminal shows. */
  public String screen() {
    return run("capture-pane", "-p");
  }

  /** Presses keys, by tmux's names. */
  public void press(String... keys) {
    var arguments = new ArrayList<>(List.of("send-keys"));
    arguments.addAll(List.of(keys));
    run(arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    run("kill-server");
  }

  private String run(String... arguments) {
    var command = new ArrayList<>(List.of("tmux", "-L", server));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static boolean hasTmux() {
    try {
      return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
