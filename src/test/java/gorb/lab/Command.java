package gorb.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program and its arguments, run to its end within a deadline; no shell is involved. The program lives in the
 * network namespace of the thread that runs it.
 *
 * @param arguments the program and what it is given
 * @param input what it reads from its standard input
 * @param deadline after which it is killed and the run fails
 */
public record Command(List<String> arguments, String input, Duration deadline) {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  public Command {
    arguments = List.copyOf(arguments);
  }

  /** A command without input and with a generous deadline. */
  public static Command of(String... arguments) {
    return new Command(List.of(arguments), "", DEFAULT_DEADLINE);
  }

  /** The same command, given something to read. */
  public Command withInput(String text) {
    return new Command(arguments, text, deadline);
  }

  /** The same command with another deadline. */
  public Command within(Duration limit) {
    return new Command(arguments, input, limit);
  }

  /** Runs the command, whatever its exit code. */
  public Output run() {
    var process = start();
    var stdout = drain(process.getInputStream());
    var stderr = drain(process.getErrorStream());
    try {
      feed(process);
      var deadlineNanos = System.nanoTime() + deadline.toNanos();
      if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(this + ": still running after " + deadline);
      }
      return new Output(this, process.exitValue(), text(stdout, deadlineNanos), text(stderr, deadlineNanos));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(this + ": interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs the command; an exit code other than 0 is an exception with all that the command said. */
  public Output succeed() {
    var output = run();
    if (output.exitCode() != 0) {
      throw new IllegalStateException(output.toString());
    }
    return output;
  }

  @Override
  public String toString() {
    return String.join(" ", arguments) + (input.isEmpty() ? "" : " <<< '" + input.strip() + "'");
  }

  private Process start() {
    try {
      return new ProcessBuilder(arguments).start();
    } catch (IOException e) {
      throw new UncheckedIOException(this + ": " + e.getMessage(), e);
    }
  }

  private void feed(Process process) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // The program closed its input unread; its exit code tells whether that was right.
    }
  }

  /**
   * Reads in the background, so that a full pipe never stops the program. On a platform thread: reading a pipe holds
   * a virtual thread's carrier, and the program may be waiting for a server that runs on one.
   */
  private static CompletableFuture<String> drain(InputStream stream) {
    var text = new CompletableFuture<String>();
    Thread.ofPlatform().daemon().name("drain").start(() -> {
      try {
        text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        text.completeExceptionally(e);
      }
    });
    return text;
  }

  /** A child in the background may keep the pipe open after the program itself has ended. */
  private String text(CompletableFuture<String> text, long deadlineNanos) throws InterruptedException {
    try {
      return text.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new IllegalStateException(this + ": ended, but something keeps its output open after " + deadline);
    } catch (ExecutionException e) {
      throw new IllegalStateException(this + ": cannot read its output", e.getCause());
    }
  }

  /**
   * What a command left.
   *
   * @param command what was run
   * @param exitCode 0 for success
   * @param stdout its standard output
   * @param stderr its standard error
   */
  public record Output(Command command, int exitCode, String stdout, String stderr) {
    /** The lines of the standard output. */
    public List<String> lines() {
      return stdout.lines().toList();
    }

    @Override
    public String toString() {
      return command + ": exit code " + exitCode + "\n" + stdout + stderr;
    }
  }
}
