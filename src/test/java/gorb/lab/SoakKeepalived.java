package gorb.lab;

import gorb.dataplane.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** keepalived under the same soak: both services from its file. */
final class SoakKeepalived implements SoakSubject {
  private static final int STOP_SECONDS = 60;

  private final NetworkNamespace namespace;
  private final Path program;
  private final Path folder;
  private final Path file;
  private SoakState first = SoakState.initial(80);
  private SoakState second = SoakState.initial(81);
  private @Nullable Process process;

  /**
   * @param installation the folder of {@code lab/keepalived}
   * @param folder for its files
   */
  SoakKeepalived(NetworkNamespace namespace, Path installation, Path folder) {
    this.namespace = namespace;
    this.program = installation;
    this.folder = folder;
    this.file = folder.resolve("keepalived.conf");
  }

  @Override
  public String name() {
    return "keepalived";
  }

  @Override
  public void begin() {
    writeFile();
    start();
  }

  @Override
  public String disturb(Disturbance disturbance, Random random) {
    return switch (disturbance) {
      case KILL -> kill(random);
      case RESTART -> {
        end(process().toHandle()::destroy);
        start();
        yield "restart";
      }
      case APPLY -> {
        apply(random);
        yield "reload of a changed file";
      }
      case ROLLBACK -> {
        var before = second;
        second = second.reweighted(random);
        reload();
        SoakGorb.pause(1_000);
        second = before;
        reload();
        yield "reload of a changed file and of the one before";
      }
      case SCHEDULER -> {
        first = first.rescheduled(random);
        reload();
        yield "another scheduler";
      }
    };
  }

  @Override
  public Table wanted() {
    return second.addTo(first.addTo(Table.EMPTY));
  }

  @Override
  public void close() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private String kill(Random random) {
    boolean duringReload = random.nextBoolean();
    if (duringReload) {
      apply(random);
    }
    int millis = random.nextInt(500);
    SoakGorb.pause(millis);
    end(process().toHandle()::destroyForcibly);
    start();
    return "kill -9, " + millis + " ms after " + (duringReload ? "SIGHUP with a changed file" : "the last act");
  }

  private void apply(Random random) {
    first = first.next(random);
    reload();
  }

  private void reload() {
    writeFile();
    Command.of("kill", "-HUP", Long.toString(process().pid())).succeed();
  }

  /** Ends it, and waits for its children, which end when they notice. */
  private void end(Runnable signal) {
    try {
      var children = process().descendants().toList();
      signal.run();
      if (!process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("keepalived did not end");
      }
      for (var child : children) {
        child.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new IllegalStateException("end keepalived", e);
    }
  }

  /** {@code -n} in the foreground, {@code -l} log to it, {@code -C} without VRRP. */
  private void start() {
    var command = List.of("ip", "netns", "exec", namespace.name(), "env",
        "LD_LIBRARY_PATH=" + program.resolve("usr/lib/x86_64-linux-gnu"), program.resolve("usr/sbin/keepalived").toString(),
        "-n", "-l", "-C", "-f", file.toString(), "-p", folder.resolve("pid").toString(), "-c",
        folder.resolve("pid-checkers").toString());
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("keepalived.log").toFile())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process process() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process;
  }

  private void writeFile() {
    SoakGorb.replace(file, "global_defs {\n}\n" + first.keepalived() + second.keepalived());
  }
}
