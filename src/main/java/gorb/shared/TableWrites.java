package gorb.shared;

import gorb.control.Intent;
import gorb.document.SharedDocuments;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import gorb.shared.Layout.ServerName;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.Stored;
import gorb.shared.kv.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be written so that a store says what is wanted: pure. Every write names the revision that its key had, so
 * that it is refused where somebody else was first; a backend is made only while its service is as it was seen.
 */
final class TableWrites {
  private final Layout layout;
  private final SharedTable table;
  private final Map<ServerName, String> places = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Write> services = new ArrayList<>();
  private final List<Write> servers = new ArrayList<>();
  private final List<Write> deletions = new ArrayList<>();
  private final List<Write> lastDeletions = new ArrayList<>();

  private TableWrites(Layout layout, SharedTable table) {
    this.layout = layout;
    this.table = table;
    table.servers().forEach((key, name) -> places.merge(name, key, (one, other) -> one.length() > other.length() ? one : other));
    taken.addAll(table.entries().keySet());
  }

  /**
   * The writes in an order in which every part of them leaves something sensible: services before their backends, and
   * removals last, in the other order.
   *
   * @param before what is wanted of the store
   * @param after what shall be
   */
  static List<Write> between(Intent before, Intent after, SharedTable table, Layout layout) {
    var writes = new TableWrites(layout, table);
    var names = new TreeSet<>(before.services().keySet());
    names.addAll(after.services().keySet());
    names.forEach(name -> writes.service(name, before.service(name), after.service(name)));
    return writes.all();
  }

  /** What undoes writes that were made: as long as nobody wrote since. */
  static List<Write> undoing(List<Write> made, SharedTable before, SharedTable after) {
    var writes = new ArrayList<Write>();
    for (var write : made.reversed()) {
      var was = before.entries().get(write.key());
      long now = after.revision(write.key());
      if (now == before.revision(write.key())) {
        continue;
      }
      writes.add(was == null
          ? new Write.Delete(write.key(), now)
          : new Write.Put(write.key(), now, was.value()));
    }
    return writes;
  }

  /** The texts of a store after writes that it made. */
  static Map<String, Stored> made(Map<String, Stored> entries, List<Write> writes, long revision) {
    var after = new HashMap<>(entries);
    for (var write : writes) {
      switch (write) {
        case Write.Put(var key, _, var value) -> after.put(key, new Stored(value, revision));
        case Write.Delete(var key, _) -> after.remove(key);
        case Write.Check _ -> {}
      }
    }
    return after;
  }

  /** Parts that a transaction can take each, in their order. */
  static List<List<Write>> transactions(List<Write> writes) {
    var parts = new ArrayList<List<Write>>();
    var part = new ArrayList<Write>();
    int size = 0;
    for (var write : writes) {
      int more = write.key().length() + (write instanceof Write.Put(_, _, var value) ? value.length() : 0);
      if (part.size() == KeyValueStore.MOST_WRITES || size + more > KeyValueStore.MOST_CHARACTERS) {
        parts.add(List.copyOf(part));
        part.clear();
        size = 0;
      }
      part.add(write);
      size += more;
    }
    if (!part.isEmpty()) {
      parts.add(List.copyOf(part));
    }
    return parts;
  }

  private void service(String name, @Nullable VirtualService before, @Nullable VirtualService after) {
    if (!Objects.equals(before, after)) {
      own(name, before == null ? null : before.withoutFound(), after == null ? null : after.withoutFound());
    }
  }

  /** What a director's discovery found is its own, and not for the others to read. */
  private void own(String name, @Nullable VirtualService before, @Nullable VirtualService after) {
    var key = layout.service(name);
    if (after == null) {
      serversOf(name).forEach(server -> delete(server, deletions));
      delete(key, lastDeletions);
      return;
    }
    var text = SharedDocuments.text(after);
    if (before == null || !text.equals(SharedDocuments.text(before))) {
      services.add(new Write.Put(key, table.revision(key), text));
    }
    if (before == null) {
      // What is left of an earlier service of this name does not come back with it.
      serversOf(name).filter(it -> !after.servers().containsKey(nameAt(it).server()))
          .forEach(it -> delete(it, deletions));
    } else {
      before.servers().keySet().stream().filter(server -> !after.servers().containsKey(server))
          .map(server -> places.get(new ServerName(name, server)))
          .forEach(place -> delete(place, deletions));
    }
    after.servers().forEach((server, it) ->
        server(new ServerName(name, server), before == null ? null : before.servers().get(server), it));
  }

  private void server(ServerName name, @Nullable RealServer before, RealServer after) {
    var text = SharedDocuments.text(name.service(), after);
    if (before != null && text.equals(SharedDocuments.text(name.service(), before))) {
      return;
    }
    var place = places.get(name);
    if (place == null) {
      boolean isFree = taken.add(layout.server(name.server()));
      place = isFree ? layout.server(name.server()) : layout.server(name);
      var other = isFree ? layout.server(name) : layout.server(name.server());
      taken.add(place);
      servers.add(new Write.Check(other, table.revision(other)));
      servers.add(new Write.Check(layout.service(name.service()), table.revision(layout.service(name.service()))));
    }
    servers.add(new Write.Put(place, table.revision(place), text));
  }

  private Stream<String> serversOf(String service) {
    return table.servers().entrySet().stream()
        .filter(it -> it.getValue().service().equals(service))
        .map(Map.Entry::getKey)
        .sorted();
  }

  private ServerName nameAt(String key) {
    var name = table.servers().get(key);
    if (name == null) {
      throw new IllegalArgumentException("key: " + key + " (expected: of a backend)");
    }
    return name;
  }

  private void delete(@Nullable String key, List<Write> into) {
    if (key != null && table.revision(key) != Write.ABSENT) {
      into.add(new Write.Delete(key, table.revision(key)));
    }
  }

  private List<Write> all() {
    long count = table.serviceCount() - lastDeletions.size()
        + services.stream().filter(put -> put.expected() == Write.ABSENT).count();
    var writes = new ArrayList<Write>();
    table.marker().filter(it -> it.isEmpty() && count > 0).ifPresent(it -> writes.add(marker(it, false)));
    writes.addAll(services);
    writes.addAll(servers);
    writes.addAll(deletions);
    table.marker().filter(it -> !it.isEmpty() && count == 0).ifPresent(it -> writes.add(marker(it, true)));
    writes.addAll(lastDeletions);
    return withoutChecksOf(writes);
  }

  private Write marker(Marker marker, boolean isEmpty) {
    var changed = new Marker(marker.id(), isEmpty, marker.isFilling());
    return new Write.Put(layout.marker(), table.revision(layout.marker()), changed.text());
  }

  /** What is written is checked by that, and what is checked once need not be twice. */
  private static List<Write> withoutChecksOf(List<Write> writes) {
    var keys = new HashSet<String>();
    writes.stream().filter(write -> !(write instanceof Write.Check)).forEach(write -> keys.add(write.key()));
    return writes.stream()
        .filter(write -> !(write instanceof Write.Check) || keys.add(write.key()))
        .toList();
  }
}
