package gorb.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import gorb.model.Advice;
import gorb.model.CheckMethod;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command, without a shell, and takes its exit code for the verdict. Nothing is handed to it but what is named
 * here: no descriptor, no variable of this process. It ends with the check, and what it began ends with it.
 */
record ExecProbe(CheckMethod.Exec method, Commands commands, Connector connector) implements Probe {
  private static final int MOST_OUTPUT_BYTES = 64 * 1024;
  private static final int MOST_KEPT_BYTES = 256;
  private static final int BUFFER_BYTES = 4_096;
  private static final int LOWEST_WEIGHT_CODE = 2;
  private static final File NOTHING = new File("/dev/null");
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  @Override
  public void run() throws IOException {
    ask();
  }

  @Override
  public @Nullable Advice ask() throws IOException {
    commands.begin();
    try {
      return advice();
    } finally {
      commands.end();
    }
  }

  private @Nullable Advice advice() throws IOException {
    var target = method.target();
    var builder = new ProcessBuilder(method.command()).redirectErrorStream(true).redirectInput(NOTHING)
        .directory(new File("/"));
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", PATH, "LANG", "C.UTF-8", "GORB_HOST", target.host(), "GORB_ADDRESS",
        connector.address(target).getAddress().getHostAddress(), "GORB_PORT", String.valueOf(target.port())));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CheckNotMadeException("command " + method.command().getFirst() + ": " + e.getMessage());
    }
    var output = new AtomicReference<>("");
    var reader = Thread.ofVirtual().name("health-check-output").start(() -> read(process, output));
    try {
      int code = process.waitFor();
      reader.join();
      return advice(code, output.get());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("command " + method.command().getFirst() + " did not end");
    } finally {
      end(process);
    }
  }

  private @Nullable Advice advice(int code, String output) throws CheckFailedException {
    if (code == 0) {
      return null;
    }
    int percent = code - LOWEST_WEIGHT_CODE;
    if (method.isWeightInCode() && percent >= 0 && percent <= Advice.WHOLE) {
      return percent == Advice.WHOLE ? null : new Advice("exec", percent, "exit code " + code);
    }
    throw new CheckFailedException("exit code " + code + (output.isEmpty() ? "" : ": " + Quoted.visible(output)));
  }

  /** Keeps the first line. A command that says too much is ended: its code says so. */
  private static void read(Process process, AtomicReference<String> output) {
    try (InputStream input = process.getInputStream()) {
      var start = input.readNBytes(MOST_KEPT_BYTES);
      output.set(new String(start, UTF_8).lines().findFirst().orElse("").strip());
      var more = new byte[BUFFER_BYTES];
      int count = start.length;
      for (int read = input.read(more); read >= 0; read = input.read(more)) {
        count += read;
        if (count > MOST_OUTPUT_BYTES) {
          output.set("more than " + MOST_OUTPUT_BYTES + " bytes of output");
          process.destroyForcibly();
          return;
        }
      }
    } catch (IOException _) {
      // The command was ended.
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
