package gorb.plan;

import gorb.dataplane.DirectorStep;
import gorb.model.DirectorSettings;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ordered difference of the settings of a director. A pure function. */
public final class DirectorPlan {
  private DirectorPlan() {}

  /**
   * The steps from what there is to what is wanted: timeouts and parameters first, since a sync daemon looks at some of
   * them only when it starts. Where one of those changes, a wanted daemon that runs is started again.
   *
   * @param observed everything as it is
   * @param wanted what it does not name stays
   */
  public static List<DirectorStep> between(DirectorSettings observed, DirectorSettings wanted) {
    var steps = new ArrayList<DirectorStep>();
    wanted.timeouts().forEach((timeout, to) -> {
      if (!to.equals(observed.timeouts().get(timeout))) {
        steps.add(new DirectorStep.SetTimeout(timeout, to));
      }
    });
    boolean startAgain = false;
    for (var entry : wanted.sysctls().entrySet()) {
      var sysctl = entry.getKey();
      var is = observed.sysctls().get(sysctl);
      if (is == null || !sysctl.isSame(is, entry.getValue())) {
        steps.add(new DirectorStep.SetSysctl(sysctl, entry.getValue()));
        startAgain |= sysctl.isOfSyncStart();
      }
    }
    if (wanted.sync().isPresent()) {
      addSync(observed.sync().orElse(Map.of()), wanted.sync().get(), startAgain, steps);
    }
    return List.copyOf(steps);
  }

  /** Of settings, what some steps changed: to want that undoes them. */
  public static DirectorSettings touched(List<DirectorStep> steps, DirectorSettings before) {
    var timeouts = new HashMap<>(before.timeouts());
    var sysctls = new HashMap<>(before.sysctls());
    timeouts.keySet().removeIf(timeout -> steps.stream().noneMatch(step ->
        step instanceof DirectorStep.SetTimeout(var set, _) && set == timeout));
    sysctls.keySet().removeIf(sysctl -> steps.stream().noneMatch(step ->
        step instanceof DirectorStep.SetSysctl(var set, _) && set == sysctl));
    boolean isSync = steps.stream().anyMatch(step ->
        step instanceof DirectorStep.StopSync || step instanceof DirectorStep.StartSync);
    return new DirectorSettings(timeouts, isSync ? before.sync() : Optional.empty(), sysctls);
  }

  private static void addSync(Map<SyncRole, SyncDaemon> observed, Map<SyncRole, SyncDaemon> wanted,
      boolean startAgain, List<DirectorStep> steps) {
    for (var role : SyncRole.values()) {
      var is = observed.get(role);
      var shall = wanted.get(role);
      boolean isRight = is == null ? shall == null : shall != null && is.satisfies(shall) && !startAgain;
      if (!isRight && is != null) {
        steps.add(new DirectorStep.StopSync(role));
      }
      if (!isRight && shall != null) {
        steps.add(new DirectorStep.StartSync(role, shall));
      }
    }
  }
}
