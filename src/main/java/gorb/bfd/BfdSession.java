package gorb.bfd;

import gorb.bfd.ControlPacket.Intervals;
import gorb.bfd.ControlPacket.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The state of the session with one peer (RFC 5880 §6): events go in, actions come out; time is passed in. We take the
 * active role, in asynchronous mode. Confined to one thread.
 *
 * <pre>
 * state       hears of the peer       becomes
 * ADMIN_DOWN  Started                 DOWN
 * DOWN        DOWN                    INIT
 * DOWN        INIT                    UP
 * INIT        INIT, UP                UP
 * INIT, UP    nothing for too long    DOWN: the link failed
 * INIT, UP    ADMIN_DOWN              DOWN: the link did not fail
 * UP          DOWN                    DOWN: the link failed, as the peer has found
 * any         Stopped                 ADMIN_DOWN
 * </pre>
 *
 * <p>Until it is up, packets are a second apart. A change of the interval is followed by a poll: packets with P until
 * the peer has answered with F.
 */
final class BfdSession {
  /** RFC 5880 §6.8.3: at least so long until the session is up. */
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofNanos(1_000);
  /** RFC 5880 §6.8.7: shorter by up to a quarter, so that speakers do not send in step. */
  private static final double JITTER = 0.25;
  /** With a multiplier of 1 no packet may come later than at 90 %. */
  private static final double LEAST_JITTER_OF_ONE = 0.1;
  /** A farewell may get lost. */
  private static final int FAREWELLS = 3;

  private final BfdSettings settings;
  private final long discriminator;
  private final RandomGenerator random;
  private final List<BfdAction> actions = new ArrayList<>();
  private LinkState state = LinkState.ADMIN_DOWN;
  private int diagnostic = Diagnostic.NONE.number();
  private Duration sending;
  private boolean polling;
  private Heard heard = Heard.NOTHING;
  private Instant sendAt = Instant.MAX;
  private Instant detectAt = Instant.MAX;

  /** What the peer's last packet said, as RFC 5880 §6.8.1 has it. */
  private record Heard(
      long discriminator, LinkState state, boolean demand, Duration send, Duration receive, int multiplier) {
    static final Heard NOTHING = new Heard(0, LinkState.DOWN, false, Duration.ZERO, AT_ONCE, 0);

    static Heard of(ControlPacket packet) {
      return new Heard(packet.from(), packet.state(), packet.marks().demand(), packet.intervals().send(),
          packet.intervals().receive(), packet.multiplier());
    }
  }

  /**
   * A session that is not wanted yet.
   *
   * @param discriminator our name of it, 1..4294967295, which no other of ours has
   */
  BfdSession(BfdSettings settings, long discriminator, RandomGenerator random) {
    this.settings = settings;
    this.discriminator = discriminator;
    this.random = random;
    this.sending = slow();
  }

  /** Takes in an event; gives what is to be done, in this order. */
  List<BfdAction> next(BfdEvent event, Instant now) {
    actions.clear();
    switch (event) {
      case BfdEvent.Started() -> {
        if (state == LinkState.ADMIN_DOWN) {
          state = LinkState.DOWN;
          diagnostic = Diagnostic.NONE.number();
          send(now);
        }
      }
      case BfdEvent.Stopped() -> stop();
      case BfdEvent.Received(var packet) -> {
        if (state != LinkState.ADMIN_DOWN && (packet.to() == 0 || packet.to() == discriminator)) {
          received(packet, now);
        }
      }
      case BfdEvent.TimeReached() -> timeReached(now);
    }
    return List.copyOf(actions);
  }

  /** When {@link BfdEvent.TimeReached} is due; {@link Instant#MAX} for never. */
  Instant wakeAt() {
    return sendAt.isBefore(detectAt) ? sendAt : detectAt;
  }

  LinkState state() {
    return state;
  }

  /** Between two packets of ours, before it is shortened by chance; zero where none is to be sent. */
  Duration period() {
    return heard.receive().isZero() ? Duration.ZERO : longer(sending, heard.receive());
  }

  /** How long the peer may be silent (RFC 5880 §6.8.4); zero while it is not heard. */
  Duration detectionTime() {
    return longer(settings.interval(), heard.send()).multipliedBy(heard.multiplier());
  }

