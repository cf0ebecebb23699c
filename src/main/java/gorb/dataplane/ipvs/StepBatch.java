package gorb.dataplane.ipvs;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.ffm.Errno;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.netlink.NetlinkConnection.Refused;
import gorb.netlink.NetlinkException;
import gorb.netlink.generic.GenericCommand;
import gorb.netlink.generic.GenericConnection;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of a list of steps through the kernel: all of them in their order, then once more as edits those that add what
 * exists already.
 */
final class StepBatch {
  private final GenericConnection connection;
  private final List<Step> steps;
  private final @Nullable Refusal[] refusals;
  /** Indices of additions of what exists. */
  private final List<Integer> existing = new ArrayList<>();

  StepBatch(GenericConnection connection, List<Step> steps) {
    this.connection = connection;
    this.steps = steps;
    refusals = new Refusal[steps.size()];
  }

  /** Sends the steps; the refusals in the order of the steps. */
  List<Refusal> run() throws NetlinkException {
    send(sensible(), false);
    if (!existing.isEmpty()) {
      send(withoutOvertaken(existing), true);
    }
    var result = new ArrayList<Refusal>();
    for (var refusal : refusals) {
      if (refusal != null) {
        result.add(refusal);
      }
    }
    return result;
  }

  private List<Integer> sensible() {
    var indices = new ArrayList<Integer>(steps.size());
    for (int index = 0; index < steps.size(); index++) {
      var refusal = Refusals.beforehand(steps.get(index));
      if (refusal.isEmpty()) {
        indices.add(index);
      } else {
        refusals[index] = refusal.get();
      }
    }
    return indices;
  }

  private void send(List<Integer> indices, boolean asEdits) throws NetlinkException {
    var commands = new AbstractList<GenericCommand>() {
      @Override
      public GenericCommand get(int index) {
        var step = steps.get(indices.get(index));
        return IpvsRequests.of(asEdits ? asEdit(step) : step);
      }

      @Override
      public int size() {
        return indices.size();
      }
    };
    for (var refused : connection.batch(commands)) {
      answered(indices.get(refused.index()), refused);
    }
  }

  private void answered(int index, Refused refused) {
    var step = steps.get(index);
    var errno = refused.errno();
    boolean gone = errno.equals(Errno.ESRCH) || errno.equals(Errno.ENOENT);
    switch (step) {
      case Step.AddService _, Step.AddDestination _ when errno.equals(Errno.EEXIST) -> existing.add(index);
      case Step.RemoveService _, Step.RemoveDestination _ when gone -> {}
      case Step.AddService _, Step.EditService _, Step.RemoveService _, Step.AddDestination _,
          Step.EditDestination _, Step.RemoveDestination _ ->
          refusals[index] = Refusals.of(step, errno, refused.kernelText());
    }
  }

  /** Without the additions whose entry, or whose service, a later step of the same list changed or removed. */
  private List<Integer> withoutOvertaken(List<Integer> indices) {
    var changed = new HashMap<Entry, Integer>();
    var removed = new HashMap<ServiceKey, Integer>();
    for (int index = 0; index < steps.size(); index++) {
      if (refusals[index] != null) {
        continue;
      }
      changed.put(Entry.of(steps.get(index)), index);
      if (steps.get(index) instanceof Step.RemoveService(var service)) {
        removed.put(service, index);
      }
    }
    return indices.stream()
        .filter(index -> changed.getOrDefault(Entry.of(steps.get(index)), index) == index.intValue())
        .filter(index -> removed.getOrDefault(steps.get(index).service(), index) <= index)
        .toList();
  }

  private static Step asEdit(Step step) {
    return switch (step) {
      case Step.AddService(var key, var settings) -> new Step.EditService(key, settings);
      case Step.AddDestination(var key, var server, var destination) ->
          new Step.EditDestination(key, server, destination);
      case Step.EditService _, Step.RemoveService _, Step.EditDestination _, Step.RemoveDestination _ -> step;
    };
  }

  /** What a step changes: a service, or a destination of it. */
  private record Entry(ServiceKey service, Optional<ServerKey> server) {
    private static Entry of(Step step) {
      return new Entry(step.service(), switch (step) {
        case Step.AddService _, Step.EditService _, Step.RemoveService _ -> Optional.empty();
        case Step.AddDestination(_, var server, _) -> Optional.of(server);
        case Step.EditDestination(_, var server, _) -> Optional.of(server);
        case Step.RemoveDestination(_, var server) -> Optional.of(server);
      });
    }
  }
}
