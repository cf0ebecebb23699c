package gorb;

import gorb.config.Config.DataplaneChoice;
import gorb.config.Config.StopChoice;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.ipvs.IpvsDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.dataplane.userspace.ProxySettings;
import gorb.dataplane.userspace.UserspaceDataplane;
import gorb.netlink.Trace;
import java.time.Duration;

/**
 * The data plane that the daemon took.
 *
 * @param dataplane open
 * @param reason why this one, in words
 */
record ChosenDataplane(Dataplane dataplane, String reason) {
  /**
   * Opens what was chosen; {@code auto} is IPVS where the kernel has it and this process may use it, else user space.
   *
   * @param stop what becomes of it when the daemon stops
   * @param trace of the messages to the kernel
   * @throws StartException where the chosen one cannot be had
   */
  static ChosenDataplane open(DataplaneChoice choice, StopChoice stop, Trace trace) throws StartException {
    return switch (choice) {
      case IPVS -> {
        try {
          yield new ChosenDataplane(IpvsDataplane.open(trace), "asked for");
        } catch (DataplaneException e) {
          throw new StartException(e.getMessage() + " (--dataplane userspace needs none of it)", e);
        }
      }
      case USERSPACE -> new ChosenDataplane(userspace(stop), "asked for");
      case MEMORY -> new ChosenDataplane(new InMemoryDataplane(), "asked for: it carries no traffic");
      case AUTO -> {
        try {
          yield new ChosenDataplane(IpvsDataplane.open(trace), "the kernel has IPVS, and this process may use it");
        } catch (DataplaneException e) {
          yield new ChosenDataplane(userspace(stop), "no IPVS: " + e.getMessage());
        }
      }
    };
  }

  /** Where it is drained or removed before it is closed, its close waits for nothing more. */
  private static Dataplane userspace(StopChoice stop) {
    var settings = ProxySettings.of(Runtime.getRuntime().availableProcessors());
    return new UserspaceDataplane(switch (stop.policy()) {
      case LEAVE -> settings;
      case DRAIN, REMOVE -> settings.withDrainTimeout(Duration.ZERO);
    });
  }
}
