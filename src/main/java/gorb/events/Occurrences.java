package gorb.events;

import gorb.control.HealthTransition;
import gorb.control.StandingTransition;
import gorb.control.TurnListener.Turn;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.PoolStanding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What happened in a turn, for those who tell people: verdicts, and what the data plane was asked. */
public final class Occurrences {
  /** Of each kind of step in one turn; the number of all of them is told as well. */
  private static final int MOST_SENTENCES = 20;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Occurrences() {}

  /** Whether there is something to tell of a turn. */
  static boolean has(Turn turn) {
    return !turn.transitions().isEmpty() || !turn.standings().isEmpty() || isOfSteps(turn);
  }

  /** What to tell of a turn; nothing where it changed nothing. */
  static List<Event> of(Turn turn, Instant at) {
    var events = new ArrayList<Event>();
    turn.transitions().forEach(transition -> events.add(new Event("verdict", verdict(transition))));
    turn.standings().forEach(transition -> events.add(new Event("standing", standing(transition))));
    if (isOfSteps(turn)) {
      var data = NODES.objectNode().put("at", Views.time(at)).put("steps", turn.taken().size());
      data.set("taken", sentences(turn.taken().stream().map(Step::toString).limit(MOST_SENTENCES).toList()));
      data.put("refusals", turn.refused().size());
      data.set("refused", sentences(turn.refused().stream().map(Refusal::message).limit(MOST_SENTENCES).toList()));
      data.put("drifts", turn.drift().size());
      data.set("drift", sentences(turn.drift().stream().map(Step::toString).limit(MOST_SENTENCES).toList()));
      events.add(new Event("turn", data));
    }
    return events;
  }

  /** The data of a {@code verdict}. */
  public static ObjectNode verdict(HealthTransition transition) {
    var data = NODES.objectNode()
        .put("service", transition.server().service())
        .put("name", transition.server().server());
    data.set("from", Views.verdict(NODES.objectNode(), transition.from()));
    data.set("to", Views.verdict(NODES.objectNode(), transition.to()));
    return data;
  }

  /** The data of a {@code standing}. */
  public static ObjectNode standing(StandingTransition transition) {
    var data = NODES.objectNode().put("service", transition.service());
    data.set("from", standing(transition.from()));
    data.set("to", standing(transition.to()));
    return data;
  }

  private static boolean isOfSteps(Turn turn) {
    return !turn.taken().isEmpty() || !turn.refused().isEmpty() || !turn.drift().isEmpty();
  }

  private static ObjectNode standing(PoolStanding standing) {
    return NODES.objectNode()
        .put("quorum", standing.hasQuorum())
        .put("use", standing.use().label())
        .put("serving", standing.serving())
        .put("down", standing.down());
  }

  private static ArrayNode sentences(List<String> texts) {
    var list = NODES.arrayNode();
    texts.forEach(list::add);
    return list;
  }
}
