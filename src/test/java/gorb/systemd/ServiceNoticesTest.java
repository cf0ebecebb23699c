package gorb.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service manager hears, on real sockets; the limit is there only so that a defect cannot hang the suite. */
@Timeout(120)
class ServiceNoticesTest {
  private static final long PID = 42;

  @TempDir Path folder;

  @Test
  void aDaemonSaysThatItServesReloadsAndStops() throws Exception {
    try (var listener = Listener.in(folder)) {
      var notices = notices(Map.of());
      notices.begin(() -> CompletableFuture.completedFuture(null), () -> "memory: 2 services");
      assertThat(listener.next()).isEqualTo("READY=1\nSTATUS=memory: 2 services");

      notices.reload(() -> {});
      assertThat(listener.next()).isEqualTo("RELOADING=1\nMONOTONIC_USEC=7000001");
      assertThat(listener.next()).isEqualTo("READY=1");

      notices.close();
      assertThat(listener.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void aStopThatMayWaitAsksForSoMuchPatience() throws Exception {
    try (var listener = Listener.in(folder)) {
      ServiceNotices.of(
          Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString()), PID, Duration.ofMinutes(5), () -> 0).close();

      assertThat(listener.next()).isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=390000000");
    }
  }

  @Test
  void aReloadThatFailsEndsAllTheSame() throws Exception {
    try (var listener = Listener.in(folder); var notices = notices(Map.of())) {
      assertThatThrownBy(() -> notices.reload(() -> {
        throw new IllegalStateException("a defect");
      })).hasMessage("a defect");

      assertThat(listener.next()).startsWith("RELOADING=1");
      assertThat(listener.next()).isEqualTo("READY=1");
    }
  }

  @Test
  void abstractNamesAreReachedToo() throws Exception {
    var name = "@gorb-test/" + ProcessHandle.current().pid() + "/ü";
    try (var listener = Listener.on(name)) {
      ServiceNotices.of(Map.of("NOTIFY_SOCKET", name), PID, Duration.ZERO, () -> 0).close();

      assertThat(listener.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void theWatchdogHearsOfEachTurnAndOfNothingElse() throws Exception {
    var asked = new LinkedBlockingQueue<CompletableFuture<Void>>();
    try (var listener = Listener.in(folder); var notices = notices(Map.of("WATCHDOG_USEC", "20000"))) {
      notices.begin(() -> {
        var sign = new CompletableFuture<Void>();
        asked.add(sign);
        return sign;
      }, () -> "asked " + asked.size());
      assertThat(listener.next()).isEqualTo("READY=1\nSTATUS=asked 0");

      take(asked).complete(null);
      assertThat(listener.next()).startsWith("WATCHDOG=1\nSTATUS=asked ");

      var hangs = take(asked);
      notices.reload(() -> {});
      assertThat(listener.next()).startsWith("RELOADING=1");
      assertThat(listener.next()).as("nothing while the turn lasts").isEqualTo("READY=1");
      hangs.complete(null);
      assertThat(listener.next()).startsWith("WATCHDOG=1\n");

      take(asked).completeExceptionally(new IllegalStateException("the turn failed"));
      var next = take(asked);
      notices.reload(() -> {});
      assertThat(listener.next()).as("a turn that failed is no sign of life").startsWith("RELOADING=1");
      next.complete(null);
    }
  }

  @Test
  void withoutAManagerNothingIsSaidAndNobodyAsked() {
    try (var notices = ServiceNotices.of(Map.of("WATCHDOG_USEC", "1"), PID, Duration.ZERO, () -> 0)) {
      notices.begin(() -> {
        throw new AssertionError("asked");
      }, () -> "");
      notices.reload(() -> {});
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere/notify", "vsock:2:1234", "@", "relative", "/long/%0110d"})
  void aManagerThatCannotBeReachedStopsNothing(String socket) {
    try (var notices = ServiceNotices.of(Map.of("NOTIFY_SOCKET", socket.formatted(0)), PID, Duration.ZERO, () -> 0)) {
      notices.begin(() -> CompletableFuture.completedFuture(null), () -> "");
      notices.reload(() -> {});
    }
  }

  @Test
  void aManagerThatIsGoneIsNamed() {
    assertThatThrownBy(() -> NotifySocket.of(folder + "/none").send("READY=1"))
        .hasMessage("notify " + folder + "/none: connect: ENOENT (No such file or directory)");
  }

  @Test
  void theWatchdogIsMeantForOneProcess() {
    assertThat(Watchdog.period(Map.of(), PID)).isEmpty();
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "30000000"), PID)).contains(Duration.ofSeconds(30));
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "42"), PID))
        .contains(Duration.ofSeconds(30));
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "43"), PID)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1s", "9999999999999999999"})
  void aPeriodThatIsNoneIsRefused(String period) {
    assertThatThrownBy(() -> Watchdog.period(Map.of("WATCHDOG_USEC", period), PID))
        .hasMessage("WATCHDOG_USEC: " + period + " (expected: microseconds)");
  }

  private ServiceNotices notices(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("NOTIFY_SOCKET", folder.resolve("notify").toString());
    return ServiceNotices.of(environment, PID, Duration.ZERO, () -> 7_000_001_999L);
  }

  private static CompletableFuture<Void> take(LinkedBlockingQueue<CompletableFuture<Void>> asked)
      throws InterruptedException {
    return Objects.requireNonNull(asked.poll(60, TimeUnit.SECONDS));
  }
}
