package gorb.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes, forward or back, when a test says so; any thread. */
final class ManualClock implements InstantSource {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private final AtomicLong nanos = new AtomicLong(-1_000);

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Time passes; back it goes for the wall clock only. */
  void advance(Duration duration) {
    jump(duration);
    if (!duration.isNegative()) {
      nanos.addAndGet(duration.toNanos());
    }
  }

  /** The wall clock is put right, and no time passes. */
  void jump(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  /** A clock that never goes back. */
  long nanoTime() {
    return nanos.get();
  }
}