  private void stop() {
    if (state == LinkState.ADMIN_DOWN) {
      return;
    }
    boolean wasUp = state == LinkState.UP;
    state = LinkState.ADMIN_DOWN;
    diagnostic = Diagnostic.ADMINISTRATIVELY_DOWN.number();
    sending = slow();
    polling = false;
    for (int i = 0; i < FAREWELLS; i++) {
      actions.add(new BfdAction.Send(packet(Marks.NONE)));
    }
    heard = Heard.NOTHING;
    sendAt = Instant.MAX;
    detectAt = Instant.MAX;
    if (wasUp) {
      actions.add(new BfdAction.Down("stopped", false));
    }
  }

  private void received(ControlPacket packet, Instant now) {
    var before = state;
    var period = period();
    boolean wasSilent = isSilent();
    heard = Heard.of(packet);
    polling &= !packet.marks().fin();
    detectAt = now.plus(detectionTime());
    moved(packet);
    if (packet.marks().poll()) {
      actions.add(new BfdAction.Send(packet(Marks.ONLY_FINAL)));
    }
    if (state != before && !packet.marks().poll()) {
      send(now);
    } else if (state != before || !period.equals(period()) || wasSilent != isSilent()) {
      schedule(now);
    }
  }

  /** The transitions of RFC 5880 §6.8.6. */
  private void moved(ControlPacket packet) {
    switch (packet.state()) {
      case ADMIN_DOWN -> {
        if (state != LinkState.DOWN) {
          down(Diagnostic.NEIGHBOR_SIGNALED_DOWN, "the peer's operator took it down", false);
        }
      }
      case DOWN -> {
        if (state == LinkState.DOWN) {
          state = LinkState.INIT;
        } else if (state == LinkState.UP) {
          down(Diagnostic.NEIGHBOR_SIGNALED_DOWN, "the peer says: " + Diagnostic.text(packet.diagnostic()), true);
        }
      }
      case INIT -> {
        if (state != LinkState.UP) {
          up();
        }
      }
      case UP -> {
        if (state == LinkState.INIT) {
          up();
        }
      }
    }
  }

  private void up() {
    state = LinkState.UP;
    diagnostic = Diagnostic.NONE.number();
    change(settings.interval());
    actions.add(new BfdAction.Up());
  }

  private void down(Diagnostic why, String reason, boolean failed) {
    boolean wasUp = state == LinkState.UP;
    state = LinkState.DOWN;
    diagnostic = why.number();
    change(slow());
    if (wasUp) {
      actions.add(new BfdAction.Down(reason, failed));
    }
  }

  private void change(Duration interval) {
    if (!interval.equals(sending)) {
      sending = interval;
      polling = true;
    }
  }

  private void timeReached(Instant now) {
    if (!now.isBefore(detectAt)) {
      long silence = detectionTime().toMillis();
      detectAt = Instant.MAX;
      heard = Heard.NOTHING;
      if (state == LinkState.INIT || state == LinkState.UP) {
        down(Diagnostic.DETECTION_TIME_EXPIRED, "nothing heard for " + silence + " ms", true);
      }
      send(now);
    } else if (!now.isBefore(sendAt)) {
      send(now);
    }
  }

  private void send(Instant now) {
    if (!isSilent()) {
      actions.add(new BfdAction.Send(packet(polling ? Marks.ONLY_POLL : Marks.NONE)));
    }
    schedule(now);
  }

  private void schedule(Instant now) {
    sendAt = isSilent() ? Instant.MAX : now.plus(jittered(period()));
  }

  /** Whether the peer wants no packets (RFC 5880 §6.8.7), in state ADMIN_DOWN nobody. */
  private boolean isSilent() {
    return state == LinkState.ADMIN_DOWN || heard.receive().isZero()
        || (heard.demand() && heard.state() == LinkState.UP && state == LinkState.UP && !polling);
  }

  private ControlPacket packet(Marks marks) {
    return new ControlPacket(diagnostic, state, marks, settings.multiplier(), discriminator, heard.discriminator(),
        new Intervals(sending, settings.interval(), Duration.ZERO));
  }

  private Duration slow() {
    return longer(SLOW, settings.interval());
  }

  private Duration jittered(Duration duration) {
    double least = settings.multiplier() == 1 ? LEAST_JITTER_OF_ONE : 0;
    double shorter = least + (JITTER - least) * random.nextDouble();
    return Duration.ofNanos((long) (duration.toNanos() * (1 - shorter)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
