package gorb.model;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of IPVS as a whole, beside its services. What is wanted names some of them, and every other one is the
 * kernel's own; what a kernel has names all.
 *
 * @param timeouts of connections, in whole seconds
 * @param sync the sync daemons that run; absent says nothing of them, and empty that there is none
 * @param sysctls parameters, each with a value that it takes
 */
public record DirectorSettings(
    Map<ConnectionTimeout, Duration> timeouts,
    Optional<Map<SyncRole, SyncDaemon>> sync,
    Map<Sysctl, String> sysctls) {
  /** Nothing is wanted: all stays as it is. */
  public static final DirectorSettings NONE = new DirectorSettings(Map.of(), Optional.empty(), Map.of());

  public DirectorSettings {
    timeouts = ordered(ConnectionTimeout.class, timeouts);
    sync = sync.map(it -> ordered(SyncRole.class, it));
    sysctls = ordered(Sysctl.class, sysctls);
    sysctls.forEach((sysctl, value) -> {
      if (!sysctl.takes(value)) {
        throw new IllegalArgumentException(sysctl.label() + ": " + value + " (expected: " + sysctl.expected() + ")");
      }
    });
  }

  /** Whether nothing is wanted. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  private static <K extends Enum<K>, V> Map<K, V> ordered(Class<K> keys, Map<K, V> map) {
    var ordered = new EnumMap<K, V>(keys);
    ordered.putAll(map);
    return Collections.unmodifiableMap(ordered);
  }
}
