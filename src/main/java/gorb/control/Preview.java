package gorb.control;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.plan.Ownership;
import gorb.plan.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a change would come to: pure, nothing is changed.
 *
 * @param before what is wanted without it
 * @param after what would be wanted with it
 * @param steps what the data plane would be asked to do, in that order
 * @param risks what clients would notice of it
 */
public record Preview(Intent before, Intent after, List<Step> steps, List<Risk> risks) {
  public Preview {
    steps = List.copyOf(steps);
    risks = List.copyOf(risks);
  }

  /**
   * What a change would come to at the end of a turn.
   *
   * @param by who would want it
   * @throws ChangeRefusedException where it would be refused before the data plane is asked
   */
  public static Preview of(Snapshot snapshot, Change change, Origin by) throws ChangeRefusedException {
    var draft = draft(snapshot, change, by, snapshot.at());
    var plan = Plan.between(
        snapshot.observed(), draft.wanted(), Ownership.of(snapshot.wanted()), draft.dirty());
    return new Preview(snapshot.intent(), draft.intent(), plan.steps(),
        Risks.between(snapshot.intent(), snapshot.wanted(), draft.intent(), draft.wanted(),
            snapshot.dataplane().features().contains(Capabilities.Feature.SCHEDULER_AT_ONCE)));
  }

  /**
   * What would be wanted after a change, and nothing else of it.
   *
   * @param now from when on the time of a drain counts
   * @throws ChangeRefusedException where it would be refused before the data plane is asked
   */
  public static Intent wanted(Snapshot snapshot, Change change, Origin by, Instant now) throws ChangeRefusedException {
    return draft(snapshot, change, by, now).intent();
  }

  private static Draft draft(Snapshot snapshot, Change change, Origin by, Instant now) throws ChangeRefusedException {
    if (snapshot.unreachable().isPresent()) {
      throw new ChangeRefusedException(new Outcome.Unavailable(snapshot.unreachable().get()));
    }
    var incarnations = new AtomicLong();
    var draft = new Draft(
        snapshot.intent(), snapshot.revision(), snapshot.pending().orElse(null), Replaced.NOTHING, snapshot.health(),
        snapshot.standings(), DueChanges.NONE, snapshot.draining(), Chronicle.EMPTY, snapshot.wanted(),
        (service, server) -> ceiling(snapshot, service, server), now, incarnations::decrementAndGet);
    draft.fold(draft.edits(change, by), by);
    draft.endPast(snapshot.draining());
    draft.project();
    return draft;
  }

  /** The drains that it begins, or begins anew, in words. */
  public List<String> drains() {
    var drains = new ArrayList<String>();
    after.services().forEach((service, owner) -> owner.servers().forEach((name, server) -> {
      var was = before.server(service, name);
      if (server.admin() instanceof AdminState.Draining(var until, boolean keep)
          && (was == null || !was.admin().equals(server.admin()))) {
        drains.add("drain " + service + "/" + name + " until " + until + ", then "
            + (keep ? "leave it quiesced" : "remove it"));
      }
    }));
    return List.copyOf(drains);
  }

  /** What lies between two intents on whatever data plane, as if no server was ever checked. */
  public static Preview between(Intent before, Intent after) {
    var tableBefore = table(before);
    var tableAfter = table(after);
    return new Preview(before, after, Plan.between(tableBefore, tableAfter, Ownership.EVERYTHING).steps(),
        Risks.between(before, tableBefore, after, tableAfter, true));
  }

  /** The weight of somebody else's entry: what a new server must not exceed before there is a verdict. */
  private static int ceiling(Snapshot snapshot, ServiceKey service, ServerKey server) {
    var found = snapshot.observed().destination(service, server);
    return found == null || snapshot.wanted().destination(service, server) != null
        ? Health.Unknown.NO_CEILING
        : found.weight();
  }

  private static Table table(Intent intent) {
    var unchecked = ServerHealth.unknown(Instant.EPOCH, Health.Unknown.NO_CEILING);
    var table = Table.EMPTY;
    for (var service : intent.services().entrySet()) {
      var standing = Projection.standing(service.getValue(), _ -> unchecked, true);
      table = table.with(service.getValue().key(), Projection.of(
          service.getValue(), standing, _ -> unchecked, Instant.EPOCH).pool());
    }
    return table;
  }
}
