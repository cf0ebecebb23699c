package gorb.control;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.ServiceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The steps that the data plane refuses at present. One that will always be refused is held back until another is
 * planned in its place, which happens when intent changes; a transient one is tried again. Confined to the controller's thread.
 */
final class RefusedSteps {
  private final Map<Step, Refusal> refusals = new LinkedHashMap<>();

  /**
   * The refusals of those steps of a plan that are not worth trying: refused for good, or within a service that is.
   *
   * @param plan in which a service is added before its destinations
   */
  List<Refusal> heldBack(List<Step> plan) {
    if (refusals.isEmpty()) {
      return List.of();
    }
    var services = new HashMap<ServiceKey, Refusal>();
    var heldBack = new ArrayList<Refusal>();
    for (var step : plan) {
      var refusal = refusals.get(step);
      var ofService = services.get(step.service());
      if (refusal != null && isHopeless(refusal)) {
        heldBack.add(refusal);
        if (step instanceof Step.AddService) {
          services.put(step.service(), refusal);
        }
      } else if (ofService != null) {
        heldBack.add(new Refusal(step, ofService.kind(), ofService.message()));
      }
    }
    return heldBack;
  }

  /** Takes in the answers to the steps that were tried for some services, of which the whole plan is known. */
  void record(SortedSet<ServiceKey> services, List<Step> plan, Collection<Refusal> answers) {
    if (!refusals.isEmpty()) {
      var stillPlanned = Map.copyOf(refusals);
      refusals.keySet().removeIf(step -> services.contains(step.service()));
      for (var step : plan) {
        var before = stillPlanned.get(step);
        if (before != null && isHopeless(before)) {
          refusals.put(step, before);
        }
      }
    }
    answers.forEach(refusal -> refusals.put(refusal.step(), refusal));
  }

  /** Whether something is worth trying again by and by. */
  boolean hasTransient() {
    return refusals.values().stream().anyMatch(refusal -> refusal.kind() == Refusal.Kind.TRANSIENT);
  }

  /** Whether the step is refused already in the same way. */
  boolean knows(Refusal refusal) {
    return refusal.equals(refusals.get(refusal.step()));
  }

  List<Refusal> all() {
    return List.copyOf(refusals.values());
  }

  private static boolean isHopeless(@Nullable Refusal refusal) {
    return refusal != null && refusal.kind() != Refusal.Kind.TRANSIENT;
  }
}
