package gorb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemResolverTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PLENTY = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "::1", "fd00::7", "0.0.0.0"})
  void aLiteralIsNeverLookedUp(String literal) throws Exception {
    try (var resolver = resolver(SECOND)) {
      assertThat(resolver.resolve(literal)).isEqualTo(IpAddress.of(literal));
    }
  }

  @Test
  void theFirstIpv4AddressIsPreferred() throws Exception {
    try (var resolver = resolver(PLENTY, "fd00::1", "192.0.2.1", "192.0.2.2")) {
      assertThat(resolver.resolve("both.example")).isEqualTo(IpAddress.of("192.0.2.1"));
    }
  }

  @Test
  void theFirstAddressIsTakenWhereThereIsNoIpv4() throws Exception {
    try (var resolver = resolver(PLENTY, "fd00::2", "fd00::1")) {
      assertThat(resolver.resolve("six.example")).isEqualTo(IpAddress.of("fd00::2"));
    }
  }

  @Test
  void theSystemKnowsItself() throws Exception {
    try (var resolver = new SystemResolver()) {
      assertThat(resolver.resolve("localhost").isLoopback()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", ".", "127.1", "1", "10.0.0.256", "0x7f.1", "host.0x", "[::1]", "fe80::1%eth0", "a b", "a\r\nb", "a\0b", "a..b",
      "-\u00e9", "http://a", "a/b", "a:80"})
  void whatIsNoNameIsNoHostAndIsNotLookedUp(String text) throws Exception {
    var asked = new AtomicInteger();
    try (var resolver = new SystemResolver(_ -> {
      asked.incrementAndGet();
      return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }, PLENTY)) {
      assertThatThrownBy(() -> resolver.resolve(text))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("lookup " + text + ": no such host");
      assertThat(asked).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "backend_1", "3com", "3f2a9c", "a.b.example.", "xn--bcher-kva.example", "1.2.3.4.example"})
  void whatIsANameIsLookedUp(String name) throws Exception {
    try (var resolver = resolver(PLENTY, "192.0.2.1")) {
      assertThat(resolver.resolve(name)).isEqualTo(IpAddress.of("192.0.2.1"));
    }
  }

  @Test
  void aNameOfAnyLengthIsRefusedInBoundedTime() throws Exception {
    try (var resolver = resolver(PLENTY, "192.0.2.1")) {
      assertThat(resolver.resolve("a.".repeat(126) + "ab")).isEqualTo(IpAddress.of("192.0.2.1"));
      assertThatThrownBy(() -> resolver.resolve("a.".repeat(100_000))).isInstanceOf(UnknownHostException.class);
      assertThatThrownBy(() -> resolver.resolve("a".repeat(64))).isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void aNameThatDoesNotExistIsNoSuchHost() throws Exception {
    try (var resolver = failing("nowhere.example: Name or service not known")) {
      assertThatThrownBy(() -> resolver.resolve("nowhere.example"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("lookup nowhere.example: no such host");
    }
  }

  @Test
  void aResolverInTroubleIsNotANameThatDoesNotExist() throws Exception {
    try (var resolver = failing("some.example: Temporary failure in name resolution")) {
      assertThatThrownBy(() -> resolver.resolve("some.example"))
          .hasMessage("lookup some.example: temporary failure in name resolution");
    }
  }

  @Test
  void aLookupThatHangsTimesOut() throws Exception {
    var let = new CountDownLatch(1);
    try (var resolver = new SystemResolver(name -> hang(name, let), SECOND)) {
      assertThatThrownBy(() -> resolver.resolve("slow.example"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("lookup slow.example: timed out after 1 s");
    } finally {
      let.countDown();
    }
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() throws Exception {
    var let = new CountDownLatch(1);
    try (var resolver = new SystemResolver(name -> hang(name, let), PLENTY)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> resolver.resolve("slow.example")).hasMessage("lookup slow.example: interrupted");

      assertThat(Thread.interrupted()).isTrue();
    } finally {
      let.countDown();
    }
  }

  @Test
  void whoAsksForANameThatIsBeingLookedUpSharesTheAnswerAndTheNextAskerDoesNot() throws Exception {
    var asked = new AtomicInteger();
    var let = new CountDownLatch(1);
    try (var resolver = new SystemResolver(name -> {
      asked.incrementAndGet();
      return hang(name, let);
    }, PLENTY)) {
      var answers = new ArrayList<FutureTask<IpAddress>>();
      var threads = new ArrayList<Thread>();
      for (int asker = 0; asker < 10; asker++) {
        var answer = new FutureTask<>(() -> resolver.resolve("shared.example"));
        answers.add(answer);
        threads.add(Thread.ofPlatform().start(answer));
      }
      for (var thread : threads) {
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      }

      let.countDown();

      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(IpAddress.of("192.0.2.9"));
      }
      assertThat(asked).hasValue(1);
      resolver.resolve("shared.example");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void lookupsRunOnAFewNamedThreads() throws Exception {
    var names = new LinkedBlockingQueue<String>();
    try (var resolver = new SystemResolver(_ -> {
      names.add(Thread.currentThread().getName());
      return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }, PLENTY)) {
      for (int name = 0; name < 20; name++) {
        resolver.resolve("name" + name);
      }
    }

    assertThat(names).hasSize(20).allMatch(name -> name.matches("resolver-[1-4]"));
  }

  @Test
  void moreLookupsThanCanWaitAreRefusedAndNotRemembered() throws Exception {
    var let = new CountDownLatch(1);
    try (var resolver = new SystemResolver(name -> hang(name, let), PLENTY)) {
      var askers = new ArrayList<Thread>();
      for (int asker = 0; asker < 4 + 1024; asker++) {
        var name = "name" + asker;
        askers.add(Thread.ofVirtual().start(() -> assertThatCode(() -> resolver.resolve(name)).doesNotThrowAnyException()));
      }
      await().until(() -> askers.stream().allMatch(asker -> asker.getState() == Thread.State.TIMED_WAITING));

      assertThatThrownBy(() -> resolver.resolve("one-too-many"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("lookup one-too-many: too many lookups are waiting");

      let.countDown();
      for (var asker : askers) {
        asker.join();
      }
      assertThat(resolver.resolve("one-too-many")).isEqualTo(IpAddress.of("192.0.2.9"));
    }
  }

  private static InetAddress[] hang(String name, CountDownLatch let) throws UnknownHostException {
    try {
      let.await();
      return new InetAddress[] {InetAddress.ofLiteral("192.0.2.9")};
    } catch (InterruptedException _) {
      throw new UnknownHostException(name);
    }
  }

  private static SystemResolver failing(String message) {
    return new SystemResolver(_ -> {
      throw new UnknownHostException(message);
    }, PLENTY);
  }

  private static SystemResolver resolver(Duration deadline, String... addresses) {
    return new SystemResolver(_ -> {
      var all = new InetAddress[addresses.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = InetAddress.ofLiteral(addresses[i]);
      }
      return all;
    }, deadline);
  }
}
