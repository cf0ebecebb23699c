package gorb.bgp.session;

import java.time.Instant;
import java.util.Optional;

/** How far a connection is (RFC 4271 §8.2.2). */
sealed interface Phase {
  /** When something is to happen at the latest. */
  Optional<Instant> deadline();

  /** The connection is being made. */
  record Connecting(Instant until) implements Phase {
    @Override
    public Optional<Instant> deadline() {
      return Optional.of(until);
    }
  }

  /** Our OPEN is sent, the peer's awaited. */
  record OpenSent(Instant until) implements Phase {
    @Override
    public Optional<Instant> deadline() {
      return Optional.of(until);
    }
  }

  /** The peer's OPEN is fine; its first KEEPALIVE is awaited. */
  record OpenConfirm(Negotiated negotiated, Timers timers) implements Phase {
    @Override
    public Optional<Instant> deadline() {
      return timers.next();
    }
  }

  /** The session is up. */
  record Established(Negotiated negotiated, Timers timers) implements Phase {
    @Override
    public Optional<Instant> deadline() {
      return timers.next();
    }
  }

  /**
   * The timers of a session whose hold time is agreed on.
   *
   * @param hold when the peer was silent for too long; empty for never
   * @param keepalive when the next KEEPALIVE is due; empty for never
   */
  record Timers(Optional<Instant> hold, Optional<Instant> keepalive) {
    Optional<Instant> next() {
      return hold.flatMap(it -> keepalive.map(other -> it.isBefore(other) ? it : other));
    }
  }
}
