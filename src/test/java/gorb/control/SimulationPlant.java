package gorb.control;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.Connections;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.Map;
import java.util.List;

/** A fault planted between a simulation and the controller; none, unless a method says otherwise. */
interface SimulationPlant {
  /** No fault. */
  SimulationPlant NONE = new SimulationPlant() {};

  /** What the controller takes for the data plane. */
  default Dataplane around(Dataplane dataplane) {
    return dataplane;
  }

  /** What the controller takes for an event. */
  default Event altered(Event event, Snapshot before) {
    return event;
  }

  /** A data plane to which other steps come than were asked for. */
  abstract class AlteredSteps implements Dataplane {
    private final Dataplane inner;
    private Table seen = Table.EMPTY;

    AlteredSteps(Dataplane inner) {
      this.inner = inner;
    }

    /** The steps that come instead. */
    abstract List<Step> altered(List<Step> steps, Table seen);

    /** Is told what was refused. */
    void refused(List<Refusal> refusals) {}

    @Override
    public Capabilities capabilities() {
      return inner.capabilities();
    }

    @Override
    public Table observe() throws DataplaneException {
      seen = inner.observe();
      return seen;
    }

    @Override
    public List<Refusal> apply(List<Step> steps) throws DataplaneException {
      var refusals = inner.apply(altered(steps, seen)).stream()
          .filter(refusal -> steps.contains(refusal.step()))
          .toList();
      refused(refusals);
      return refusals;
    }

  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) throws DataplaneException {
    return inner.connections(service);
  }

    @Override
    public void flush() throws DataplaneException {
      inner.flush();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
