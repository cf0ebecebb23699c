package gorb.control;

import gorb.model.ServerHealth;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The health of every server of an intent. Immutable. By service and then by server, since that is how servers come, go
 * and are projected: all of a service cost one look for the service.
 */
public final class Healths extends AbstractMap<ServerRef, ServerHealth> {
  /** Of no server. */
  public static final Healths NONE = new Healths(HashTreePMap.empty(), 0);

  private static final PSortedMap<String, Entry<ServerRef, ServerHealth>> EMPTY = TreePMap.empty();

  private final HashPMap<String, PSortedMap<String, Entry<ServerRef, ServerHealth>>> byService;
  private final int size;

  private Healths(HashPMap<String, PSortedMap<String, Entry<ServerRef, ServerHealth>>> byService, int size) {
    this.byService = byService;
    this.size = size;
  }

  /** The same with one server added, or with another health of it. */
  public Healths with(ServerRef server, ServerHealth health) {
    var before = ofService(server.service());
    var after = before.plus(server.server(), Map.entry(server, health));
    return with(server.service(), before, after);
  }

  /** The same with the servers of one service only that are given. */
  Healths withService(String service, SortedMap<String, Entry<ServerRef, ServerHealth>> servers) {
    return with(service, ofService(service), TreePMap.fromSortedMap(servers));
  }

  /** The same without one server. */
  Healths without(ServerRef server) {
    var before = ofService(server.service());
    return get(server) == null ? this : with(server.service(), before, before.minus(server.server()));
  }

  /** The health of the servers of a service that is there, by their names. */
  PSortedMap<String, Entry<ServerRef, ServerHealth>> ofService(String service) {
    return byService.getOrDefault(service, EMPTY);
  }

  @Override
  public @Nullable ServerHealth get(@Nullable Object key) {
    if (!(key instanceof ServerRef server)) {
      return null;
    }
    var known = ofService(server.service()).get(server.server());
    return known == null || known.getKey().incarnation() != server.incarnation() ? null : known.getValue();
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<Entry<ServerRef, ServerHealth>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<ServerRef, ServerHealth>> iterator() {
        return byService.values().stream().flatMap(servers -> servers.values().stream()).iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  private Healths with(String service, PSortedMap<String, ?> before, PSortedMap<String, Entry<ServerRef, ServerHealth>> after) {
    return new Healths(
        after.isEmpty() ? byService.minus(service) : byService.plus(service, after), size - before.size() + after.size());
  }
}
