package gorb.events;

import gorb.http.Body;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last events, for readers that come back. Confined to one thread. */
final class Backlog {
  private final int mostCharacters;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long characters;
  private EventId last;

  /**
   * An empty one.
   *
   * @param mostCharacters of all its events on the wire; a character is mostly a byte
   * @param last the id before the first event
   */
  Backlog(int mostCharacters, EventId last) {
    this.mostCharacters = mostCharacters;
    this.last = last;
  }

  /** The id of the newest event. */
  EventId last() {
    return last;
  }

  /** Adds events; gives what readers that saw everything before are sent. */
  Body add(List<Event> events) {
    var wire = new StringBuilder();
    for (var event : events) {
      last = last.next();
      var one = event.wire(last);
      wire.append(one);
      entries.add(new Entry(last, one));
      characters += one.length();
    }
    while (characters > mostCharacters) {
      characters -= entries.remove().wire().length();
    }
    return Body.of(wire.toString());
  }

  /** What a reader missed that saw an event last; empty where that is not known any more. */
  Optional<Body> since(EventId seen) {
    long oldest = entries.isEmpty() ? last.number() : entries.element().id().number() - 1;
    if (seen.stream() != last.stream() || seen.number() < oldest || seen.number() > last.number()) {
      return Optional.empty();
    }
    var wire = new StringBuilder();
    entries.stream().filter(it -> it.id().number() > seen.number()).forEach(it -> wire.append(it.wire()));
    return Optional.of(Body.of(wire.toString()));
  }

  private record Entry(EventId id, String wire) {}
}
