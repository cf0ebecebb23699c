package gorb.control;

import gorb.control.Change.Edit;
import gorb.control.Change.ServerEdit;
import gorb.control.Change.ServiceEdit;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The edits that turn what one origin wants into something else, as few as there can be: pure. */
final class Replacement {
  private final Origin by;
  private final Replaced last;
  private final List<Edit> removals = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();

  private Replacement(Origin by, Replaced last) {
    this.by = by;
    this.last = last;
  }

  /**
   * The edits, removals first, so that what is removed under one name can be made under another.
   *
   * @param by whose services are replaced
   * @param last spares a comparison of what it knows to be the same
   * @throws ChangeRefusedException where {@code to} changes what belongs to somebody else
   */
  static List<Edit> edits(Intent from, Intent to, Origin by, Replaced last) throws ChangeRefusedException {
    var replacement = new Replacement(by, last);
    SideBySide.visit(from.services(), to.services(), replacement::service);
    return Stream.concat(replacement.removals.stream(), replacement.edits.stream()).toList();
  }

  private void service(String name, @Nullable VirtualService present, @Nullable VirtualService wanted)
      throws ChangeRefusedException {
    if (present != null && wanted != null && last.holds(present, wanted)) {
      return;
    }
    if (present != null && present.origin() == by && (wanted == null || !wanted.key().equals(present.key()))) {
      removals.add(new Change.RemoveService(name));
    }
    if (wanted == null) {
      return;
    }
    if (present != null && present.origin() != by) {
      requireSame(name, present, wanted);
    } else if (present == null || !present.key().equals(wanted.key())) {
      edits.add(new Change.CreateService(name, wanted));
    } else {
      edited(name, present, wanted);
    }
  }

  private void edited(String name, VirtualService present, VirtualService wanted) {
    if (!present.settings().equals(wanted.settings())
        || !present.policy().equals(wanted.policy())
        || !present.announcement().equals(wanted.announcement())
        || !present.discovery().equals(wanted.discovery())
        || isRespelled(present.wording(), wanted.wording())) {
      var settings = wanted.settings();
      edits.add(new Change.EditService(name, new ServiceEdit(settings.scheduler(), settings.flags(),
          settings.persistence(), settings.packets(), wanted.policy(), wanted.announcement(),
          wanted.discovery(), wanted.wording())));
    }
    present.servers().forEach((server, it) -> {
      if (!stays(server, it, wanted)) {
        edits.add(new Change.RemoveServer(name, server));
      }
    });
    wanted.servers().forEach((server, it) -> {
      // What discovery found is not for a document to say, but to begin with.
      if (!it.isDiscovered() || present.discovery().isNone()) {
        server(name, server, present.servers().get(server), it);
      }
    });
  }

  /** Whether a server that is there is wanted still, in whatever form. */
  private static boolean stays(String name, RealServer present, VirtualService wanted) {
    if (present.isDiscovered() && !wanted.discovery().isNone()) {
      return wanted.servers().entrySet().stream()
          .noneMatch(it -> !it.getValue().isDiscovered()
              && (it.getKey().equals(name) || it.getValue().key().equals(present.key())));
    }
    var other = wanted.servers().get(name);
    return other != null && other.key().equals(present.key()) && other.isDiscovered() == present.isDiscovered();
  }

  private void server(String service, String name, @Nullable RealServer present, RealServer wanted) {
    if (present == null || !present.key().equals(wanted.key()) || present.isDiscovered() != wanted.isDiscovered()) {
      edits.add(new Change.CreateServer(service, name, wanted));
    } else if (!isSame(present, wanted) || !present.wording().equals(wanted.wording())) {
      edits.add(new Change.EditServer(service, name, new ServerEdit(wanted.weight(), wanted.admin(),
          wanted.forwarding(), wanted.thresholds(), wanted.check(), wanted.role(),
          respelling(present.wording(), wanted.wording()))));
    }
  }

  /** A document that shows everything may name what others own, but only as it is. */
  private static void requireSame(String name, VirtualService present, VirtualService wanted)
      throws ChangeRefusedException {
    boolean isSame = present.key().equals(wanted.key())
        && present.settings().equals(wanted.settings())
        && present.policy().equals(wanted.policy())
        && present.announcement().equals(wanted.announcement())
        && present.discovery().equals(wanted.discovery())
        && present.withoutFound().servers().keySet().equals(wanted.withoutFound().servers().keySet())
        && present.withoutFound().servers().entrySet().stream()
            .allMatch(it -> isSame(it.getValue(), Objects.requireNonNull(wanted.servers().get(it.getKey()))));
    if (!isSame) {
      throw new ChangeRefusedException(Edits.ownedBy(name, present.origin()));
    }
  }

  /** Whether two forms of a server, which may be spelled otherwise, say the same. */
  static boolean isSame(RealServer one, RealServer other) {
    return one.key().equals(other.key())
        && one.weight() == other.weight()
        && one.admin().equals(other.admin())
        && one.forwarding().equals(other.forwarding())
        && one.thresholds().equals(other.thresholds())
        && one.check().equals(other.check())
        && one.role() == other.role();
  }

  /** What makes one wording of another: what is canonical again is empty. */
  private static Map<String, String> respelling(Map<String, String> before, Map<String, String> after) {
    var wording = new HashMap<>(after);
    before.keySet().forEach(field -> wording.putIfAbsent(field, ""));
    return wording;
  }

  /** Whether something is spelled otherwise; what is spelled only now says what was meant before. */
  private static boolean isRespelled(Map<String, String> before, Map<String, String> after) {
    return after.entrySet().stream()
        .anyMatch(it -> before.containsKey(it.getKey()) && !it.getValue().equals(before.get(it.getKey())));
  }
}
