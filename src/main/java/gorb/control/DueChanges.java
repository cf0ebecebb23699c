package gorb.control;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * When the weights of servers change by themselves. A bound tells at once that nothing is due, which is so in nearly every
 * turn; they are looked through where something is. An order of all of them costs more than it saves where thousands grow
 * together: measured, four times as much. Immutable.
 *
 * @param byServer when the weight of each server changes that does
 * @param notBefore none changes before; nearly always the time of the first; null where none does
 */
record DueChanges(PMap<ServerRef, Instant> byServer, @Nullable Instant notBefore) {
  /** No weight changes by itself. */
  static final DueChanges NONE = new DueChanges(HashTreePMap.empty(), null);

  /**
   * Names the servers whose time has come.
   *
   * @return the same with a bound by the others: each of the named ones has to be given its next time
   */
  DueChanges forEachDue(Instant now, Consumer<ServerRef> what) {
    if (notBefore == null || notBefore.isAfter(now)) {
      return this;
    }
    Instant first = null;
    for (var change : byServer.entrySet()) {
      if (change.getValue().isAfter(now)) {
        first = earlier(first, change.getValue());
      } else {
        what.accept(change.getKey());
      }
    }
    return new DueChanges(byServer, first);
  }

  /** With the next time of a server; null for none. */
  DueChanges with(ServerRef server, @Nullable Instant at) {
    if (at == null) {
      if (byServer.isEmpty() || !byServer.containsKey(server)) {
        return this;
      }
      var others = byServer.minus(server);
      return others.isEmpty() ? NONE : new DueChanges(others, notBefore);
    }
    var first = earlier(notBefore, at);
    boolean isSame = at.equals(byServer.get(server));
    return isSame && Objects.equals(first, notBefore)
        ? this
        : new DueChanges(isSame ? byServer : byServer.plus(server, at), first);
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }
}
