package gorb.bgp.session;

import gorb.bgp.message.ErrorName;
import gorb.bgp.message.Keepalive;
import gorb.bgp.message.Message;
import gorb.bgp.message.Notification;
import gorb.bgp.message.Open;
import gorb.bgp.message.RouteRefresh;
import gorb.bgp.message.Update;
import gorb.bgp.session.Greeting.Answer;
import gorb.bgp.session.Phase.Connecting;
import gorb.bgp.session.Phase.Established;
import gorb.bgp.session.Phase.OpenConfirm;
import gorb.bgp.session.Phase.OpenSent;
import gorb.bgp.session.Phase.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The state of the session with one peer, over one connection or, for a moment, two (RFC 4271 §8). Events go in,
 * actions come out; time is passed in. Confined to one thread.
 *
 * <pre>
 * a connection is    and hears                becomes
 * absent             Started, the retry time  Connecting (not where passive)
 * Connecting         Connected                OpenSent: OPEN is sent
 * absent             Connected (incoming)     OpenSent: OPEN is sent
 * OpenSent           a fine OPEN              OpenConfirm: KEEPALIVE is sent; of two connections one is closed (§6.8)
 * OpenConfirm        KEEPALIVE                Established
 * Established        KEEPALIVE, UPDATE        Established; silence for the hold time ends it
 * any                LinkDown                 absent: NOTIFICATION is sent, which a peer behind it does not get
 * any                Closed, NOTIFICATION     absent; where it was the last, it is tried again later
 * any                anything else            absent: NOTIFICATION is sent
 * </pre>
 */
public final class Session {
  /** How long a connection may take. */
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  /** How long a peer that has connected may take to say who it is; RFC 4271 suggests 4 minutes. */
  private static final Duration OPEN_PATIENCE = Duration.ofSeconds(60);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  /** RFC 4271 §10: timers are shortened by up to a quarter, so that speakers do not act in step. */
  private static final double JITTER = 0.25;

  private final SessionSettings settings;
  private final RandomGenerator random;
  private final Map<Side, Phase> phases = new EnumMap<>(Side.class);
  private final List<SessionAction> actions = new ArrayList<>();
  private boolean wanted;
  private boolean wasUp;
  private int failures;
  private Instant retryAt = Instant.MAX;
  private String lastError = "";

