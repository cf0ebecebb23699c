package gorb.dataplane;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Faults that a test switches on and off. */
public final class ScriptedFaults implements Faults {
  private Predicate<Step> refused = _ -> false;
  private Refusal.Kind kind = Refusal.Kind.REJECTED;
  private int refusalsLeft;
  private OptionalInt loss = OptionalInt.empty();
  private boolean unreachable;
  private boolean breaking;
  private UnaryOperator<Table> hole = UnaryOperator.identity();
  private int tornLooks;
  private int failedLooks;

  /** Refuses the steps that match, from now on. */
  public void refuse(Refusal.Kind kind, Predicate<Step> steps) {
    refuse(kind, Integer.MAX_VALUE, steps);
  }

  /** Refuses the steps that match, so many times. */
  public void refuse(Refusal.Kind kind, int times, Predicate<Step> steps) {
    this.kind = kind;
    this.refused = steps;
    this.refusalsLeft = times;
  }

  /** Loses the next batch after so many steps. */
  public void loseNextBatchAfter(int steps) {
    loss = OptionalInt.of(steps);
  }

  /** Loses the next batch after so many steps, and everything after it until it is healed. */
  public void breakNextBatchAfter(int steps) {
    loseNextBatchAfter(steps);
    breaking = true;
  }

  /** Fails every look and every batch, until it is healed. */
  public void makeUnreachable() {
    unreachable = true;
  }

  /** Shows something else at the next looks. */
  public void tear(int looks, UnaryOperator<Table> hole) {
    this.tornLooks = looks;
    this.hole = hole;
  }

  /** Ends every fault. */
  public void heal() {
    refusalsLeft = 0;
    loss = OptionalInt.empty();
    breaking = false;
    unreachable = false;
    tornLooks = 0;
  }

  /** How many looks were made to fail. */
  public int failedLooks() {
    return failedLooks;
  }

  @Override
  public Optional<Refusal.Kind> refusalOf(Step step) {
    if (refusalsLeft == 0 || !refused.test(step)) {
      return Optional.empty();
    }
    refusalsLeft--;
    return Optional.of(kind);
  }

  @Override
  public OptionalInt lossWithin(int steps) {
    if (unreachable) {
      return OptionalInt.of(0);
    }
    var next = loss.isPresent() ? OptionalInt.of(Math.min(steps, loss.getAsInt())) : loss;
    loss = OptionalInt.empty();
    unreachable = breaking;
    return next;
  }

  @Override
  public boolean failsToObserve() {
    failedLooks += unreachable ? 1 : 0;
    return unreachable;
  }

  @Override
  public Table shown(Table table) {
    if (tornLooks == 0) {
      return table;
    }
    tornLooks--;
    return hole.apply(table);
  }
}
