package gorb.control;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;

/**
 * When the weights of servers change by themselves, the earliest first: to ask for the next one, or to add one, takes time
 * by the logarithm of their number. Immutable.
 *
 * @param byServer when the weight of each server changes that does
 * @param inOrder the same, the earliest first
 */
record DueChanges(PMap<ServerRef, Instant> byServer, PSortedSet<Due> inOrder) {
  /** No weight changes by itself. */
  static final DueChanges NONE = new DueChanges(HashTreePMap.empty(), TreePSet.empty());

  /** When the next one is; null where none is. */
  @Nullable Instant next() {
    return inOrder.isEmpty() ? null : inOrder.first().at();
  }

  /** The servers whose time has come, the earliest first. */
  void forEachDue(Instant now, Consumer<ServerRef> what) {
    for (var due : inOrder) {
      if (due.at().isAfter(now)) {
        return;
      }
      what.accept(due.server());
    }
  }

  /** With another time for a server; null for none. */
  DueChanges with(ServerRef server, @Nullable Instant at) {
    var before = byServer.get(server);
    if (Objects.equals(before, at)) {
      return this;
    }
    var others = before == null ? inOrder : inOrder.minus(new Due(before, server));
    return at == null
        ? new DueChanges(byServer.minus(server), others)
        : new DueChanges(byServer.plus(server, at), others.plus(new Due(at, server)));
  }

  /** A server and when its weight changes. */
  record Due(Instant at, ServerRef server) implements Comparable<Due> {
    private static final Comparator<Due> ORDER = Comparator.comparing(Due::at)
        .thenComparing(due -> due.server().service())
        .thenComparing(due -> due.server().server())
        .thenComparingLong(due -> due.server().incarnation());

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }
}
