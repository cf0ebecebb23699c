package gorb.dataplane;

import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A data plane with faults, which remembers what it was asked. */
public final class UnreliableDataplane implements Dataplane {
  private final Dataplane inner;
  private final Faults faults;
  private final List<Step> taken = new ArrayList<>();
  private final Map<ServerKey, Connections> shown = new HashMap<>();
  private int counts;
  private int looks;
  private int batches;

  /** The faults of {@code faults} upon what {@code inner} does. */
  public UnreliableDataplane(Dataplane inner, Faults faults) {
    this.inner = inner;
    this.faults = faults;
  }

  /** The steps that changed the table, in their order, whatever was answered; forgotten when read. */
  public List<Step> drainTaken() {
    var steps = List.copyOf(taken);
    taken.clear();
    return steps;
  }

  /** How many looks succeeded. */
  public int looks() {
    return looks;
  }

  /** How many batches were handed over. */
  public int batches() {
    return batches;
  }

  @Override
  public Capabilities capabilities() {
    return inner.capabilities();
  }

  @Override
  public Table observe() throws DataplaneException {
    if (faults.failsToObserve()) {
      throw new DataplaneException(Refusal.Kind.TRANSIENT, "observe: ENOBUFS (No buffer space available)");
    }
    looks++;
    return faults.shown(inner.observe());
  }

  @Override
  public List<Refusal> apply(List<Step> steps) throws DataplaneException {
    batches++;
    var loss = faults.lossWithin(steps.size());
    var refusals = new ArrayList<Refusal>();
    for (var step : steps.subList(0, loss.orElse(steps.size()))) {
      var kind = faults.refusalOf(step);
      if (kind.isPresent()) {
        refusals.add(new Refusal(step, kind.get(), "refused by the test"));
      } else {
        refusals.addAll(takenByInner(step));
      }
    }
    if (loss.isPresent()) {
      throw new DataplaneException(
          Refusal.Kind.TRANSIENT, "apply: no answer to " + steps.size() + " steps (Connection timed out)");
    }
    return refusals;
  }

  /** Shows other connections of some servers from now on, whatever their service; null: those that there are. */
  public void show(ServerKey server, @Nullable Connections connections) {
    if (connections == null) {
      shown.remove(server);
    } else {
      shown.put(server, connections);
    }
  }

  /** How often connections were asked for. */
  public int counts() {
    return counts;
  }

  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) throws DataplaneException {
    if (faults.failsToObserve()) {
      throw new DataplaneException(Refusal.Kind.TRANSIENT, "count: ENOBUFS (No buffer space available)");
    }
    counts++;
    var connections = new HashMap<>(inner.connections(service));
    connections.replaceAll((server, there) -> shown.getOrDefault(server, there));
    return connections;
  }

  @Override
  public void flush() throws DataplaneException {
    inner.flush();
  }

  @Override
  public void close() {
    inner.close();
  }

  private List<Refusal> takenByInner(Step step) throws DataplaneException {
    var refusals = inner.apply(List.of(step));
    if (refusals.isEmpty()) {
      taken.add(step);
    }
    return refusals;
  }
}
