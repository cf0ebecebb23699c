package gorb.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class MailboxTest {
  private final Mailbox mailbox = new Mailbox(3);

  @Test
  void noticesAreTakenInTheirOrder() throws Exception {
    mailbox.put(notices(1, 2));
    mailbox.put(notices(3));

    assertThat(numbers(mailbox.take(2))).containsExactly(1, 2);
    assertThat(numbers(mailbox.take(2))).containsExactly(3);
    assertThat(mailbox.dropped()).isZero();
  }

  @Test
  void aFullOneDropsTheOldestAndSaysHowMany() throws Exception {
    mailbox.put(notices(1, 2, 3, 4, 5));
    mailbox.put(notices(6));

    var batch = mailbox.take(10);

    assertThat(numbers(batch)).containsExactly(4, 5, 6);
    assertThat(batch.dropped()).isEqualTo(3);
    mailbox.put(notices(7));
    assertThat(mailbox.take(10).dropped()).as("told once").isZero();
    assertThat(mailbox.dropped()).as("counted for ever").isEqualTo(3);
  }

  /** Every notice is taken, dropped or waits, and those that are taken are in order, with gaps as big as was told. */
  @Test
  void nothingIsLostWithoutBeingCounted() throws Exception {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      int most = random.nextInt(1, 8);
      var one = new Mailbox(most);
      int put = 0;
      int expected = 0;
      for (int step = 0; step < 50; step++) {
        if (random.nextBoolean() || one.size() == 0) {
          int count = random.nextInt(1, 12);
          one.put(notices(IntStream.range(put, put + count).toArray()));
          put += count;
          assertThat(one.size()).as("seed " + seed).isLessThanOrEqualTo(most);
        } else {
          var batch = one.take(random.nextInt(1, 5));
          expected += (int) batch.dropped();
          for (int number : numbers(batch)) {
            assertThat(number).as("seed " + seed).isEqualTo(expected++);
          }
        }
      }
    }
  }

  @Test
  void atTheEndWhatWaitsCanStillBeTakenAndNothingIsPutIn() throws Exception {
    mailbox.put(notices(1));
    mailbox.close();
    mailbox.put(notices(2));

    assertThat(numbers(mailbox.take(10))).containsExactly(1);
    assertThat(mailbox.take(10).notices()).isEmpty();
  }

  @Test
  void theEndEndsAPauseAndAWait() throws Exception {
    var paused = Thread.ofPlatform().start(() -> quietly(() -> mailbox.pause(Duration.ofHours(1))));
    var waiting = Thread.ofPlatform().start(() -> quietly(() -> mailbox.take(1)));

    mailbox.close();

    assertThat(paused.join(Duration.ofSeconds(60))).isTrue();
    assertThat(waiting.join(Duration.ofSeconds(60))).isTrue();
  }

  static List<Notice> notices(int... numbers) {
    var notices = new ArrayList<Notice>();
    for (int number : numbers) {
      notices.add(new Notice(
          Occasion.REVISION, Instant.EPOCH, () -> JsonNodeFactory.instance.objectNode().put("number", number)));
    }
    return notices;
  }

  private static List<Integer> numbers(Mailbox.Batch batch) {
    return batch.notices().stream().map(it -> it.data().get().get("number").intValue()).toList();
  }

  private interface Act {
    void run() throws InterruptedException;
  }

  private static void quietly(Act act) {
    try {
      act.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
