package gorb.shared;

import gorb.control.Intent;
import gorb.shared.Layout.ServerName;
import gorb.shared.kv.Stored;
import gorb.shared.kv.Write;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store said at one moment.
 *
 * @param intent what is wanted by it, all of the store's origin
 * @param entries its texts, by key
 * @param servers for which server each key of a backend is, also one that cannot be read
 * @param serviceCount how many keys of services there are, also those that cannot be read
 * @param marker of which table; empty where there is none
 * @param problems the documents that were left out, or that count as they were before, in words
 */
record SharedTable(
    Intent intent, Map<String, Stored> entries, Map<String, ServerName> servers, int serviceCount,
    Optional<Marker> marker, List<String> problems) {
  SharedTable {
    entries = Map.copyOf(entries);
    servers = Map.copyOf(servers);
    problems = List.copyOf(problems);
  }

  /** The revision of a key; {@link Write#ABSENT} where it is not there. */
  long revision(String key) {
    var entry = entries.get(key);
    return entry == null ? Write.ABSENT : entry.revision();
  }

  /** The newest revision of all keys; 0 where there is none. */
  long revision() {
    return entries.values().stream().mapToLong(Stored::revision).max().orElse(0);
  }

  /** A number that two tables share when they have the same keys at the same revisions. */
  long digest() {
    return entries.entrySet().stream()
        .mapToLong(entry -> mixed(entry.getKey().hashCode() * 31L + mixed(entry.getValue().revision())))
        .sum();
  }

  /** The finalizer of SplitMix64: one bit changes half of all. */
  private static long mixed(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
