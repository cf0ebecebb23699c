package gorb.control;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.DirectorAccess;
import gorb.dataplane.DirectorStep;
import gorb.dataplane.Refusal.Kind;
import gorb.model.ConnectionTimeout;
import gorb.model.DirectorSettings;
import gorb.model.IpAddress;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Settings of directors, and a kernel that has them in memory. */
public final class DirectorSamples {
  private DirectorSamples() {}

  /** A sync daemon by its number. */
  public static SyncDaemon daemon(int id) {
    return new SyncDaemon("lo", id, SyncDaemon.DEFAULT_GROUP, SyncDaemon.DEFAULT_PORT, 1, OptionalInt.of(1_472));
  }

  /** What a kernel starts with. */
  public static DirectorSettings kernel() {
    var sysctls = new EnumMap<Sysctl, String>(Sysctl.class);
    for (var sysctl : Sysctl.values()) {
      sysctls.put(sysctl, sysctl.takes(sysctl.defaultValue()) ? sysctl.defaultValue() : "0");
    }
    return new DirectorSettings(
        Map.of(
            ConnectionTimeout.TCP, Duration.ofSeconds(900),
            ConnectionTimeout.TCP_FIN, Duration.ofSeconds(120),
            ConnectionTimeout.UDP, Duration.ofSeconds(300)),
        Optional.of(Map.of()), sysctls);
  }

  /** Some settings, any of them absent. */
  public static DirectorSettings random(Random random) {
    var all = all(random);
    var timeouts = new HashMap<>(all.timeouts());
    timeouts.keySet().removeIf(_ -> random.nextBoolean());
    var sysctls = new HashMap<>(all.sysctls());
    sysctls.keySet().removeIf(_ -> random.nextBoolean());
    return new DirectorSettings(timeouts, random.nextBoolean() ? all.sync() : Optional.empty(), sysctls);
  }

  /** All settings. */
  public static DirectorSettings all(Random random) {
    var timeouts = new EnumMap<ConnectionTimeout, Duration>(ConnectionTimeout.class);
    for (var timeout : ConnectionTimeout.values()) {
      timeouts.put(timeout, Duration.ofSeconds(1 + random.nextInt(3)));
    }
    var daemons = new EnumMap<SyncRole, SyncDaemon>(SyncRole.class);
    for (var role : SyncRole.values()) {
      if (random.nextBoolean()) {
        daemons.put(role, new SyncDaemon("eth" + random.nextInt(2), random.nextInt(2),
            IpAddress.of(random.nextBoolean() ? "224.0.0.81" : "ff02::9"), 8_848 + random.nextInt(2),
            1 + random.nextInt(2), OptionalInt.of(1_400 + random.nextInt(2))));
      }
    }
    var sysctls = new EnumMap<Sysctl, String>(Sysctl.class);
    for (var sysctl : Sysctl.values()) {
      sysctls.put(sysctl, sysctl.isPair() ? random.nextInt(3) + " 50" : Long.toString(sysctl.highest() - random.nextInt(2)));
    }
    sysctls.put(Sysctl.SYNC_PORTS, Integer.toString(1 << random.nextInt(4)));
    return new DirectorSettings(timeouts, Optional.of(daemons), sysctls);
  }

  /** A kernel in memory. */
  public static final class Kernel implements DirectorAccess {
    /** Everything. */
    public volatile DirectorSettings state = kernel();
    /** The step that is refused; null for none. */
    public volatile DirectorStep refused;

    @Override
    public DirectorSettings observe() {
      return state;
    }

    @Override
    public void apply(DirectorStep step) throws DataplaneException {
      if (step.equals(refused)) {
        throw new DataplaneException(Kind.REJECTED, step + ": EINVAL");
      }
      var timeouts = new HashMap<>(state.timeouts());
      var daemons = new HashMap<>(state.sync().orElseThrow());
      var sysctls = new HashMap<>(state.sysctls());
      switch (step) {
        case DirectorStep.SetTimeout(var timeout, var to) -> timeouts.put(timeout, to);
        case DirectorStep.SetSysctl(var sysctl, var to) -> sysctls.put(sysctl, to);
        case DirectorStep.StopSync(var role) -> daemons.remove(role);
        case DirectorStep.StartSync(var role, var daemon) -> {
          if (daemons.putIfAbsent(role, daemon) != null) {
            throw new AssertionError(role + " runs already");
          }
        }
      }
      state = new DirectorSettings(timeouts, Optional.of(daemons), sysctls);
    }

    @Override
    public void close() {}
  }
}
