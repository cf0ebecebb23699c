package gorb.control;

import gorb.model.AdminState;
import gorb.model.Announcement;
import gorb.model.Discovery;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.Persistence;
import gorb.model.PoolPolicy;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerRole;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A wish that intent be another. Data; {@link Edits} and {@link Replacement} say what it does. */
public sealed interface Change {
  /** What is wished, in words, for the list of revisions and the log. */
  String words();

  /** One edit, of one service. */
  sealed interface Edit extends Change {
    /** The name of the service that is changed, or in which a server is. */
    String service();
  }

  /**
   * Everything that one origin wants, at once: what it does not name of its own is removed. All or nothing.
   *
   * @param wanted the services of the origin; those of others may be there only as they are
   * @param expected the revision that this was made for: another one in force refuses it; empty for any
   * @param confirmation how long the change waits to be confirmed before it is taken back; empty for at once and for good
   * @param words why, such as {@code apply} or {@code rollback to 7}
   */
  record Replace(Intent wanted, OptionalLong expected, Optional<Duration> confirmation, String words)
      implements Change {}

  /** What waits for its confirmation stays. */
  record Confirm() implements Change {
    @Override
    public String words() {
      return "confirm";
    }
  }

  /**
   * A server gets no new connections from now on, and is removed when it has none left, or when the time is over. One of
   * a service of datagrams is removed at once, unless it is to be kept: a flow has no end to wait for.
   *
   * @param within how long it has, from the turn that takes this in
   * @param keep whether it is not removed, but stays quiesced
   */
  record Drain(String service, String server, Duration within, boolean keep) implements Change {
    @Override
    public String words() {
      return "drain backend " + service + "/" + server + " within " + within.toSeconds() + " s";
    }
  }

  /** A server that drains, or is quiesced, serves again. */
  record Resume(String service, String server) implements Change {
    @Override
    public String words() {
      return "resume backend " + service + "/" + server;
    }
  }

  /**
   * What the discovery of a service found: the servers that it has of it from now on. Those of its owner stay, and
   * where one of both has a name or a key, it is the owner's.
   *
   * @param discovery of which they are; refused where the service has another one by now
   * @param servers by name
   */
  record Discover(String service, Discovery discovery, Map<String, RealServer> servers) implements Change {
    public Discover {
      servers = Map.copyOf(servers);
    }

    @Override
    public String words() {
      return "discover backends of " + service + ": " + servers.size();
    }
  }

  /** Makes a service; refused where the name or the key is taken. */
  record CreateService(String service, VirtualService created) implements Edit {
    @Override
    public String words() {
      return "create service " + service;
    }
  }

  /** Changes what is given of a service; what is null stays. */
  record EditService(String service, ServiceEdit edit) implements Edit {
    /** Replaces all settings of a service. */
    public EditService(String service, ServiceSettings settings, Map<String, String> wording) {
      this(service, new ServiceEdit(
          settings.scheduler(), settings.flags(), settings.persistence(), settings.packets(), null, null, wording));
    }

    @Override
    public String words() {
      return "edit service " + service;
    }
  }

  /** Removes a service with its servers. */
  record RemoveService(String service) implements Edit {
    @Override
    public String words() {
      return "remove service " + service;
    }
  }

  /** Adds a server to a service; refused where the name or the key is taken in that service. */
  record CreateServer(String service, String server, RealServer created) implements Edit {
    @Override
    public String words() {
      return "create backend " + service + "/" + server;
    }
  }

  /** Changes what is given of a server; what is null stays. */
  record EditServer(String service, String server, ServerEdit edit) implements Edit {
    @Override
    public String words() {
      return "edit backend " + service + "/" + server;
    }
  }

  /** Removes a server from its service. */
  record RemoveServer(String service, String server) implements Edit {
    @Override
    public String words() {
      return "remove backend " + service + "/" + server;
    }
  }

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
      @Nullable PoolPolicy policy,
      @Nullable Announcement announcement,
      @Nullable Discovery discovery,
      Map<String, String> wording) {
    /** With the discovery that it has. */
    public ServiceEdit(
        @Nullable Scheduler scheduler,
        @Nullable Set<SchedulerFlag> flags,
        @Nullable Persistence persistence,
        ServiceSettings.@Nullable PacketScheduling packets,
        @Nullable PoolPolicy policy,
        @Nullable Announcement announcement,
        Map<String, String> wording) {
      this(scheduler, flags, persistence, packets, policy, announcement, null, wording);
    }

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
   * @param thresholds its connection limits
   * @param check how its health is found out; the history of checks stays
   * @param role what it is for
   * @param wording replaces the wording of the named fields only
   */
  record ServerEdit(
      @Nullable Integer weight,
      @Nullable AdminState admin,
      @Nullable ForwardingMethod forwarding,
      @Nullable Thresholds thresholds,
      @Nullable HealthCheck check,
      @Nullable ServerRole role,
      Map<String, String> wording) {
    /** With the role that it has. */
    public ServerEdit(
        @Nullable Integer weight,
        @Nullable AdminState admin,
        @Nullable ForwardingMethod forwarding,
        @Nullable Thresholds thresholds,
        @Nullable HealthCheck check,
        Map<String, String> wording) {
      this(weight, admin, forwarding, thresholds, check, null, wording);
    }

    public ServerEdit {
      wording = Map.copyOf(wording);
    }
  }
}
