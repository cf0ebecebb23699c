package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.conformance.OpenApi;
import gorb.shared.History;
import gorb.shared.History.Told;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three directors and a real Consul, and again a real etcd, in a network namespace each (rows T01 to T14); run by
 * {@code lab/shared}. How many writes the histories have is set by {@code gorb.shared.writes}: bench/shared makes many,
 * and prints figures.
 */
@Tag("shared")
class SharedTableTest {
  /** {@code bench/shared} measures more of them, and holds them to the second that is the goal. */
  private static final int PUTS = Integer.getInteger("gorb.shared.puts", 40);
  private static final int WRITES = Integer.getInteger("gorb.shared.writes", 120);
  private static final String WEB = "{\"host\":\"" + SharedNetwork.ADDRESS + "\",\"port\":80}";
  private static final Duration MOST_DELAY = Duration.ofSeconds(PUTS >= 200 ? 1 : 30);

  @TempDir
  private Path states;

  @ParameterizedTest
  @EnumSource(StoreProcess.Kind.class)
  void threeDirectorsRunOneTable(StoreProcess.Kind kind) throws Exception {
    try (var _ = new SharedNetwork();
        var store = kind.start(SharedNetwork.store());
        var one = new SharedDirector(1, kind, store, states.resolve("1"));
        var two = new SharedDirector(2, kind, store, states.resolve("2"));
        var three = new SharedDirector(3, kind, store, states.resolve("3"))) {
      var all = List.of(one, two, three);
      patiently().until(() -> all.stream().allMatch(it -> it.isStore("in step")));

      documentsOfOthersAreServed(store, all);
      nodesKnowEachOther(kind, all);
      aWriteIsEverywhereSoon(kind, all);
      noUpdateIsLost(kind, store, all);
      aLostStoreLosesNoTraffic(store, all);
    }
  }

  /** T01, T02, T03, T04, T05, T06, T07, T08, T09, T12, T13 and T14, with documents as gorb-compat 6.2 has them. */
  private static void documentsOfOthersAreServed(StoreProcess store, List<SharedDirector> all) throws Exception {
    store.put("lb/services/old", "{\"host\":\"127.0.0.9\",\"port\":81,\"protocol\":\"tcp\",\"method\":\"rr\",\"flags\":\"\","
        + "\"persistent\":false}");
    store.put("lb/services/old2", "{\"port\":82}");
    store.put("lb/services/bad", "{");
    store.put("lb/backends/b", "{\"host\":\"127.0.0.1\",\"port\":9,\"vsid\":\"old\"}");
    for (var director : all) {
      patiently().until(() -> director.show("/service/old/b").path("options").path("vsid").asString("").equals("old"));
      patiently().until(() -> director.show("/store").path("problems").size() == 1);
      assertThat(director.show("/service/old2").path("options").path("port").asInt()).isEqualTo(82);
    }
    store.put("lb/backends/b", "{\"host\":\"127.0.0.1\",\"port\":9,\"vsid\":\"old\",\"weight\":3,\"pulse\":{\"type\":\"none\"}}");
    for (var director : all) {
      patiently().until(() -> director.show("/service/old/b").path("weight").path("configured").asInt() == 3);
    }
    store.put("lb/services/old2", "{\"port\":82,\"method\":\"lc\"}");
    for (var director : all) {
      patiently().until(() -> director.show("/service/old2").path("options").path("method").asString("").equals("lc"));
    }
    assertThat(all.get(1).write("PATCH", "/service/old/b", "{\"weight\":4}")).isEqualTo(Told.DONE);
    assertThat(store.texts().get("lb/backends/b")).contains("\"weight\":4");
    assertThat(all.get(2).write("DELETE", "/service/old", "")).isEqualTo(Told.DONE);
    store.remove("lb/services/bad");
    for (var director : all) {
      patiently().until(() -> director.show("/service").toString().equals("[\"old2\"]"));
    }
    assertThat(store.texts().keySet()).contains("lb/services/old2").doesNotContain("lb/services/old", "lb/backends/b");
  }

  private static void nodesKnowEachOther(StoreProcess.Kind kind, List<SharedDirector> all) {
    for (var director : all) {
      patiently().until(() -> director.show("/nodes").size() == 3
          && director.show("/nodes").values().stream().allMatch(node -> node.path("in_step").asBoolean()));
    }
    var nodes = all.getFirst().show("/nodes");
    assertThat(nodes.findValuesAsString("dataplane")).as(kind.scheme()).containsExactly("userspace", "userspace", "userspace");
    assertThat(nodes.findValuesAsString("node")).doesNotHaveDuplicates();
    var told = all.getFirst().snapshot();
    OpenApi.DOCUMENT.requireEvent("snapshot", told);
    assertThat(JsonMapper.shared().readTree(told).path("nodes").propertyNames())
        .containsExactlyInAnyOrderElementsOf(nodes.findValuesAsString("node"));
  }

