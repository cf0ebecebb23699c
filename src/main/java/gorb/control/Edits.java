package gorb.control;

import gorb.model.ForwardingMethod;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What each {@link Change.Edit} does to intent: pure. */
final class Edits {
  private Edits() {}

  /**
   * The intent after a change.
   *
   * @param by who wants it
   * @throws ChangeRefusedException where the change contradicts the intent, or the service is another's
   */
  static Intent apply(Intent intent, Change.Edit change, Origin by) throws ChangeRefusedException {
    return switch (change) {
      case Change.CreateService(var name, var created) -> createService(intent, name, created.withOrigin(by));
      case Change.EditService(var name, var edit) -> {
        var before = existing(intent, name, by);
        var after = edited(before, edit);
        yield isSame(before, after) ? intent : intent.with(name, after);
      }
      case Change.RemoveService(var name) -> {
        existing(intent, name, by);
        yield intent.without(name);
      }
      case Change.CreateServer(var name, var server, var created) -> createServer(intent, name, server, created, by);
      case Change.EditServer(var name, var server, var edit) -> {
        var owner = changeable(intent, name, by);
        var before = existing(owner, name, server);
        var after = edited(before, edit);
        requireFamily(owner, after);
        yield after.equals(before) ? intent : intent.with(name, owner.withServer(server, after));
      }
      case Change.RemoveServer(var name, var server) -> {
        var owner = changeable(intent, name, by);
        existing(owner, name, server);
        yield intent.with(name, owner.withoutServer(server));
      }
    };
  }

  private static Intent createService(Intent intent, String name, VirtualService created)
      throws ChangeRefusedException {
    if (intent.service(name) != null) {
      throw new ChangeRefusedException(new Outcome.AlreadyExists("service " + name));
    }
    var other = intent.nameOf(created.key());
    if (other != null) {
      throw new ChangeRefusedException(
          new Outcome.Conflict("service " + name + ": " + created.key() + " belongs to service " + other));
    }
    var names = new HashMap<ServerKey, String>();
    for (var server : created.servers().entrySet()) {
      var key = server.getValue().key();
      var twin = names.putIfAbsent(key, server.getKey());
      if (twin != null) {
        throw twins(name, server.getKey(), key, twin);
      }
      requireFamily(created, server.getValue());
    }
    return intent.with(name, created);
  }

  private static Intent createServer(
      Intent intent, String name, String server, RealServer created, Origin by)
      throws ChangeRefusedException {
    var owner = changeable(intent, name, by);
    if (owner.servers().containsKey(server)) {
      throw new ChangeRefusedException(new Outcome.AlreadyExists("backend " + name + "/" + server));
    }
    for (var other : owner.servers().entrySet()) {
      if (other.getValue().key().equals(created.key())) {
        throw twins(name, server, created.key(), other.getKey());
      }
    }
    requireFamily(owner, created);
    return intent.with(name, owner.withServer(server, created));
  }

  private static ChangeRefusedException twins(String service, String server, ServerKey key, String owner) {
    return new ChangeRefusedException(new Outcome.Conflict(
        "backend " + service + "/" + server + ": " + key + " belongs to backend " + service + "/" + owner));
  }

  private static void requireFamily(VirtualService owner, RealServer server) throws ChangeRefusedException {
    var serverFamily = server.key().address().family();
    if (serverFamily != owner.key().family() && !(server.forwarding() instanceof ForwardingMethod.Tunnel)) {
      throw new ChangeRefusedException(new Outcome.Invalid(
          Outcome.Problem.INCOMPATIBLE_FAMILIES,
          "a server of " + serverFamily + " behind a service of " + owner.key().family() + " (only a tunnel can do that)"));
    }
  }

  private static VirtualService edited(VirtualService service, Change.ServiceEdit edit) {
    Map<String, String> wording = new HashMap<>(service.wording());
    wording.putAll(edit.wording());
    var settings = service.settings();
    return service.with(
        new ServiceSettings(
            Objects.requireNonNullElse(edit.scheduler(), settings.scheduler()),
            Objects.requireNonNullElse(edit.flags(), settings.flags()),
            Objects.requireNonNullElse(edit.persistence(), settings.persistence()),
            Objects.requireNonNullElse(edit.packets(), settings.packets())),
        wording)
        .withPolicy(Objects.requireNonNullElse(edit.policy(), service.policy()))
        .withAnnouncement(Objects.requireNonNullElse(edit.announcement(), service.announcement()))
        .withDiscovery(Objects.requireNonNullElse(edit.discovery(), service.discovery()));
  }

  private static RealServer edited(RealServer server, Change.ServerEdit edit) {
    Map<String, String> wording = new HashMap<>(server.wording());
    wording.putAll(edit.wording());
    wording.values().removeIf(String::isEmpty);
    return new RealServer(
        server.key(),
        Objects.requireNonNullElse(edit.weight(), server.weight()),
        Objects.requireNonNullElse(edit.admin(), server.admin()),
        Objects.requireNonNullElse(edit.forwarding(), server.forwarding()),
        Objects.requireNonNullElse(edit.thresholds(), server.thresholds()),
        Objects.requireNonNullElse(edit.check(), server.check()),
        Objects.requireNonNullElse(edit.role(), server.role()),
        server.incarnation(),
        wording,
        server.isDiscovered());
  }

  /** Whether two forms of a service, which have the same servers, say the same. */
  private static boolean isSame(VirtualService one, VirtualService other) {
    return one.settings().equals(other.settings())
        && one.policy().equals(other.policy())
        && one.announcement().equals(other.announcement())
        && one.discovery().equals(other.discovery())
        && one.wording().equals(other.wording());
  }

  /** Why nobody but its origin changes a service. */
  static Outcome ownedBy(String name, Origin origin) {
    var owner = switch (origin) {
      case API -> "clients of the API";
      case FILE -> "the configuration file";
      case STORE -> "the shared store";
      case DISCOVERY -> "discovery";
    };
    return new Outcome.Conflict("service " + name + " belongs to " + owner + ": change it there");
  }

  private static VirtualService existing(Intent intent, String name, Origin by) throws ChangeRefusedException {
    var service = intent.service(name);
    if (service == null) {
      throw new ChangeRefusedException(new Outcome.NotFound("service " + name));
    }
    if (service.origin() != by) {
      throw new ChangeRefusedException(ownedBy(name, service.origin()));
    }
    return service;
  }

  /** A service whose servers somebody may change: its owner, and discovery where it is discovered. */
  private static VirtualService changeable(Intent intent, String name, Origin by) throws ChangeRefusedException {
    var service = intent.service(name);
    return by == Origin.DISCOVERY && service != null && !service.discovery().isNone()
        ? service
        : existing(intent, name, by);
  }

  private static RealServer existing(VirtualService owner, String name, String server) throws ChangeRefusedException {
    var found = owner.servers().get(server);
    if (found == null) {
      throw new ChangeRefusedException(new Outcome.NotFound("backend " + name + "/" + server));
    }
    return found;
  }
}
