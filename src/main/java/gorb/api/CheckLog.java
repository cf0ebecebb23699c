package gorb.api;

import gorb.control.ServerRef;
import gorb.control.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last checks of every server: how long they took, and why the last one that failed did. Safe for use by many threads.
 * Servers that nobody wants any more are forgotten when there are twice as many as there were after the last forgetting.
 */
public final class CheckLog {
  /** How many checks of a server are kept. */
  static final int KEPT = 60;
  private static final int FEW = 1_024;

  private final Supplier<Snapshot> snapshots;
  private final ConcurrentMap<ServerRef, Checks> all = new ConcurrentHashMap<>();
  private volatile int most = FEW;

  /**
   * An empty one.
   *
   * @param snapshots tell which servers there are
   */
  public CheckLog(Supplier<Snapshot> snapshots) {
    this.snapshots = snapshots;
  }

  /** Adds the end of a check; {@code failure} is why the server is not well, null where it is. */
  public void add(ServerRef server, Instant at, Duration took, @Nullable String failure) {
    all.computeIfAbsent(server, _ -> new Checks()).add(new Check(at, took, failure));
    if (all.size() > most) {
      forget();
    }
  }

  /** What is known of a server; empty before its first check. */
  Optional<Known> of(ServerRef server) {
    return Optional.ofNullable(all.get(server)).map(Checks::known);
  }

  private void forget() {
    var intent = snapshots.get().intent();
    all.keySet().removeIf(server -> {
      var wanted = intent.server(server.service(), server.server());
      return wanted == null || wanted.incarnation() != server.incarnation();
    });
    most = Math.max(FEW, 2 * all.size());
  }

  /**
   * One check.
   *
   * @param at when it ended
   * @param failure null where it was good
   */
  record Check(Instant at, Duration took, @Nullable String failure) {}

  /**
   * What is known of a server.
   *
   * @param recent at least one, the newest last
   * @param lastFailure null where none failed
   */
  record Known(List<Check> recent, @Nullable Check lastFailure) {
    Known {
      recent = List.copyOf(recent);
    }
  }

  private static final class Checks {
    private final Deque<Check> recent = new ArrayDeque<>();
    private @Nullable Check lastFailure;

    synchronized void add(Check check) {
      recent.add(check);
      if (recent.size() > KEPT) {
        recent.remove();
      }
      if (check.failure() != null) {
        lastFailure = check;
      }
    }

    synchronized Known known() {
      return new Known(List.copyOf(recent), lastFailure);
    }
  }
}
