package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.RawClient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metrics of a daemon that is being changed. */
@Tag("process")
class ScrapeProcessTest {
  private static final int PUTS = 1_000;
  private static final int AT_ONCE = 200;

  @Test // M04
  void scrapesDuringAThousandParallelPutsAreAllAnswered() throws Exception {
    try (var gorb = GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ready = gorb.awaitReady();
      var api = new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)));
      var connections = new Semaphore(AT_ONCE);
      var puts = new ArrayList<Future<Integer>>();
      var scrapes = new ArrayList<Future<Integer>>();
      for (int number = 1; number <= PUTS; number++) {
        int port = number;
        puts.add(threads.submit(() ->
            ask(connections, api, "PUT", "/service/s" + port, "{\"port\":" + port + "}")));
        if (number % 20 == 0) {
          scrapes.add(threads.submit(() -> ask(connections, api, "GET", "/metrics", "")));
        }
      }

      for (var put : puts) {
        assertThat(put.get()).isEqualTo(200);
      }
      for (var scrape : scrapes) {
        assertThat(scrape.get()).isEqualTo(200);
      }
      assertThat(RawClient.ask(api, "GET", "/metrics", "").body().lines()
          .filter(line -> line.startsWith("gorb_service_backends{"))).hasSize(PUTS);
    }
  }

  private static int ask(Semaphore connections, InetSocketAddress api, String method, String target, String body)
      throws Exception {
    connections.acquire();
    try {
      return RawClient.ask(api, method, target, body).status();
    } finally {
      connections.release();
    }
  }
}
