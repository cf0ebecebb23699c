package gorb.control;

import gorb.control.Change.Edit;
import gorb.control.Change.ServerEdit;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The servers of a service that its discovery found, beside those of its owner: pure. */
final class DiscoveredServers {
  private DiscoveredServers() {}

  /**
   * The edits that make those which were found the discovered servers of a service, as few as there can be and removals
   * first. What the owner has by the same name or key is left to him.
   *
   * @throws ChangeRefusedException where the service is gone, or discovered otherwise by now
   */
  static List<Edit> edits(Intent intent, Change.Discover found) throws ChangeRefusedException {
    var name = found.service();
    var owner = intent.service(name);
    if (owner == null) {
      throw new ChangeRefusedException(new Outcome.NotFound("service " + name));
    }
    if (owner.discovery().isNone() || !owner.discovery().equals(found.discovery())) {
      throw new ChangeRefusedException(new Outcome.Conflict("service " + name + " is discovered otherwise by now"));
    }
    var wanted = unclaimed(owner, found);
    var edits = new ArrayList<Edit>();
    owner.servers().forEach((server, present) -> {
      var other = wanted.get(server);
      if (present.isDiscovered() && (other == null || !other.key().equals(present.key()))) {
        edits.add(new Change.RemoveServer(name, server));
      }
    });
    wanted.forEach((server, it) -> {
      var present = owner.servers().get(server);
      if (present == null || !present.key().equals(it.key())) {
        edits.add(new Change.CreateServer(name, server, it.asDiscovered()));
      } else if (!Replacement.isSame(present, it)) {
        edits.add(new Change.EditServer(name, server, new ServerEdit(it.weight(), it.admin(), it.forwarding(),
            it.thresholds(), it.check(), it.role(), it.wording())));
      }
    });
    return List.copyOf(edits);
  }

  /**
   * Nobody but discovery edits what it found, while it finds.
   *
   * @throws ChangeRefusedException where somebody else wants to
   */
  static void requireNone(Intent intent, Edit edit, Origin by) throws ChangeRefusedException {
    var owner = intent.service(edit.service());
    var server = switch (edit) {
      case Change.EditServer(_, var name, _) -> name;
      case Change.RemoveServer(_, var name) -> name;
      case Change.CreateServer _, Change.CreateService _, Change.EditService _, Change.RemoveService _ -> null;
    };
    if (owner != null && server != null && isForeign(owner, owner.servers().get(server), by)) {
      throw new ChangeRefusedException(new Outcome.Conflict(
          "backend " + edit.service() + "/" + server + " belongs to discovery: change it there"));
    }
  }

  /**
   * An edit of the owner, after the removal of what was found and does not go with it: everything where it ends the
   * discovery, and what has the name or key of a server that he makes.
   */
  static List<Edit> madeRoomFor(Intent intent, Edit edit) {
    var owner = intent.service(edit.service());
    if (owner == null || owner.discovery().isNone()) {
      return List.of(edit);
    }
    var edits = new ArrayList<Edit>();
    owner.servers().forEach((server, it) -> {
      if (it.isDiscovered() && !goesWith(server, it, edit)) {
        edits.add(new Change.RemoveServer(edit.service(), server));
      }
    });
    edits.add(edit);
    return List.copyOf(edits);
  }

  private static boolean goesWith(String name, RealServer found, Edit edit) {
    return switch (edit) {
      case Change.EditService(_, var change) -> change.discovery() == null || !change.discovery().isNone();
      case Change.CreateServer(_, var made, var server) -> !name.equals(made) && !found.key().equals(server.key());
      case Change.CreateService _, Change.RemoveService _, Change.EditServer _, Change.RemoveServer _ -> true;
    };
  }

  private static boolean isForeign(VirtualService owner, @Nullable RealServer server, Origin by) {
    return server != null && by != Origin.DISCOVERY && owner.originOf(server) == Origin.DISCOVERY;
  }

  /** What was found, without what the owner has, each key once. */
  private static Map<String, RealServer> unclaimed(VirtualService owner, Change.Discover found) {
    var names = new TreeSet<String>();
    var keys = new HashSet<ServerKey>();
    owner.servers().forEach((name, server) -> {
      if (!server.isDiscovered()) {
        names.add(name);
        keys.add(server.key());
      }
    });
    var wanted = new TreeMap<String, RealServer>();
    new TreeMap<>(found.servers()).forEach((name, server) -> {
      if (!names.contains(name) && keys.add(server.key())) {
        wanted.put(name, server);
      }
    });
    return wanted;
  }
}
