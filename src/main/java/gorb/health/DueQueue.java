package gorb.health;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks by their time, the earliest first, then by number. A binary heap of which each check knows its place: one is
 * added, taken and removed in logarithmic time and without an object, of which 20,000 checks a second would leave so many
 * that live for an interval that collections of garbage made the others late. A check is in one queue at a time, and its
 * time never changes within. Confined to one thread at a time.
 */
final class DueQueue<K> {
  private final List<ScheduledCheck<K>> heap = new ArrayList<>();

  boolean isEmpty() {
    return heap.isEmpty();
  }

  /** The earliest; there is one. */
  ScheduledCheck<K> first() {
    return heap.getFirst();
  }

  /** Adds one that is in no queue. */
  void add(ScheduledCheck<K> check) {
    if (check.place != ScheduledCheck.NOWHERE) {
      throw new IllegalStateException("check " + check.number + " is in a queue already, at " + check.place);
    }
    check.place = heap.size();
    heap.add(check);
    rise(check);
  }

  /** Takes the earliest; there is one. */
  ScheduledCheck<K> removeFirst() {
    var first = first();
    remove(first);
    return first;
  }

  /** Removes one where it is here. */
  void remove(ScheduledCheck<K> check) {
    int place = check.place;
    if (place >= heap.size() || place < 0 || heap.get(place) != check) {
      return;
    }
    check.place = ScheduledCheck.NOWHERE;
    var last = heap.removeLast();
    if (last != check) {
      put(last, place);
      rise(last);
      sink(last);
    }
  }

  private void rise(ScheduledCheck<K> check) {
    int place = check.place;
    while (place > 0) {
      int above = (place - 1) / 2;
      var parent = heap.get(above);
      if (!check.isBefore(parent)) {
        break;
      }
      put(parent, place);
      place = above;
    }
    put(check, place);
  }

  private void sink(ScheduledCheck<K> check) {
    int place = check.place;
    while (true) {
      int below = 2 * place + 1;
      if (below >= heap.size()) {
        break;
      }
      if (below + 1 < heap.size() && heap.get(below + 1).isBefore(heap.get(below))) {
        below++;
      }
      var child = heap.get(below);
      if (!child.isBefore(check)) {
        break;
      }
      put(child, place);
      place = below;
    }
    put(check, place);
  }

  private void put(ScheduledCheck<K> check, int place) {
    heap.set(place, check);
    check.place = place;
  }
}
