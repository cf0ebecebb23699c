package gorb.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.webhooks.Courier.Receiver;
import gorb.webhooks.Courier.Surroundings;
import java.io.IOException;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** One receiver, over a way whose answers a test scripts. */
class CourierTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final ScriptedPost post = new ScriptedPost();

  @Test
  void whatIsNotTakenComesAgainAsItWasAndWhatHappenedMeanwhileComesAfterIt() throws Exception {
    var courier = started(10, LONG);
    post.answers.add("status 503");
    post.answers.add("no answer within 5000 ms");
    courier.put(MailboxTest.notices(1));
    var first = post.next();
    courier.put(MailboxTest.notices(2, 3));
    post.answers.add("");
    post.answers.add("");
    post.go.release(4);

    assertThat(post.next()).isEqualTo(first);
    assertThat(post.next()).isEqualTo(first);
    var second = post.next();
    assertThat(numbers(first)).containsExactly(1);
    assertThat(numbers(second)).containsExactly(2, 3);
    assertThat(second.id()).isNotEqualTo(first.id());
    end(courier);
    assertThat(courier.view()).isEqualTo(new WebhookView("test", 3, 0, 0, 2, 0));
  }

  @Test
  void aLetterIsGivenUpInTimeAndTheNextOneIsTried() throws Exception {
    var courier = started(10, Duration.ZERO);
    post.answers.add("status 500");
    courier.put(MailboxTest.notices(1));
    post.next();
    courier.put(MailboxTest.notices(2));
    post.answers.add("");
    post.go.release(2);

    assertThat(numbers(post.next())).containsExactly(2);
    end(courier);
    assertThat(courier.view()).isEqualTo(new WebhookView("test", 1, 1, 0, 1, 0));
  }

  @Test
  void whoIsSlowFindsTheNewestEventsAndHowManyAreMissing() throws Exception {
    var courier = started(3, LONG);
    courier.put(MailboxTest.notices(0));
    post.next();
    for (int number = 1; number <= 10; number++) {
      courier.put(MailboxTest.notices(number));
    }
    assertThat(courier.view()).isEqualTo(new WebhookView("test", 0, 0, 7, 0, 4));
    post.answers.add("");
    post.answers.add("");
    post.go.release(2);

    var next = post.next();
    assertThat(numbers(next)).containsExactly(8, 9, 10);
    assertThat(JsonMapper.shared().readTree(next.body()).get("dropped").intValue()).isEqualTo(7);
    end(courier);
    assertThat(courier.view()).isEqualTo(new WebhookView("test", 4, 0, 7, 0, 0));
  }

  @Test
  void aReceiverIsToldOnlyOfWhatItWants() throws Exception {
    var courier = started(10, LONG, EnumSet.of(Occasion.REVISION), Optional.empty());
    var verdict = new Notice(Occasion.VERDICT, Instant.EPOCH, () -> {
      throw new AssertionError("nobody wants it");
    });
    courier.put(List.of(verdict, MailboxTest.notices(1).getFirst()));
    post.answers.add("");
    post.go.release();

    assertThat(numbers(post.next())).containsExactly(1);
    end(courier);
  }

  @Test
  void whatShallBeSignedIsNeverSentWithoutASignature() throws Exception {
    var secrets = new LinkedBlockingQueue<Optional<String>>(List.of(Optional.empty(), Optional.of("secret")));
    var courier = started(10, LONG, EnumSet.allOf(Occasion.class), Optional.of(secrets));
    post.answers.add("");
    post.go.release();
    courier.put(MailboxTest.notices(1));

    assertThat(post.next().headers()).containsKey("webhook-signature");
    end(courier);
    assertThat(courier.view().failedTries()).as("the try without a secret").isEqualTo(1);
  }

  @Test
  void whatCannotBeWrittenDoesNotKeepTheNextOne() throws Exception {
    var courier = started(10, LONG);
    courier.put(List.of(new Notice(Occasion.REVISION, Instant.EPOCH, () -> {
      throw new IllegalStateException("a defect");
    })));
    await().atMost(DEADLINE).until(() -> courier.view().failed() == 1);
    courier.put(MailboxTest.notices(1));
    post.answers.add("");
    post.go.release();

    assertThat(numbers(post.next())).containsExactly(1);
    end(courier);
  }

  @Test
  void theEndTriesWhatWaitsOnceMoreAndWaitsForNoPause() throws Exception {
    var receiver = receiver(10, LONG, LONG, EnumSet.allOf(Occasion.class), Optional.empty());
    var courier = new Courier(receiver, surroundings());
    courier.start();
    post.answers.add("status 503");
    post.answers.add("status 503");
    post.answers.add("");
    post.go.release(3);
    courier.put(MailboxTest.notices(1));
    var first = post.next();
    courier.put(MailboxTest.notices(2));
    await().atMost(DEADLINE).until(() -> courier.view().failedTries() == 1);

    end(courier);

    assertThat(post.next()).isEqualTo(first);
    assertThat(numbers(post.next())).containsExactly(2);
    assertThat(courier.view()).isEqualTo(new WebhookView("test", 1, 1, 0, 2, 0));
    assertThat(post.isClosed).isTrue();
  }

  @Test
  void theEndWaitsForNobodyWhoDoesNotAnswer() throws Exception {
    var courier = started(10, LONG);
    courier.put(MailboxTest.notices(1));
    post.next();
    courier.put(MailboxTest.notices(2, 3));

    courier.finish();
    courier.await(Duration.ZERO);

    assertThat(courier.view()).isEqualTo(new WebhookView("test", 0, 3, 0, 0, 0));
  }

  @Test
  void aReceiverThatFailsAgainForTheSameReasonIsOneLineOfTheLog() throws Exception {
    var lines = new CopyOnWriteArrayList<String>();
    var handler = new StreamHandler() {
      @Override
      public synchronized void publish(LogRecord logged) {
        lines.add(MessageFormat.format(logged.getMessage(), logged.getParameters()));
      }
    };
    var log = Logger.getLogger(Courier.class.getName());
    log.addHandler(handler);
    log.setLevel(Level.INFO);
    try {
      var courier = started(10, LONG);
      for (var answer : List.of("status 503", "status 503", "status 503", "status 500", "")) {
        post.answers.add(answer);
      }
      post.go.release(5);
      courier.put(MailboxTest.notices(1));
      for (int tries = 0; tries < 5; tries++) {
        post.next();
      }
      end(courier);
    } finally {
      log.removeHandler(handler);
      log.setLevel(null);
    }

    assertThat(lines).containsExactly(
        "event=webhook-failed webhook=test reason=\"status 503\" (tried again)",
        "event=webhook-failed webhook=test reason=\"status 500\" (tried again)",
        "event=webhook-works webhook=test");
  }

  private Courier started(int queue, Duration retryFor) {
    return started(queue, retryFor, EnumSet.allOf(Occasion.class), Optional.empty());
  }

  private Courier started(
      int queue, Duration retryFor, Set<Occasion> occasions, Optional<BlockingQueue<Optional<String>>> secrets) {
    var courier = new Courier(receiver(queue, SHORT, retryFor, occasions, secrets), surroundings());
    courier.start();
    return courier;
  }

  private Receiver receiver(
      int queue, Duration pause, Duration retryFor, Set<Occasion> occasions,
      Optional<BlockingQueue<Optional<String>>> secrets) {
    return new Receiver("test", occasions, post, secrets.map(it -> it::remove), queue,
        new Patience(DEADLINE, pause, pause, retryFor));
  }

  private static Surroundings surroundings() {
    return new Surroundings("lb1", () -> Instant.EPOCH, System::nanoTime, RandomGenerator::getDefault);
  }

  private static void end(Courier courier) throws InterruptedException {
    courier.finish();
    courier.await(DEADLINE);
  }

  private static List<Integer> numbers(Sent sent) {
    var numbers = new ArrayList<Integer>();
    JsonMapper.shared().readTree(sent.body()).get("events").values()
        .forEach(event -> numbers.add(event.get("data").get("number").intValue()));
    return numbers;
  }

  /** A try. */
  private record Sent(Map<String, String> headers, String body) {
    String id() {
      return String.valueOf(headers.get("webhook-id"));
    }
  }

  /** Notes each try, and answers it by the script as soon as the test lets it. */
  private static final class ScriptedPost implements Post {
    /** Why it fails, or nothing where it is taken. */
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Semaphore go = new Semaphore(0);
    private final BlockingQueue<Sent> tries = new LinkedBlockingQueue<>();
    private volatile boolean isClosed;

    @Override
    public void send(Map<String, String> headers, String body) throws IOException, InterruptedException {
      tries.add(new Sent(Map.copyOf(headers), body));
      go.acquire();
      var answer = answers.take();
      if (!answer.isEmpty()) {
        throw new IOException(answer);
      }
    }

    Sent next() throws InterruptedException {
      var sent = tries.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      if (sent == null) {
        throw new AssertionError("nothing was sent");
      }
      return sent;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
