package gorb.control;

import gorb.model.AdminState;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.Persistence;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A wish of a client: one edit of intent. Data; {@link Edits} says what it does. */
public sealed interface Change {
  /** The name of the service that is changed, or in which a server is. */
  String service();

  /** Makes a service; refused where the name or the key is taken. */
  record CreateService(String service, VirtualService created) implements Change {}

  /** Changes what is given of a service; what is null stays. */
  record EditService(String service, ServiceEdit edit) implements Change {
    /** Replaces all settings of a service. */
    public EditService(String service, ServiceSettings settings, Map<String, String> wording) {
      this(service, new ServiceEdit(
          settings.scheduler(), settings.flags(), settings.persistence(), settings.packets(), wording));
    }
  }

  /** Removes a service with its servers. */
  record RemoveService(String service) implements Change {}

  /** Adds a server to a service; refused where the name or the key is taken in that service. */
  record CreateServer(String service, String server, RealServer created) implements Change {}

  /** Changes what is given of a server; what is null stays. */
  record EditServer(String service, String server, ServerEdit edit) implements Change {}

  /** Removes a server from its service. */
  record RemoveServer(String service, String server) implements Change {}

  /**
   * What of a service is to change.
   *
   * @param wording replaces the wording of the named fields only
   */
  record ServiceEdit(
      @Nullable Scheduler scheduler,
      @Nullable Set<SchedulerFlag> flags,
      @Nullable Persistence persistence,
      ServiceSettings.@Nullable PacketScheduling packets,
      Map<String, String> wording) {
    public ServiceEdit {
      flags = flags == null ? null : Set.copyOf(flags);
      wording = Map.copyOf(wording);
    }
  }

  /**
   * What of a server is to change.
   *
   * @param weight the configured weight, 0..2147483647
   * @param admin whether it may serve
   * @param forwarding how packets reach it
   * @param check how its health is found out; the history of checks stays
   * @param wording replaces the wording of the named fields only
   */
  record ServerEdit(
      @Nullable Integer weight,
      @Nullable AdminState admin,
      @Nullable ForwardingMethod forwarding,
      @Nullable HealthCheck check,
      Map<String, String> wording) {
    public ServerEdit {
      wording = Map.copyOf(wording);
    }
  }
}
