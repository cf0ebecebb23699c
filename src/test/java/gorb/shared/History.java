package gorb.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What clients wrote, and were told of it: says whether a final state can be, where every write takes effect at one moment
 * between its begin and its answer. May be used by many threads.
 */
public final class History {
  private final AtomicLong clock = new AtomicLong();
  private final List<Operation> operations = new ArrayList<>();

  /** What a client was told of a write. */
  public enum Told {
    DONE,
    /** It had no effect. */
    REFUSED,
    /** It may have had one, at any time later. */
    UNKNOWN
  }

  /**
   * A final value that cannot be.
   *
   * @param isResurrected whether something is there that was removed; else a write is lost that was told done
   * @param words the key, its value and its writes
   */
  public record Contradiction(boolean isResurrected, String words) {}

  private record Operation(String key, Optional<String> value, long begin, long end, Told told) {
    /** Whether another write, which happened, began when this one was over. */
    private boolean isBefore(Operation other) {
      return other.told == Told.DONE && end < other.begin;
    }
  }

  /**
   * Has a client write.
   *
   * @param value empty to remove
   */
  public Told write(String key, Optional<String> value, Supplier<Told> client) {
    long begin = clock.incrementAndGet();
    var told = client.get();
    long end = told == Told.UNKNOWN ? Long.MAX_VALUE : clock.incrementAndGet();
    synchronized (operations) {
      operations.add(new Operation(key, value, begin, end, told));
    }
    return told;
  }

  /** How many writes were told so. */
  public long count(Told told) {
    synchronized (operations) {
      return operations.stream().filter(it -> it.told == told).count();
    }
  }

  /**
   * The final values that cannot be.
   *
   * @param last the values at the end, when no write is under way any more
   */
  public List<Contradiction> contradictions(Map<String, String> last) {
    var keys = new TreeSet<>(last.keySet());
    var byKey = new TreeMap<String, List<Operation>>();
    synchronized (operations) {
      operations.forEach(it -> byKey.computeIfAbsent(it.key, _ -> new ArrayList<>()).add(it));
    }
    keys.addAll(byKey.keySet());
    return keys.stream()
        .filter(key -> !canBe(byKey.getOrDefault(key, List.of()), Optional.ofNullable(last.get(key))))
        .map(key -> new Contradiction(
            last.containsKey(key) && isRemoved(byKey.getOrDefault(key, List.of())),
            key + " is " + last.getOrDefault(key, "gone") + " after " + byKey.get(key)))
        .toList();
  }

  /** Whether nothing but removals can have been the last write. */
  private static boolean isRemoved(List<Operation> writes) {
    return writes.stream()
        .filter(it -> it.told == Told.DONE && writes.stream().noneMatch(it::isBefore))
        .allMatch(it -> it.value.isEmpty());
  }

  private static boolean canBe(List<Operation> writes, Optional<String> value) {
    var begin = new Operation("", Optional.empty(), 0, 0, Told.DONE);
    return List.of(List.of(begin), writes).stream().flatMap(List::stream)
        .filter(it -> it.told != Told.REFUSED && it.value.equals(value))
        .anyMatch(it -> writes.stream().noneMatch(it::isBefore));
  }
}
