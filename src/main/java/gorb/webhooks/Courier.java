package gorb.webhooks;

import gorb.webhooks.Mailbox.Batch;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Brings one receiver what it wants to know, letter by letter in order: the next one begins when the last was taken, or
 * given up after {@link Patience#all}. What happens meanwhile waits in the mailbox. Works on a platform thread of its
 * own, {@code webhook-NAME}; any thread may put and ask.
 */
final class Courier {
  private static final System.Logger LOG = System.getLogger(Courier.class.getName());
  private static final int BYTES_OF_ID = 16;

  private final Receiver receiver;
  private final Surroundings surroundings;
  private final RandomGenerator random;
  private final Mailbox mailbox;
  private final Thread thread;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong failedTries = new AtomicLong();
  private volatile int inHand;
  /** Why the last try failed; empty where it did not. Of the thread. */
  private String trouble = "";
  private long droppedTold;

  /**
   * Who is told, and of what.
   *
   * @param name in metrics and logs
   * @param occasions of which it is told
   * @param post the way to it, closed at the end
   * @param secret that it shares with us, read anew for each try; none where letters are not signed
   * @param queue how many events wait at most
   */
  record Receiver(
      String name, Set<Occasion> occasions, Post post, Optional<Supplier<Optional<String>>> secret, int queue,
      Patience patience) {
    Receiver {
      occasions = Set.copyOf(occasions);
    }
  }

  /**
   * What couriers share.
   *
   * @param sender the name of this director
   * @param nanoTime a clock that never goes back
   * @param random makes a source of random numbers for one thread
   */
  record Surroundings(String sender, InstantSource clock, LongSupplier nanoTime, Supplier<RandomGenerator> random) {}

  Courier(Receiver receiver, Surroundings surroundings) {
    this.receiver = receiver;
    this.surroundings = surroundings;
    this.random = surroundings.random().get();
    this.mailbox = new Mailbox(receiver.queue());
    this.thread = Thread.ofPlatform().daemon().name("webhook-" + receiver.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Has the receiver told of those that it wants to know of; does not wait. */
  void put(List<Notice> notices) {
    mailbox.put(notices.stream().filter(it -> receiver.occasions().contains(it.occasion())).toList());
  }

  /** What came of it so far. */
  WebhookView view() {
    return new WebhookView(
        receiver.name(), sent.get(), failed.get(), mailbox.dropped(), failedTries.get(), mailbox.size() + inHand);
  }

  /** Nothing more comes: what waits is tried once. */
  void finish() {
    mailbox.close();
  }

  /** Waits for the end of that, and makes an end of it when the time is over. */
  void await(Duration time) throws InterruptedException {
    if (!thread.join(time)) {
      thread.interrupt();
      thread.join();
    }
    receiver.post().close();
  }

  private void run() {
    try {
      for (var batch = mailbox.take(Letter.MOST_EVENTS); !batch.notices().isEmpty();
          batch = mailbox.take(Letter.MOST_EVENTS)) {
        inHand = batch.notices().size();
        tellOfDropped();
        deliver(batch);
        inHand = 0;
      }
    } catch (InterruptedException _) {
      giveUp(inHand + mailbox.clear(), "the daemon stops");
    }
    inHand = 0;
  }

  /** What cannot be told does not keep what can be. */
  private void deliver(Batch batch) throws InterruptedException {
    try {
      deliver(Letter.of(batch, surroundings.sender(), id()));
    } catch (RuntimeException e) {
      failed.addAndGet(batch.notices().size());
      LOG.log(Level.ERROR, "event=webhook-defect", e);
    }
  }

  private void deliver(Letter letter) throws InterruptedException {
    long began = surroundings.nanoTime().getAsLong();
    for (int failures = 1; !isTaken(letter); failures++) {
      boolean isLate = surroundings.nanoTime().getAsLong() - began >= receiver.patience().all().toNanos();
      if (isLate || mailbox.isClosed()) {
        giveUp(letter.events(), trouble);
        return;
      }
      mailbox.pause(receiver.patience().pause(failures, random));
    }
    sent.addAndGet(letter.events());
  }

  private boolean isTaken(Letter letter) throws InterruptedException {
    try {
      var secret = receiver.secret().isPresent() ? secret(receiver.secret().get()) : Optional.<String>empty();
      receiver.post().send(Signature.headers(letter, surroundings.clock().instant(), secret), letter.body());
      if (!trouble.isEmpty()) {
        LOG.log(Level.INFO, "event=webhook-works webhook={0}", receiver.name());
      }
      trouble = "";
      return true;
    } catch (IOException e) {
      failedTries.incrementAndGet();
      var reason = String.valueOf(e.getMessage());
      if (!reason.equals(trouble)) {
        LOG.log(Level.WARNING,
            "event=webhook-failed webhook={0} reason=\"{1}\" (tried again)", receiver.name(), reason);
      }
      trouble = reason;
      return false;
    }
  }

  /** A letter that shall be signed is never sent without. */
  private static Optional<String> secret(Supplier<Optional<String>> file) throws IOException {
    var secret = file.get();
    if (secret.isEmpty()) {
      throw new IOException("the file of its secret cannot be read, or holds none");
    }
    return secret;
  }

  private void giveUp(int events, String reason) {
    if (events > 0) {
      failed.addAndGet(events);
      LOG.log(Level.ERROR,
          "event=webhook-given-up webhook={0} events={1} reason=\"{2}\"", receiver.name(), events, reason);
    }
  }

  private void tellOfDropped() {
    long now = mailbox.dropped();
    if (now > droppedTold) {
      LOG.log(Level.WARNING, "event=webhook-dropped webhook={0} events={1} reason=\"more than {2} were waiting\"",
          receiver.name(), now - droppedTold, receiver.queue());
      droppedTold = now;
    }
  }

  private String id() {
    var bytes = new byte[BYTES_OF_ID];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
