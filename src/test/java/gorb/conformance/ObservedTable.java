package gorb.conformance;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Dataplane;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.dataplane.Connections;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.Map;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Memory that another thread may look at, and that refuses what a test wants refused. */
public final class ObservedTable implements Dataplane {
  private final InMemoryDataplane memory = new InMemoryDataplane();
  private volatile Table table = Table.EMPTY;
  private volatile Function<Step, @Nullable Refusal> refusing = _ -> null;

  /** What it carries; any thread. */
  public Table table() {
    return table;
  }

  /** Refuses steps from now on; null where a step is taken. */
  public void refuse(Function<Step, @Nullable Refusal> function) {
    refusing = function;
  }

  @Override
  public Capabilities capabilities() {
    return memory.capabilities();
  }

  @Override
  public Table observe() {
    return memory.observe();
  }

  @Override
  public List<Refusal> apply(List<Step> steps) {
    var refusals = new ArrayList<Refusal>();
    for (var step : steps) {
      var refusal = refusing.apply(step);
      refusals.addAll(refusal == null ? memory.apply(List.of(step)) : List.of(refusal));
    }
    table = memory.observe();
    return refusals;
  }

  /** Every server has one connection, so that no drain ends but at its deadline. */
  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) {
    var busy = new HashMap<>(memory.connections(service));
    busy.replaceAll((_, _) -> new Connections(1, 0, 0));
    return busy;
  }

  @Override
  public void flush() {
    memory.flush();
    table = memory.observe();
  }

  @Override
  public void close() {
    memory.close();
  }
}
