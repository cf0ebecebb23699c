package gorb.dataplane;

import java.util.Optional;
import java.util.OptionalInt;

/** What goes wrong in an {@link UnreliableDataplane}; nothing, unless a method says otherwise. */
public interface Faults {
  /** A data plane without faults. */
  Faults NONE = new Faults() {};

  /** Of which kind the refusal of a step is; empty when it is taken. */
  default Optional<Refusal.Kind> refusalOf(Step step) {
    return Optional.empty();
  }

  /**
   * After how many steps of a batch the data plane is lost, and with it every answer.
   *
   * @return 0 to {@code steps}, where {@code steps} means that only the answer is lost; empty when it holds
   */
  default OptionalInt lossWithin(int steps) {
    return OptionalInt.empty();
  }

  /** Whether a look fails. */
  default boolean failsToObserve() {
    return false;
  }

  /** What a look shows of a table: a list with holes has less than there is. */
  default Table shown(Table table) {
    return table;
  }
}
