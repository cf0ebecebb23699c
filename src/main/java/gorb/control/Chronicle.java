package gorb.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PStack;

/**
 * The last transitions of each server: at most {@link #MOST} each, the newest first. Immutable.
 *
 * @param byServer the transitions of those that had any
 */
public record Chronicle(PMap<ServerRef, PStack<HealthTransition>> byServer) {
  /** How many transitions of a server are kept. */
  public static final int MOST = 100;
  /** Nothing happened yet. */
  public static final Chronicle EMPTY = new Chronicle(HashTreePMap.empty());

  /** The transitions of a server, the newest first. */
  public List<HealthTransition> of(ServerRef server) {
    return Objects.requireNonNullElse(byServer.get(server), ConsPStack.<HealthTransition>empty());
  }

  Chronicle with(HealthTransition transition) {
    PStack<HealthTransition> before = Objects.requireNonNullElse(byServer.get(transition.server()), ConsPStack.empty());
    var kept = before.size() < MOST ? before : ConsPStack.from(new ArrayList<>(before.subList(0, MOST - 1)));
    return new Chronicle(byServer.plus(transition.server(), kept.plus(transition)));
  }

  Chronicle without(ServerRef server) {
    return byServer.containsKey(server) ? new Chronicle(byServer.minus(server)) : this;
  }
}
