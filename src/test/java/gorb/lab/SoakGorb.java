package gorb.lab;

import gorb.dataplane.Table;
import gorb.process.GorbProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** This program under a soak: a service from its file, and one by its API. */
final class SoakGorb implements SoakSubject {
  private static final Pattern REVISION = Pattern.compile("\"revision\": (\\d+)");
  /** What a start takes in the lab, more or less. */
  private static final int START_MILLIS = 6_000;

  private final NetworkNamespace namespace;
  private final Path file;
  private final List<String> flags;
  private SoakState ofFile = SoakState.initial(80);
  private SoakState ofApi = SoakState.initial(81);
  private @Nullable Director director;

  SoakGorb(NetworkNamespace namespace, Path folder) {
    this.namespace = namespace;
    this.file = folder.resolve("gorb.yaml");
    this.flags = List.of("--config", file.toString(), "--state-dir", folder.resolve("state").toString());
  }

  @Override
  public String name() {
    return "gorb";
  }

  @Override
  public void begin() {
    writeFile();
    start();
    director().ask("PUT", "/state", "{\"services\": {" + ofApi.document() + "}}");
  }

  @Override
  public String disturb(Disturbance disturbance, Random random) {
    return switch (disturbance) {
      case KILL -> kill(random);
      case RESTART -> {
        int code = director().stop();
        if (code != 0) {
          throw new IllegalStateException("SIGTERM: exit code " + code + "\n" + director().process().output());
        }
        start();
        yield "restart";
      }
      case APPLY -> {
        apply(random);
        yield "apply of a changed file";
      }
      case ROLLBACK -> rollback(random);
      case SCHEDULER -> {
        ofFile = ofFile.rescheduled(random);
        reload();
        yield "another scheduler";
      }
    };
  }

  @Override
  public Table wanted() {
    return ofApi.addTo(ofFile.addTo(Table.EMPTY));
  }

  @Override
  public List<String> remarks() {
    return director().process().output().lines().filter(line -> line.contains("event=backend-down")).toList();
  }

  /** What it says of itself at the end. */
  String state() {
    return director().get("/state");
  }

  @Override
  public void close() {
    if (director != null) {
      director.close();
    }
  }

  private String kill(Random random) {
    int moment = random.nextInt(3);
    if (moment == 0) {
      apply(random);
    }
    int millis = random.nextInt(500);
    pause(millis);
    director().process().kill();
    if (moment == 1) {
      var arguments = new ArrayList<>(Director.FLAGS);
      arguments.addAll(flags);
      int into = random.nextInt(START_MILLIS);
      try (GorbProcess starting = Director.launch(namespace, List.of(), arguments)) {
        pause(into);
        starting.kill();
      }
      start();
      return "kill -9, and again " + into + " ms into the start";
    }
    start();
    return "kill -9, " + millis + " ms after " + (moment == 0 ? "SIGHUP with a changed file" : "the last act");
  }

  private void apply(Random random) {
    ofFile = ofFile.next(random);
    reload();
  }

  private void reload() {
    writeFile();
    Command.of("kill", "-HUP", Long.toString(director().process().pid())).succeed();
  }

  private String rollback(Random random) {
    var revision = REVISION.matcher(director().get("/state"));
    if (!revision.find()) {
      throw new IllegalStateException("no revision in GET /state");
    }
    director().ask("PUT", "/state", "{\"services\": {" + ofApi.reweighted(random).document() + "}}");
    director().ask("POST", "/rollback/" + revision.group(1), "");
    return "change by the API and rollback to revision " + revision.group(1);
  }

  private void start() {
    director = Director.start(namespace, flags.toArray(String[]::new));
  }

  private Director director() {
    if (director == null) {
      throw new IllegalStateException("not started");
    }
    return director;
  }

  private void writeFile() {
    replace(file, "services: {" + ofFile.document() + "}\n");
  }

  /** A file is there as a whole, whoever reads it at whatever moment. */
  static void replace(Path file, String content) {
    try {
      var next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, content);
      Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
