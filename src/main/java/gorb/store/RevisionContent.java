package gorb.store;

import gorb.control.Intent;
import gorb.control.Revision;
import gorb.document.JsonText;
import gorb.document.StateWriter;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a file of a revision holds: a header, a document of {@link StateWriter}, and a seal. A revision is written whole,
 * or as its difference to one of its {@link Bases}: then the document has the services that are not the same, each with
 * those of its servers that are not, and the names of what was removed.
 *
 * @param bytes all of the file; not to be changed
 * @param next what the next revision may be written on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RevisionContent(Header header, byte[] bytes, Bases next) {
  /** What a difference has beside services: the names of those that are gone. */
  static final String REMOVED = "removed";
  /** And the names of servers that are gone, by service. */
  static final String REMOVED_SERVERS = "removed_backends";
  /** What is wanted again, and from when, where nobody confirms the revision. */
  static final String PENDING = "pending";

  /** Down to a backend, which has one line: {@code services}, a service, {@code backends}, a backend. */
  private static final int LEVELS = 4;
  /** A difference of this part of the state, or a bigger one, is no longer worth it: the revision is written whole. */
  private static final int WORTHWHILE = 32;

  /** The content of a revision: pure. */
  static RevisionContent of(Revision revision, Bases bases) {
    var near = bases.near();
    if (near != null) {
      var difference = Difference.between(near.intent(), revision.intent());
      if (difference.size() <= bases.reach()) {
        return onBase(near, revision, difference, bases);
      }
    }
    var whole = bases.whole();
    var difference = whole == null ? null : difference(whole.intent(), revision.intent());
    return whole == null || difference == null
        ? whole(revision)
        : onBase(whole, revision, difference, bases.withNear(revision, difference.size()));
  }

  private static RevisionContent whole(Revision revision) {
    var text = JsonText.object(LEVELS);
    StateWriter.writeKept(text, revision.intent());
    return sealed(Header.whole(revision), text, revision, Bases.whole(revision));
  }

  private static RevisionContent onBase(Revision base, Revision revision, Difference difference, Bases next) {
    var text = JsonText.object(LEVELS);
    write(text, difference);
    return sealed(Header.onBase(revision, base.number()), text, revision, next);
  }

  private static RevisionContent sealed(Header header, JsonText text, Revision revision, Bases next) {
    revision.pending().ifPresent(it -> {
      StateWriter.writeKept(text.open(PENDING).field("until", it.until().toString()).open("before"), it.before());
      text.close().close();
    });
    return new RevisionContent(header, Seal.on(header.line() + "\n" + text.close() + "\n"), next);
  }

  /** What makes the second intent of the first, which is written whole; null where to write that is not worth it. */
  private static @Nullable Difference difference(Intent whole, Intent next) {
    int size = Difference.size(next);
    // What came is written, whatever it is; of what went only the names are.
    if ((size - Difference.size(whole)) * WORTHWHILE >= size) {
      return null;
    }
    var difference = Difference.between(whole, next);
    return difference.size() * WORTHWHILE < size ? difference : null;
  }

  private static void write(JsonText text, Difference difference) {
    StateWriter.writeKept(text, difference.services());
    text.field(REMOVED, names(difference.removed()));
    if (!difference.removedServers().isEmpty()) {
      text.open(REMOVED_SERVERS);
      new TreeMap<>(difference.removedServers()).forEach((service, names) -> text.field(service, names(names)));
      text.close();
    }
  }

  private static ArrayNode names(Set<String> names) {
    var array = JsonNodeFactory.instance.arrayNode();
    names.stream().sorted().forEach(array::add);
    return array;
  }
}
