package gorb.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows the main job in half a minute: a service with three backends, requests through it, one backend that fails its
 * checks and comes back. Speaks to the daemon by its API only, and tells in plain lines what happens.
 */
public final class Demo {
  private static final List<String> NAMES = List.of("one", "two", "three");
  private static final String FAILING = "two";
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(10);
  private static final int FAILS_AT = 4;
  private static final int RECOVERS_AT = 8;
  private static final int SECONDS = 45;

  private final URI api;
  private final int servicePort;
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final JsonMapper json = new JsonMapper();
  private int requests;
  private int lost;

  /**
   * @param api where the daemon's API is
   * @param servicePort a free port for the service
   * @param nanoTime a clock that never goes back
   */
  public Demo(URI api, int servicePort, PrintStream out, LongSupplier nanoTime) {
    this.api = api;
    this.servicePort = servicePort;
    this.out = out;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs the demonstration to its end.
   *
   * @return whether everything went as it should: every request answered, the weight down to 0 and back
   * @throws IOException where the daemon refuses something
   */
  public boolean run() throws IOException {
    var backends = new ArrayList<DemoBackend>();
    try {
      for (var name : NAMES) {
        backends.add(new DemoBackend(name));
      }
      configure(backends);
      introduce(backends);
      return tell(backends);
    } finally {
      backends.forEach(DemoBackend::close);
    }
  }

  private void configure(List<DemoBackend> backends) throws IOException {
    put("/service/web", "{\"host\":\"127.0.0.1\",\"port\":%d,\"method\":\"wrr\"}".formatted(servicePort));
    for (var backend : backends) {
      put("/service/web/" + backend.name(), """
          {"host":"127.0.0.1","port":%d,"weight":100,"pulse":{"type":"http","interval":"%dms","args":{"path":"/health"}}}"""
          .formatted(backend.port(), CHECK_INTERVAL.toMillis()));
    }
  }

  private void introduce(List<DemoBackend> backends) {
    out.printf("""

        A service at http://127.0.0.1:%d/ with three backends (%s),
        each asked for /health every %d ms. The API is at %s : look from another terminal, for example

            curl %s/service/web/%s

        seconds  weights              requests to          what happens
        """,
        servicePort,
        backends.stream().map(it -> it.name() + " at port " + it.port()).collect(Collectors.joining(", ")),
        CHECK_INTERVAL.toMillis(), api, api, FAILING);
    out.printf("         %-20s %s%n", String.join(" ", NAMES), String.join(" ", NAMES));
  }

  private boolean tell(List<DemoBackend> backends) throws IOException {
    boolean wentOut = false;
    boolean cameBack = false;
    int previous = -1;
    for (int second = 1; second <= SECONDS; second++) {
      setWell(backends, second < FAILS_AT || second >= RECOVERS_AT);
      var counts = requestsForASecond();
      var weights = weights();
      int weight = weights.getOrDefault(FAILING, 0);
      wentOut |= weight == 0;
      cameBack |= wentOut && weight == 100;
      out.printf(Locale.ROOT, "%7d  %-20s %-20s %s%n", second, row(weights), row(counts), remark(second, previous, weight));
      if (cameBack) {
        break;
      }
      previous = weight;
    }
    out.printf("%n%d requests, %d lost. %s%n", requests, lost, cameBack
        ? "The backend went out at its first failed check and came back as its last 100 checks recovered."
        : "The backend did not come back in time: see the lines above.");
    return wentOut && cameBack && lost == 0;
  }

  private static String remark(int second, int previous, int weight) {
    if (second == FAILS_AT) {
      return "'" + FAILING + "' answers /health with 503: weight 0, no new connections";
    }
    if (second == RECOVERS_AT) {
      return "'" + FAILING + "' is well again: its weight follows its good checks among the last 100";
    }
    return previous >= 0 && weight == 100 && previous < 100 ? "the failures have left the last 100 checks" : "";
  }

  private static String row(Map<String, Integer> values) {
    var cells = new StringBuilder();
    for (var name : NAMES) {
      cells.append(("%" + name.length() + "d ").formatted(values.getOrDefault(name, 0)));
    }
    return cells.toString();
  }

  private static void setWell(List<DemoBackend> backends, boolean well) {
    backends.stream().filter(it -> it.name().equals(FAILING)).forEach(it -> it.setWell(well));
  }

  private Map<String, Integer> requestsForASecond() {
    var counts = new TreeMap<String, Integer>();
    long end = nanoTime.getAsLong() + Duration.ofSeconds(1).toNanos();
    while (nanoTime.getAsLong() < end) {
      requests++;
      try {
        counts.merge(DemoClient.ask("GET", URI.create("http://127.0.0.1:" + servicePort + "/"), "").strip(), 1, Integer::sum);
      } catch (IOException e) {
        lost++;
        out.println("         a request was lost: " + e.getMessage());
      }
      LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
    }
    return counts;
  }

  private Map<String, Integer> weights() throws IOException {
    var weights = new TreeMap<String, Integer>();
    for (var name : NAMES) {
      var answer = json.readTree(DemoClient.ask("GET", api.resolve("/service/web/" + name), ""));
      weights.put(name, answer.path("options").path("weight").asInt());
    }
    return weights;
  }

  private void put(String path, String body) throws IOException {
    out.println("  PUT " + path + " " + body);
    DemoClient.ask("PUT", api.resolve(path), body);
  }
}
