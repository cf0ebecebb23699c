package gorb;

import gorb.config.Config;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.ipvs.IpvsDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.dataplane.userspace.ProxySettings;
import gorb.dataplane.userspace.ProxySettings.Addresses;
import gorb.dataplane.userspace.ProxySettings.Removal;
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
   * Opens what the settings choose; {@code auto} is IPVS where the kernel has it and this process may
   * use it, else user space.
   *
   * @param trace of the messages to the kernel
   * @throws StartException where the chosen one cannot be had
   */
  static ChosenDataplane open(Config config, Trace trace) throws StartException {
    return switch (config.dataplane()) {
      case IPVS -> {
        try {
          yield new ChosenDataplane(IpvsDataplane.open(trace, System::nanoTime), "asked for");
        } catch (DataplaneException e) {
          throw new StartException(e.getMessage() + " (--dataplane userspace needs none of it)", e);
        }
      }
      case USERSPACE -> new ChosenDataplane(userspace(config), "asked for");
      case MEMORY -> new ChosenDataplane(new InMemoryDataplane(), "asked for: it carries no traffic");
      case AUTO -> {
        try {
          yield new ChosenDataplane(IpvsDataplane.open(trace, System::nanoTime), "the kernel has IPVS, and this process may use it");
        } catch (DataplaneException e) {
          yield new ChosenDataplane(userspace(config), "no IPVS: " + e.getMessage());
        }
      }
    };
  }

  /** Where it is drained or removed before it is closed, its close waits for nothing more. */
  private static Dataplane userspace(Config config) {
    var removal = switch (config.removedConnections()) {
      case FINISH -> Removal.FINISH;
      case CUT -> Removal.CUT;
    };
    var settings = ProxySettings.of(Runtime.getRuntime().availableProcessors())
        .withRemoval(removal)
        .withAddresses(config.vipInterface() == null ? Addresses.PRESENT : Addresses.TO_COME);
    return new UserspaceDataplane(switch (config.stop().policy()) {
      case LEAVE -> settings;
      case DRAIN, REMOVE -> settings.withDrainTimeout(Duration.ZERO);
    });
  }
}
