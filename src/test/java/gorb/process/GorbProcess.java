package gorb.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A process of {@code ./gorb}, with everything that it prints. Killed when closed.
 */
public final class GorbProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("event=ready listen=(\\S+)");
  private static final String END = "the process printed nothing more";
  /** Generous: the kernel lab emulates its processors, on a machine that may be busy. */
  private static final int PATIENCE_SECONDS = 600;

  private final Process process;
  private final Thread reader;
  private final List<String> printed = new ArrayList<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private GorbProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("gorb-output").start(this::read);
  }

  /** Starts the launcher with some arguments; does not wait. */
  public static GorbProcess start(String... arguments) {
    return start(List.of(), arguments);
  }

  /** Starts the launcher by another command, such as {@code ip netns exec NAME}. */
  public static GorbProcess start(List<String> prefix, String... arguments) {
    var command = new ArrayList<>(prefix);
    command.add("./gorb");
    command.addAll(List.of(arguments));
    // A daemon of a test keeps nothing of its own accord: the usual place is the machine's.
    if (arguments.length > 0 && arguments[0].startsWith("-") && !command.contains("--state-dir")) {
      command.addAll(List.of("--state-dir", "none"));
    }
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      // A test ends long before the optimising compiler has paid for itself: without it a start costs a third less.
      builder.environment().putIfAbsent("GORB_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
      return new GorbProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the daemon is ready; gives where its API listens, {@code host:port}. */
  public String awaitReady() {
    var ready = READY.matcher(awaitLine("event=ready listen="));
    if (!ready.find()) {
      throw new AssertionError("no address in the line of readiness: " + output());
    }
    return ready.group(1);
  }

  /** Waits for a line that contains a text. */
  public String awaitLine(String text) {
    try {
      while (true) {
        var line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
          throw new AssertionError("no line with \"" + text + "\": " + output());
        }
        if (line.contains(text)) {
          return line;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for the end of the process and of what it prints; gives its exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the process did not end: " + output());
      }
      reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends SIGTERM; what is printed is read on, which {@link Process#destroy} would end. */
  public GorbProcess terminate() {
    process.toHandle().destroy();
    return this;
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Everything that was printed so far. */
  public String output() {
    synchronized (printed) {
      return String.join("\n", printed);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (printed) {
          printed.add(line);
        }
        lines.add(line);
      }
    } catch (IOException _) {
      // The process was killed while it printed.
    }
    lines.add(END);
  }
}
