package gorb.dataplane;

import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The port's semantics on a table in memory, and nothing else. Tests play the stranger by {@link #table(Table)}. */
public final class ReferenceDataplane implements Dataplane {
  private static final Capabilities CAPABILITIES = new Capabilities(
      "reference",
      "a table in memory",
      Set.of(AddressFamily.values()),
      Set.of(Protocol.values()),
      Set.of(
          ForwardingMethod.Masquerade.class, ForwardingMethod.DirectRoute.class, ForwardingMethod.Tunnel.class),
      Set.of(Capabilities.Feature.values()));

  private Table table = Table.EMPTY;

  /** What is there, without a look through the port. */
  public Table table() {
    return table;
  }

  /** Puts another table in place. */
  public void table(Table other) {
    table = other;
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Table observe() {
    return table;
  }

  @Override
  public List<Refusal> apply(List<Step> steps) {
    var refusals = new ArrayList<Refusal>();
    for (var step : steps) {
      if (lacksItsObject(step)) {
        refusals.add(new Refusal(step, Refusal.Kind.TRANSIENT, "ESRCH (No such process)"));
      } else {
        table = table.after(step);
      }
    }
    return refusals;
  }

  @Override
  public void flush() {
    table = Table.EMPTY;
  }

  @Override
  public void close() {}

  private boolean lacksItsObject(Step step) {
    var pool = table.pool(step.service());
    return switch (step) {
      case Step.EditService _, Step.AddDestination _ -> pool == null;
      case Step.EditDestination(_, var server, _) -> pool == null || !pool.destinations().containsKey(server);
      case Step.AddService _, Step.RemoveService _, Step.RemoveDestination _ -> false;
    };
  }
}