  /** A session that is not wanted yet. */
  public Session(SessionSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /** Takes in an event; gives what is to be done, in this order. */
  public List<SessionAction> next(SessionEvent event, Instant now) {
    actions.clear();
    switch (event) {
      case SessionEvent.Started() -> {
        wanted = true;
        retryAt = now;
        timeReached(now);
      }
      case SessionEvent.Stopped(var farewell) -> stop(farewell);
      case SessionEvent.Connected(var side) -> connected(side, now);
      case SessionEvent.Closed(var side, var reason) -> lost(side, reason, now);
      case SessionEvent.Received(var side, var message) -> received(side, message, now);
      case SessionEvent.Malformed(var side, var notification, var reason) -> fail(side, notification, reason, now);
      case SessionEvent.LinkDown(var reason) -> cut(reason, now);
      case SessionEvent.TimeReached() -> timeReached(now);
    }
    return List.copyOf(actions);
  }

  /** When {@link SessionEvent.TimeReached} is due. */
  public Optional<Instant> wakeAt() {
    var retry = wanted && phases.isEmpty() && !settings.passive() ? Stream.of(retryAt) : Stream.<Instant>empty();
    return Stream.concat(retry, phases.values().stream().flatMap(phase -> phase.deadline().stream()))
        .min(Instant::compareTo);
  }

  /**
   * Whether the peer may open a connection now. Where the session is established it may not, unless it restarts
   * gracefully: then it has come back without a goodbye (RFC 4724 §5).
   */
  public boolean mayAccept() {
    return wanted && phases.values().stream().noneMatch(phase ->
        phase instanceof Established(var negotiated, _) && !negotiated.restartsGracefully());
  }

  /** The connection over which the session is established. */
  public Optional<Side> established() {
    return phases.entrySet().stream()
        .filter(it -> it.getValue() instanceof Established)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The state by its name in RFC 4271, of the connection that is furthest. */
  public String state() {
    return phases.values().stream()
        .max((one, other) -> Integer.compare(rank(one), rank(other)))
        .map(Session::name)
        .orElse(!wanted ? "idle" : settings.passive() ? "active" : "connect");
  }

  /** Why the last connection ended, in words; empty where none has. */
  public String lastError() {
    return lastError;
  }

  private void stop(Optional<Notification> farewell) {
    wanted = false;
    for (var side : List.copyOf(phases.keySet())) {
      var phase = phases.remove(side);
      farewell.ifPresent(notification -> {
        switch (phase) {
          case null -> { }
          case Connecting _ -> { }
          case OpenSent _, OpenConfirm _ -> actions.add(new SessionAction.Send(side, notification));
          case Established(var negotiated, _) -> actions.add(new SessionAction.Send(side,
              negotiated.byNotification() ? notification.hard() : notification));
        }
      });
      actions.add(new SessionAction.Close(side));
      if (phase instanceof Established) {
        actions.add(new SessionAction.Down("stopped"));
      }
    }
  }

  private void connected(Side side, Instant now) {
    if (!wanted) {
      actions.add(new SessionAction.Close(side));
      return;
    }
    phases.put(side, new OpenSent(now.plus(OPEN_PATIENCE)));
    actions.add(new SessionAction.Send(side, Greeting.open(settings, !wasUp)));
  }

  private void received(Side side, Message message, Instant now) {
    switch (phases.get(side)) {
      case null -> { }
      case Connecting _ -> { }
      case OpenSent _ -> {
        switch (message) {
          case Open open -> greeted(side, open, now);
          case Notification notification -> ended(side, notification, now);
          case Keepalive _, Update _, RouteRefresh _ ->
              fail(side, Notification.of(ErrorName.UNEXPECTED_IN_OPEN_SENT), "no OPEN", now);
        }
      }
      case OpenConfirm(var negotiated, var timers) -> {
        switch (message) {
          case Keepalive _ -> establish(side, negotiated, timers, now);
          case Notification notification -> ended(side, notification, now);
          case Open _, Update _, RouteRefresh _ ->
              fail(side, Notification.of(ErrorName.UNEXPECTED_IN_OPEN_CONFIRM), "no KEEPALIVE", now);
        }
      }
      case Established(var negotiated, var timers) -> {
        switch (message) {
          case Keepalive _, Update _ -> phases.put(side, new Established(negotiated, heard(negotiated, timers, now)));
          case RouteRefresh(var family, var subtype) -> {
            phases.put(side, new Established(negotiated, heard(negotiated, timers, now)));
            if (subtype == RouteRefresh.REQUEST && negotiated.families().contains(family)) {
              actions.add(new SessionAction.Resend(family));
            }
          }
          case Notification notification -> ended(side, notification, now);
          case Open _ -> fail(side, Notification.of(ErrorName.UNEXPECTED_IN_ESTABLISHED), "another OPEN", now);
        }
      }
    }
  }

  private void greeted(Side side, Open open, Instant now) {
    switch (Greeting.judge(open, settings)) {
      case Answer.Refused(var notification, var reason) -> fail(side, notification, reason, now);
      case Answer.Agreed(var negotiated) -> {
        if (isLoser(side, open)) {
          fail(side, Notification.of(ErrorName.CONNECTION_COLLISION_RESOLUTION), "another connection stays", now);
          return;
        }
        phases.put(side, new OpenConfirm(negotiated, timers(negotiated, now)));
        actions.add(new SessionAction.Send(side, new Keepalive()));
        var other = other(side);
        if (phases.get(other) instanceof OpenConfirm) {
          fail(other, Notification.of(ErrorName.CONNECTION_COLLISION_RESOLUTION), "another connection stays", now);
        }
      }
    }
  }

  /** Whether another connection is as far already, and is the one that stays. */
  private boolean isLoser(Side side, Open open) {
    return switch (phases.get(other(side))) {
      case null -> false;
      case Connecting _, OpenSent _ -> false;
      case OpenConfirm _ -> side != (Greeting.ourConnectionStays(settings, open) ? Side.OUTGOING : Side.INCOMING);
      case Established _ -> true;
    };
  }

  private void establish(Side side, Negotiated negotiated, Timers timers, Instant now) {
    phases.put(side, new Established(negotiated, heard(negotiated, timers, now)));
    if (phases.containsKey(other(side))) {
      fail(other(side), Notification.of(ErrorName.CONNECTION_COLLISION_RESOLUTION), "another connection stays", now);
    }
    wasUp = true;
    failures = 0;
    actions.add(new SessionAction.Up(side, negotiated));
  }

  private void timeReached(Instant now) {
    for (var side : List.copyOf(phases.keySet())) {
      switch (phases.get(side)) {
        case null -> { }
        case Connecting(var until) when !now.isBefore(until) -> {
          actions.add(new SessionAction.Close(side));
          lost(side, "no connection within " + CONNECT_PATIENCE.toSeconds() + " s", now);
        }
        case OpenSent(var until) when !now.isBefore(until) ->
            fail(side, Notification.of(ErrorName.HOLD_TIMER_EXPIRED), "no OPEN", now);
        case Connecting _, OpenSent _ -> { }
        case OpenConfirm(var negotiated, var timers) -> {
          if (holds(side, timers, now)) {
            phases.put(side, new OpenConfirm(negotiated, kept(side, negotiated, timers, now)));
          }
        }
        case Established(var negotiated, var timers) -> {
          if (holds(side, timers, now)) {
            phases.put(side, new Established(negotiated, kept(side, negotiated, timers, now)));
          }
        }
      }
    }
    if (wanted && phases.isEmpty() && !settings.passive() && !now.isBefore(retryAt)) {
      phases.put(Side.OUTGOING, new Connecting(now.plus(CONNECT_PATIENCE)));
      actions.add(new SessionAction.Connect());
    }
  }

  /** Ends a session whose peer was silent for too long. */
  private boolean holds(Side side, Timers timers, Instant now) {
    if (timers.hold().filter(until -> !now.isBefore(until)).isPresent()) {
      fail(side, Notification.of(ErrorName.HOLD_TIMER_EXPIRED), "the peer was silent", now);
      return false;
    }
    return true;
  }

  /** Sends a KEEPALIVE when it is due. */
  private Timers kept(Side side, Negotiated negotiated, Timers timers, Instant now) {
    if (timers.keepalive().filter(due -> !now.isBefore(due)).isEmpty()) {
      return timers;
    }
    actions.add(new SessionAction.Send(side, new Keepalive()));
    return new Timers(timers.hold(), timers(negotiated, now).keepalive());
  }

  private Timers heard(Negotiated negotiated, Timers timers, Instant now) {
    return new Timers(timers(negotiated, now).hold(), timers.keepalive());
  }

  private Timers timers(Negotiated negotiated, Instant now) {
    var holdTime = negotiated.holdTime();
    return holdTime.isZero()
        ? new Timers(Optional.empty(), Optional.empty())
        : new Timers(Optional.of(now.plus(holdTime)), Optional.of(now.plus(jittered(holdTime.dividedBy(3)))));
  }

  /** Does not wait for the hold time (RFC 5882 §4.3): what cannot reach the peer has ended (RFC 9384). */
  private void cut(String reason, Instant now) {
    for (var side : List.copyOf(phases.keySet())) {
      if (phases.get(side) instanceof Connecting) {
        actions.add(new SessionAction.Close(side));
        lost(side, "BFD: " + reason, now);
      } else {
        fail(side, Notification.of(ErrorName.BFD_DOWN), reason, now);
      }
    }
  }

  private void ended(Side side, Notification notification, Instant now) {
    actions.add(new SessionAction.Close(side));
    lost(side, "the peer says: " + notification.describe(), now);
  }

  private void fail(Side side, Notification notification, String reason, Instant now) {
    if (phases.containsKey(side)) {
      actions.add(new SessionAction.Send(side, notification));
      actions.add(new SessionAction.Close(side));
      lost(side, notification.name() + ": " + reason, now);
    }
  }

  private void lost(Side side, String reason, Instant now) {
    var phase = phases.remove(side);
    if (phase == null) {
      return;
    }
    if (phase instanceof Established) {
      actions.add(new SessionAction.Down(reason));
    }
    if (phases.isEmpty()) {
      lastError = reason;
      retryAt = now.plus(jittered(pause()));
      failures++;
    }
  }

  /** Twice as long after each failure, up to the longest. */
  private Duration pause() {
    var pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 16));
    return pause.compareTo(settings.retry()) < 0 ? pause : settings.retry();
  }

  private Duration jittered(Duration duration) {
    return Duration.ofNanos((long) (duration.toNanos() * (1 - JITTER * random.nextDouble())));
  }

  private static Side other(Side side) {
    return switch (side) {
      case OUTGOING -> Side.INCOMING;
      case INCOMING -> Side.OUTGOING;
    };
  }

  private static int rank(Phase phase) {
    return switch (phase) {
      case Connecting _ -> 0;
      case OpenSent _ -> 1;
      case OpenConfirm _ -> 2;
      case Established _ -> 3;
    };
  }

  private static String name(Phase phase) {
    return switch (phase) {
      case Connecting _ -> "connect";
      case OpenSent _ -> "openSent";
      case OpenConfirm _ -> "openConfirm";
      case Established _ -> "established";
    };
  }
}