  private static void aWriteIsEverywhereSoon(StoreProcess.Kind kind, List<SharedDirector> all) throws Exception {
    assertThat(all.getFirst().write("PUT", "/service/soon", "{\"host\":\"127.0.0.9\",\"port\":83}")).isEqualTo(Told.DONE);
    var delays = new long[PUTS];
    for (int i = 0; i < delays.length; i++) {
      var path = "/service/soon/b" + i;
      long begin = System.nanoTime();
      assertThat(all.get(i % 3).write("PUT", path,
          "{\"host\":\"127.0.1." + i + "\",\"port\":80,\"pulse\":{\"type\":\"none\"}}")).isEqualTo(Told.DONE);
      for (var director : all) {
        while (director.ask("GET", path, "").status() != 200) {
          assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(60));
        }
      }
      delays[i] = System.nanoTime() - begin;
    }
    Arrays.sort(delays);
    System.out.printf("%s: a PUT is in three tables after %.1f ms (median), %.1f ms (p99), %.1f ms (most), of %d%n",
        kind.scheme(), delays[delays.length / 2] / 1e6, delays[delays.length * 99 / 100 - 1] / 1e6,
        delays[delays.length - 1] / 1e6, delays.length);
    assertThat(Duration.ofNanos(delays[delays.length * 99 / 100 - 1])).isLessThan(MOST_DELAY);
    assertThat(all.getFirst().write("DELETE", "/service/soon", "")).isEqualTo(Told.DONE);
  }

  /** Two clients write to two directors, while the third, and then one of them, is cut off, killed and brought back. */
  private static void noUpdateIsLost(StoreProcess.Kind kind, StoreProcess store, List<SharedDirector> all) throws Exception {
    assertThat(all.getFirst().write("PUT", "/service/h", "{\"host\":\"127.0.0.9\",\"port\":84}")).isEqualTo(Told.DONE);
    patiently().until(() -> all.get(1).ask("GET", "/service/h", "").status() == 200);
    var history = new History();
    var made = new AtomicInteger();
    long begin = System.nanoTime();
    inParallel(List.of(
        () -> write(all.getFirst(), 0, history, made),
        () -> write(all.get(1), 1, history, made),
        () -> disturb(all, made)));
    double seconds = (System.nanoTime() - begin) / 1e9;
    for (var director : all) {
      patiently().until(() -> director.isStore("in step"));
    }
    for (var director : all) {
      patiently().until(() -> director.show("/nodes").values().stream().allMatch(node -> node.path("in_step").asBoolean()));
    }
    var tables = all.stream().map(SharedTableTest::weights).toList();
    assertThat(tables.get(1)).isEqualTo(tables.getFirst());
    assertThat(tables.get(2)).isEqualTo(tables.getFirst());
    assertThat(store.texts().keySet().stream().filter(key -> key.startsWith("lb/backends/")).count())
        .isEqualTo(tables.getFirst().size());
    var contradictions = history.contradictions(tables.getFirst());
    long resurrected = contradictions.stream().filter(History.Contradiction::isResurrected).count();
    System.out.printf("%s: %d writes by two clients in %.1f s: %d done, %d refused, %d not known; "
            + "contradictions: %d (lost: %d, resurrected: %d)%n",
        kind.scheme(), 2 * WRITES, seconds, history.count(Told.DONE), history.count(Told.REFUSED),
        history.count(Told.UNKNOWN), contradictions.size(), contradictions.size() - resurrected, resurrected);
    assertThat(contradictions).isEmpty();
    assertThat(history.count(Told.DONE)).isGreaterThan(WRITES / 2);
  }

  /**
   * Half of the writes are of six backends that both clients want, the others of backends which only this one knows: each
   * of those is made once, and removed once at the most, so that every write shows at the end.
   */
  private static Void write(SharedDirector director, int client, History history, AtomicInteger made) {
    var random = new SplittableRandom(client);
    var own = new ArrayDeque<String>();
    for (int i = 0; i < WRITES; i++) {
      if (random.nextBoolean()) {
        writeOwn(director, client, i, history, own);
        made.incrementAndGet();
        continue;
      }
      var name = "b" + random.nextInt(6);
      var path = "/service/h/" + name;
      int weight = 1 + client + 2 * i;
      var body = "{\"host\":\"127.0.2." + name.charAt(1) + "\",\"port\":80,\"pulse\":{\"type\":\"none\"},\"weight\":" + weight + "}";
      var value = Optional.of(Integer.toString(weight));
      switch (random.nextInt(4)) {
        case 0 -> history.write(name, Optional.empty(), () -> director.write("DELETE", path, ""));
        case 1 -> history.write(name, value, () -> director.write("PATCH", path, "{\"weight\":" + weight + "}"));
        default -> {
          if (history.write(name, value, () -> director.write("PUT", path, body)) == Told.REFUSED) {
            history.write(name, value, () -> director.write("PATCH", path, "{\"weight\":" + weight + "}"));
          }
        }
      }
      made.incrementAndGet();
    }
    return null;
  }

  private static void writeOwn(SharedDirector director, int client, int number, History history, Deque<String> own) {
    if (number % 3 == 0 && !own.isEmpty()) {
      var name = own.remove();
      history.write(name, Optional.empty(), () -> director.write("DELETE", "/service/h/" + name, ""));
      return;
    }
    var name = "own-" + client + "-" + number;
    var body = "{\"host\":\"127." + (3 + client) + "." + number / 250 + "." + (1 + number % 250)
        + "\",\"port\":80,\"pulse\":{\"type\":\"none\"},\"weight\":7}";
    if (history.write(name, Optional.of("7"), () -> director.write("PUT", "/service/h/" + name, body)) == Told.DONE) {
      own.add(name);
    }
  }

  /** At a sixth of all writes the third director is cut off, and killed, and so on: by writes, not by time. */
  private static Void disturb(List<SharedDirector> all, AtomicInteger made) {
    var third = all.get(2);
    awaitWrites(made, 1);
    third.cut();
    awaitWrites(made, 2);
    third.kill();
    all.get(1).cut();
    third.mend();
    third.restart();
    // The second one says so in its answers by then, and its client goes on.
    awaitWrites(made, 3);
    all.get(1).mend();
    third.api();
    return null;
  }

  private static void awaitWrites(AtomicInteger made, int sixths) {
    await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(5)).until(() -> made.get() >= 2 * WRITES * sixths / 6);
  }

  private static Map<String, String> weights(SharedDirector director) {
    var weights = new HashMap<String, String>();
    for (var name : director.show("/service/h").path("backends").values()) {
      weights.put(name.asString(),
          Integer.toString(director.show("/service/h/" + name.asString()).path("weight").path("configured").asInt()));
    }
    return weights;
  }

  /** T10, T11: connections are made all the time, while the store is killed, and comes back with nothing in it. */
  private static void aLostStoreLosesNoTraffic(StoreProcess store, List<SharedDirector> all) throws Exception {
    var one = all.getFirst();
    try (var backend = new NamedServer('x', InetAddress.getByName(SharedNetwork.BACKENDS))) {
      assertThat(one.write("PUT", "/service/web", WEB)).isEqualTo(Told.DONE);
      assertThat(one.write("PUT", "/service/web/x", "{\"host\":\"" + SharedNetwork.BACKENDS + "\",\"port\":" + backend.port()
          + ",\"pulse\":{\"type\":\"none\"}}")).isEqualTo(Told.DONE);
      patiently().until(SharedTableTest::isServed);
      var clients = Executors.newSingleThreadExecutor();
      var traffic = new Traffic();
      var running = clients.submit(traffic);
      try {
        store.close();
        patiently().until(() -> all.stream().allMatch(it -> it.isStore("away")));
        var refusal = one.ask("PUT", "/service/other", "{\"port\":9}");
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.body()).contains("the shared store cannot take changes");
        assertThat(one.ask("GET", "/service/web/x", "").status()).isEqualTo(200);

        store.restart();
        patiently().until(() -> all.stream().allMatch(it -> it.isStore("held")));
        assertThat(all).allSatisfy(it -> assertThat(it.show("/service").toString()).contains("\"web\""));
        assertThat(all.get(1).ask("POST", "/store/refill", "").status()).isEqualTo(200);
        patiently().until(() -> all.stream().allMatch(it -> it.isStore("in step")));
        assertThat(one.write("PATCH", "/service/web/x", "{\"weight\":5}")).isEqualTo(Told.DONE);
        assertThat(store.texts().get("lb/backends/x")).contains("\"weight\":5");
      } finally {
        traffic.isOver = true;
      }
      running.get(60, TimeUnit.SECONDS);
      clients.shutdown();
      System.out.printf("the store was away and came back empty: %d connections, %d lost%n", traffic.made, traffic.lost);
      assertThat(traffic.lost).isZero();
      assertThat(traffic.made).isPositive();
    }
  }

  private static boolean isServed() throws IOException {
    return NamedClient.serversOf(InetAddress.getByName(SharedNetwork.ADDRESS), 80).equals("xxxxxxxx");
  }

  /** Connections, one after the other. */
  private static final class Traffic implements Runnable {
    private volatile boolean isOver;
    private volatile int made;
    private volatile int lost;

    @Override
    public void run() {
      int count = 0;
      int failed = 0;
      while (!isOver) {
        try {
          count++;
          failed += isServed() ? 0 : 1;
        } catch (IOException e) {
          failed++;
        }
        made = count;
        lost = failed;
      }
    }
  }

  private static void inParallel(List<Callable<Void>> tasks) throws Exception {
    var threads = Executors.newFixedThreadPool(tasks.size());
    try {
      var running = new ArrayList<Future<Void>>();
      tasks.forEach(task -> running.add(threads.submit(task)));
      for (var task : running) {
        task.get(10, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50)).ignoreExceptions();
  }
}
