package gorb.events;

import gorb.control.Snapshot;
import gorb.http.Body;
import gorb.http.Outlet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is told what: all readers the same bytes, a new one a snapshot or what it missed. Confined to one thread. */
final class Newsroom {
  /** Bytes of events that readers can come back for: minutes of a busy balancer. */
  private static final int BACKLOG = 4 << 20;
  private static final Body HEARTBEAT = Body.of(": alive\n\n");

  private final Set<Outlet> readers = new LinkedHashSet<>();
  private Backlog backlog;
  private @Nullable Snapshot told;
  private Surroundings toldAround = Surroundings.NONE;

  /** A room without readers; ids begin with a number that no earlier room had. */
  Newsroom(long stream) {
    this.backlog = new Backlog(BACKLOG, new EventId(stream, 0));
  }

  /** How many are told. */
  int readers() {
    return readers.size();
  }

  /** Tells what happened, and what is different now. */
  void tell(List<Event> occurrences, Snapshot now, Surroundings around) {
    var events = new ArrayList<>(occurrences);
    if (told != null) {
      events.addAll(Differences.between(told, now));
      events.addAll(Surroundings.differences(toldAround, around));
    }
    told = now;
    toldAround = around;
    if (!events.isEmpty()) {
      send(backlog.add(events));
    }
  }

  /** Tells new readers what they need to follow; only after the first snapshot. */
  void welcome(List<Newcomer> newcomers) {
    if (told == null) {
      throw new IllegalStateException("nothing is known yet");
    }
    @Nullable Body everything = null;
    for (var newcomer : newcomers) {
      var missed = newcomer.seen().flatMap(backlog::since);
      if (missed.isEmpty() && everything == null) {
        everything = everything(told, toldAround);
      }
      var first = missed.isPresent() ? missed.get() : everything;
      if (first == null || first.length() == 0) {
        first = HEARTBEAT;
      }
      if (newcomer.outlet().write(first)) {
        readers.add(newcomer.outlet());
      }
    }
  }

  /** Shows readers, and what lies between, that the stream lives. */
  void heartbeat() {
    send(HEARTBEAT);
  }

  void leave(Outlet reader) {
    readers.remove(reader);
  }

  /** Forgets everything: nobody listened for long, and nothing needs to be compared until somebody does. */
  void sleep() {
    told = null;
    backlog = new Backlog(BACKLOG, new EventId(backlog.last().stream() + 1, 0));
  }

  private Body everything(Snapshot snapshot, Surroundings around) {
    var view = Views.everything(snapshot);
    around.addTo(view);
    var event = new Event("snapshot", view).wire(backlog.last());
    return Body.of("retry: 2000\n" + event);
  }

  private void send(Body bytes) {
    readers.removeIf(reader -> !reader.write(bytes));
  }

  /**
   * A reader that came.
   *
   * @param seen what it saw last
   */
  record Newcomer(Outlet outlet, Optional<EventId> seen) {}
}
