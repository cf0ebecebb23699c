package gorb.control;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Pool;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.Health;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the data plane carries, as far as it is known, and the only caller of {@link Dataplane#apply}. Knows which
 * entries are ours, what it was to carry at last, which steps of that are refused, and for which services that may not
 * have been carried out. Confined to the controller's thread.
 */
final class Effect {
  private final Dataplane dataplane;
  private final DriftPolicy policy;
  private final OwnedEntries owned = new OwnedEntries();
  private final BorrowedEntries borrowed = new BorrowedEntries();
  private final RefusedSteps refused = new RefusedSteps();
  private final SortedSet<ServiceKey> unsettled = new TreeSet<>();
  private final SortedSet<ServiceKey> undecided = new TreeSet<>();
  private Table observed = Table.EMPTY;
  private Table aim = Table.EMPTY;

  Effect(Dataplane dataplane, DriftPolicy policy) {
    this.dataplane = dataplane;
    this.policy = policy;
  }

  Table observed() {
    return observed;
  }

  List<Refusal> refusals() {
    return refused.all();
  }

  boolean hasTransientRefusals() {
    return refused.hasTransient();
  }

  /**
   * Looks at the whole data plane.
   *
   * @return the steps that repair what somebody else changed since the last look
   */
  List<Step> observe() throws DataplaneException {
    var seen = dataplane.observe();
    if (!missing(seen).isEmpty()) {
      // A list is not a snapshot: an entry that another list shows is there.
      seen = union(seen, dataplane.observe());
    }
    var drift = missing(seen).stream().filter(step -> !unsettled.contains(step.service())).toList();
    observed = seen;
    unsettled.addAll(aim.pools().keySet());
    unsettled.addAll(owned.services());
    borrowed.services().forEach(unsettled::add);
    if (policy == DriftPolicy.REPORT) {
      drift.forEach(step -> unsettled.remove(step.service()));
    }
    return drift;
  }

  /**
   * Takes for ours what an earlier process of this program may have left behind: what it wanted before, and does not any
   * more. The next {@link #carry} removes it.
   */
  void inherit(Intent before, Intent now) {
    owned.claim(before, now);
    unsettled.addAll(owned.services());
  }

  /** Something else is wanted of these services than was tried: the next {@link #carry} plans them anew. */
  void reconsider(SortedSet<ServiceKey> services) {
    unsettled.addAll(services);
  }

  /**
   * Makes the data plane carry what is wanted, as far as it lets itself. What it takes over from others is borrowed
   * until {@link #keep}.
   *
   * @param changed the services of which something else is wanted than at the last call
   */
  Carried carry(Table wanted, SortedSet<ServiceKey> changed) throws DataplaneException {
    unsettled.addAll(changed);
    if (unsettled.isEmpty()) {
      return Carried.NOTHING;
    }
    var plan = plan(wanted);
    var heldBack = refused.heldBack(plan);
    var answers = apply(without(heldBack, plan), heldBack.isEmpty() ? wanted : Table.EMPTY);
    var news = answers.refused.stream().filter(refusal -> !refused.knows(refusal)).toList();
    refused.record(unsettled, plan, answers.refused);
    aim = wanted;
    undecided.addAll(unsettled);
    unsettled.clear();
    return new Carried(answers.taken, answers.refused, news, heldBack);
  }

  /** What was carried since the last call is wanted for good: from now on it is ours. */
  void keep() {
    owned.claim(aim, observed, undecided);
    borrowed.keep(aim);
    undecided.clear();
  }

  /**
   * The weight with which a server serves that somebody else put there: what a new server of ours must not exceed before
   * there is a verdict. {@link Health.Unknown#NO_CEILING} where there is none.
   */
  int ceiling(ServiceKey service, ServerKey server) {
    var found = borrowed.found(service, server);
    if (found == null && !owned.owns(service, server)) {
      found = observed.destination(service, server);
    }
    return found == null ? Health.Unknown.NO_CEILING : found.weight();
  }

  /**
   * What came of one attempt.
   *
   * @param taken the steps that the data plane took
   * @param refused the steps that it refused
   * @param news those of the refusals that were not known before
   * @param heldBack the refusals, of an earlier attempt, of the steps that were not worth trying
   */
  record Carried(List<Step> taken, List<Refusal> refused, List<Refusal> news, List<Refusal> heldBack) {
    static final Carried NOTHING = new Carried(List.of(), List.of(), List.of(), List.of());

    /** Everything that is planned and not taken. */
    List<Refusal> missing() {
      return Stream.concat(refused.stream(), heldBack.stream()).toList();
    }
  }

  private List<Step> plan(Table wanted) {
    var steps = new ArrayList<>(Plan.between(observed, wanted, owned, unsettled).steps());
    steps.addAll(owned.unlisted(observed, wanted, unsettled));
    steps.addAll(borrowed.giveBack(observed, wanted));
    return steps;
  }

  /**
   * Has steps taken.
   *
   * @param wanted the pools that come of those of them which add a service and what is in it
   */
  private Answers apply(List<Step> steps, Table wanted) throws DataplaneException {
    if (steps.isEmpty()) {
      return new Answers(List.of(), List.of());
    }
    for (var step : steps) {
      borrowed.borrow(step, observed, owned);
      owned.claim(step);
    }
    var refusals = dataplane.apply(steps);
    refusals.forEach(refusal -> owned.afterRefused(refusal.step()));
    var taken = without(refusals, steps);
    observed = refusals.isEmpty() ? after(steps, wanted) : observed.after(taken);
    for (var step : taken) {
      owned.afterTaken(step);
      borrowed.afterTaken(step);
    }
    return new Answers(taken, refusals);
  }

  /** What is observed after steps that were all taken: of a service that was not there the wanted pool itself. */
  private Table after(List<Step> steps, Table wanted) {
    var table = observed;
    var added = new HashSet<ServiceKey>();
    var others = new ArrayList<Step>();
    for (var step : steps) {
      var pool = step instanceof Step.AddService ? wanted.pool(step.service()) : null;
      if (pool != null && observed.pool(step.service()) == null) {
        table = table.with(step.service(), pool);
        added.add(step.service());
      } else if (!added.contains(step.service())) {
        others.add(step);
      }
    }
    return table.after(others);
  }

  private static List<Step> without(List<Refusal> refusals, List<Step> steps) {
    if (refusals.isEmpty()) {
      return steps;
    }
    var refusedSteps = refusals.stream().map(Refusal::step).collect(Collectors.toSet());
    return steps.stream().filter(step -> !refusedSteps.contains(step)).toList();
  }

  private record Answers(List<Step> taken, List<Refusal> refused) {}

  /** The steps from a table to what was carried at last, without those that are refused. */
  private List<Step> missing(Table seen) {
    var refusedSteps = refused.all().stream().map(Refusal::step).collect(Collectors.toSet());
    return Plan.between(seen, aim, owned).steps().stream()
        .filter(step -> owned.owns(step.service()) && !refusedSteps.contains(step))
        .toList();
  }

  private static Table union(Table first, Table second) {
    var all = first;
    for (var entry : second.pools().entrySet()) {
      var before = first.pool(entry.getKey());
      var pool = entry.getValue();
      all = all.with(
          entry.getKey(),
          before == null ? pool : new Pool(pool.settings(), before.destinations().plusAll(pool.destinations())));
    }
    return all;
  }
}
