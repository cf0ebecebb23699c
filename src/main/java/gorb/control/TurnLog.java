package gorb.control;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.Health;
import gorb.model.PoolStanding;
import gorb.model.ServiceKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What happens in one turn, for the listener and the log. Confined to the controller's thread. */
final class TurnLog {
  /** It speaks for the controller. */
  private static final System.Logger LOG = System.getLogger(Controller.class.getName());
  private static final int MOST_LINES = 20;

  private final List<Step> taken = new ArrayList<>();
  private final List<Refusal> refused = new ArrayList<>();
  private final List<Refusal> news = new ArrayList<>();
  private final List<Step> drift = new ArrayList<>();
  private final List<HealthTransition> transitions = new ArrayList<>();
  private final List<StandingTransition> standings = new ArrayList<>();
  private final List<DrainEnd> drained = new ArrayList<>();
  private final List<Revision.Summary> revisions = new ArrayList<>();
  private boolean hasLooked;

  /** The data plane was looked at. */
  void looked() {
    hasLooked = true;
  }

  boolean hasLooked() {
    return hasLooked;
  }

  /** Somebody else had changed the data plane, so that this step is needed. */
  void drifted(Step step) {
    drift.add(step);
  }

  /** A revision was kept. */
  void kept(Revision.Summary revision) {
    revisions.add(revision);
  }

  /** The data plane answered. */
  void carried(Effect.Carried answer) {
    taken.addAll(answer.taken());
    refused.addAll(answer.refused());
    news.addAll(answer.news());
  }

  /** What a draft has became the state. */
  void accepted(Draft draft) {
    transitions.addAll(draft.transitions());
    standings.addAll(draft.standingTransitions());
    drained.addAll(draft.ended());
  }

  /**
   * All of it.
   *
   * @param took how long the turn took
   * @param events how many events it took in
   */
  TurnListener.Turn turn(Duration took, int events) {
    return new TurnListener.Turn(took, events, taken, refused, drift, transitions, standings, drained, revisions);
  }

  /** How many steps of each service the data plane took. */
  Map<ServiceKey, Integer> takenByService() {
    var counts = new HashMap<ServiceKey, Integer>();
    for (int from = 0; from < taken.size(); ) {
      var service = taken.get(from).service();
      int to = from + 1;
      while (to < taken.size() && taken.get(to).service().equals(service)) {
        to++;
      }
      counts.merge(service, to - from, Integer::sum);
      from = to;
    }
    return counts;
  }

  /** Writes what is for people, a few lines of each kind. */
  void write() {
    if (!revisions.isEmpty()) {
      var last = revisions.getLast();
      LOG.log(Level.INFO, "event=revision from={0} to={1} reason=\"{2}\"",
          revisions.getFirst().number() - 1, last.number(), last.cause());
    }
    tell("drift", drift, step -> LOG.log(Level.WARNING, "event=drift step=\"{0}\"", step));
    tell("step-refused", news, refusal ->
        LOG.log(Level.WARNING, "event=step-refused kind={0} reason=\"{1}\"", refusal.kind().label(), refusal.message()));
    transitions.stream().limit(MOST_LINES).forEach(TurnLog::write);
    if (transitions.size() > MOST_LINES) {
      LOG.log(Level.INFO, "event=backends-changed up={0} down={1} unknown={2}",
          count(Health.Up.class), count(Health.Down.class), count(Health.Unknown.class));
    }
    tell("service-standing", standings, TurnLog::write);
    tell("drained", drained, TurnLog::write);
    if (LOG.isLoggable(Level.DEBUG)) {
      taken.forEach(step -> LOG.log(Level.DEBUG, "event=step-taken step=\"{0}\"", step));
    }
  }

  private long count(Class<? extends Health> verdict) {
    return transitions.stream().filter(transition -> verdict.isInstance(transition.to())).count();
  }

  /** A line for each, and one for all those that are too many. */
  private static <T> void tell(String event, List<T> all, Consumer<T> line) {
    all.stream().limit(MOST_LINES).forEach(line);
    if (all.size() > MOST_LINES) {
      LOG.log(Level.INFO, "event=more of={0} count={1}", event, all.size() - MOST_LINES);
    }
  }

  private static void write(DrainEnd end) {
    LOG.log(Level.INFO, "event=drained service={0} backend={1} from=draining to={2} reason=\"{3}\"",
        end.server().service(), end.server().server(), end.state().keep() ? "quiesced" : "removed", end.words());
  }

  private static void write(HealthTransition transition) {
    var server = transition.server();
    var from = transition.from().label();
    switch (transition.to()) {
      case Health.Up up -> LOG.log(Level.INFO, "event=backend-up service={0} backend={1} from={2} to={3}",
          server.service(), server.server(), from, up.label());
      case Health.Down down -> LOG.log(Level.WARNING,
          "event=backend-down service={0} backend={1} from={2} to={3} reason=\"{4}\"",
          server.service(), server.server(), from, down.label(), down.reason());
      case Health.Unknown unknown -> LOG.log(Level.INFO,
          "event=backend-unknown service={0} backend={1} from={2} to={3}",
          server.service(), server.server(), from, unknown.label());
    }
  }

  private static void write(StandingTransition transition) {
    var to = transition.to();
    LOG.log(to.hasQuorum() && to.use() == PoolStanding.Use.REGULAR ? Level.INFO : Level.WARNING,
        "event=service-standing service={0} from={1} to={2} quorum={3} use={4} serving={5} down={6}",
        transition.service(), transition.from().label(), to.label(), to.hasQuorum(), to.use().label(), to.serving(),
        to.down());
  }
}
