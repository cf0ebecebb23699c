package gorb.webhooks;

import gorb.bgp.PeerTransition;
import gorb.control.DrainEnd;
import gorb.control.Revision;
import gorb.control.TurnListener.Turn;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.events.Occurrences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What there is to tell, in the words of docs/events.md. Each of it is small, whatever happened. */
final class Notices {
  /** Of the steps of one turn; the number of all of them is told as well. */
  private static final int MOST_SENTENCES = 10;
  /** Characters of a sentence: names of 255 bytes fit in. */
  static final int LONGEST_SENTENCE = 400;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Notices() {}

  /** What happened in a turn. */
  static List<Notice> of(Turn turn, Instant at) {
    var notices = new ArrayList<Notice>();
    turn.transitions().forEach(it ->
        notices.add(new Notice(Occasion.VERDICT, at, () -> shortened(Occurrences.verdict(it)))));
    turn.standings().forEach(it -> notices.add(new Notice(Occasion.STANDING, at, () -> Occurrences.standing(it))));
    turn.drained().forEach(it -> notices.add(new Notice(Occasion.DRAINED, at, () -> drained(it))));
    if (!turn.drift().isEmpty()) {
      notices.add(new Notice(Occasion.DRIFT, at, () -> sentences("drifts", "drift", turn.drift(), Step::toString)));
    }
    if (!turn.refused().isEmpty()) {
      notices.add(new Notice(
          Occasion.REFUSED, at, () -> sentences("refusals", "refused", turn.refused(), Refusal::message)));
    }
    if (!turn.revisions().isEmpty()) {
      notices.add(new Notice(Occasion.REVISION, at, () -> revision(turn.revisions())));
    }
    return notices;
  }

  /** That a session came up or went down. */
  static Notice of(PeerTransition transition) {
    return new Notice(Occasion.PEER, transition.at(), () -> NODES.objectNode()
        .put("peer", transition.address().toString())
        .put("asn", transition.asn())
        .put("from", transition.isUp() ? "down" : "up")
        .put("to", transition.isUp() ? "up" : "down")
        .put("reason", transition.isUp() ? null : cut(transition.reason())));
  }

  /** The reasons of a verdict come from servers. */
  private static ObjectNode shortened(ObjectNode verdict) {
    for (var side : List.of("from", "to")) {
      if (verdict.get(side) instanceof ObjectNode health && health.path("reason").isString()) {
        health.put("reason", cut(health.get("reason").stringValue()));
      }
    }
    return verdict;
  }

  private static ObjectNode drained(DrainEnd end) {
    return NODES.objectNode()
        .put("service", end.server().service())
        .put("name", end.server().server())
        .put("from", "draining")
        .put("to", end.state().keep() ? "quiesced" : "removed")
        .put("connections", end.left());
  }

  /** The last is in force; one before it was taken back. */
  private static ObjectNode revision(List<Revision.Summary> revisions) {
    return NODES.objectNode()
        .put("from", revisions.getFirst().number() - 1)
        .put("to", revisions.getLast().number())
        .put("reason", cut(revisions.getLast().cause()));
  }

  private static <T> ObjectNode sentences(String number, String name, List<T> all, Function<T, String> words) {
    var data = NODES.objectNode().put(number, all.size());
    var list = data.putArray(name);
    all.stream().limit(MOST_SENTENCES).map(words).map(Notices::cut).forEach(list::add);
    return data;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_SENTENCE ? text : text.substring(0, LONGEST_SENTENCE) + "…";
  }
}
