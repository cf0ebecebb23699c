package gorb.control;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import java.time.Duration;
import java.util.List;

/** Is told of every turn, on the controller's thread: quick and without I/O. */
public interface TurnListener {
  /** Ignores everything. */
  TurnListener NONE = new TurnListener() {
    @Override
    public void turned(Turn turn) {}

    @Override
    public void published(Snapshot snapshot) {}
  };

  /** A turn ended. */
  void turned(Turn turn);

  /** A new snapshot is out; called after it can be read. */
  void published(Snapshot snapshot);

  /**
   * What happened in a turn.
   *
   * @param took how long it took, from the first event to the answers
   * @param events how many events it took in
   * @param taken the steps that the data plane took
   * @param refused the steps that it refused, also those of changes that were undone
   * @param drift the steps that were needed because somebody else had changed the data plane
   * @param transitions the servers whose verdict changed
   * @param standings the services that won or lost their quorum, or use other servers
   * @param drained the drains that ended
   * @param revisions of intent that were kept; the last of them is in force, one before it the data plane refused
   */
  record Turn(
      Duration took,
      int events,
      List<Step> taken,
      List<Refusal> refused,
      List<Step> drift,
      List<HealthTransition> transitions,
      List<StandingTransition> standings,
      List<DrainEnd> drained,
      List<Revision.Summary> revisions) {
    public Turn {
      taken = List.copyOf(taken);
      refused = List.copyOf(refused);
      drift = List.copyOf(drift);
      transitions = List.copyOf(transitions);
      standings = List.copyOf(standings);
      drained = List.copyOf(drained);
      revisions = List.copyOf(revisions);
    }
  }
}
