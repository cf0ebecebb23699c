package gorb.bench;

import gorb.control.Intent;
import gorb.control.IntentStore;
import gorb.control.Revision;
import gorb.store.FileIntentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What it costs to keep a change among 1,000 services of 10 servers: {@code bench/store DIRECTORY}, on a disk. */
final class StoreBench {
  private static final int CHANGES = 500;
  private static final int WHOLE = 10;
  private static final Duration CHANGE_GOAL = Duration.ofMillis(30);

  private StoreBench() {}

  public static void main(String[] arguments) throws Exception {
    var directory = Files.createTempDirectory(Path.of(arguments[0]), "state");
    var all = Intent.EMPTY;
    for (var entry : BenchTable.services().entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    var changes = new Timings();
    var wholes = new Timings();
    long number = 0;
    try (var store = FileIntentStore.open(directory)) {
      for (int i = 0; i < WHOLE; i++) {
        save(store, ++number, i % 2 == 0 ? all : Intent.EMPTY, wholes);
      }
      save(store, ++number, all, wholes);
      for (int i = 0; i < CHANGES; i++) {
        all = changed(all, i);
        save(store, ++number, all, changes);
      }
    }
    var opening = new Timings();
    opening.time(() -> FileIntentStore.open(directory)).close();
    report("a change", changes);
    report("everything, every second time from nothing", wholes);
    report("opening", opening);
    System.out.printf(Locale.ROOT, "%.1f MB on disk in %d files%n", megabytes(directory), files(directory));
    System.exit(changes.percentile(95).compareTo(CHANGE_GOAL) < 0 ? 0 : 1);
  }

  private static void save(IntentStore store, long number, Intent intent, Timings timings) throws Exception {
    var revision = new Revision(number, Instant.EPOCH, "bench", intent);
    timings.time(() -> {
      store.save(revision);
      return number;
    });
  }

  /** One server of one service with another weight; each time another service. */
  private static Intent changed(Intent intent, int number) {
    var name = "service-" + (1 + number * 7 % BenchTable.SERVICES);
    var service = intent.services().get(name);
    var server = service.servers().get("server-1");
    return intent.with(name, service.withServer("server-1", BenchTable.withWeight(server, 1 + number)));
  }

  private static void report(String what, Timings timings) {
    System.out.printf(Locale.ROOT, "%s: median %.1f ms, 95 %% %.1f ms, 99 %% %.1f ms, longest %.1f ms%n", what,
        millis(timings.median()), millis(timings.percentile(95)), millis(timings.percentile(99)),
        millis(timings.percentile(100)));
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static double megabytes(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum() / 1e6;
    }
  }

  private static long files(Path directory) throws IOException {
    try (var files = Files.list(directory.resolve("revisions"))) {
      return files.count();
    }
  }
}
