package gorb.dataplane.userspace.scheduling;

import gorb.model.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * What {@code lblc} and {@code lblcr} remember of each virtual address, and when they forget it ({@code struct
 * ip_vs_lblc_table}, {@code ip_vs_lblc_check_expire}). Immutable.
 *
 * <p>The kernel looks after its table by a timer, once a minute; here the first choice after that minute does, so that
 * a service without traffic costs nothing. Half an hour without need for space is followed by a look for entries that
 * nobody used for long.
 *
 * @param entries by virtual address
 * @param looked when it was looked after last
 * @param quietMinutes how many minutes it was looked after without anything to do
 * @param <V> what is remembered
 */
record Recollection<V>(PMap<IpAddress, Entry<V>> entries, Instant looked, long quietMinutes) {
  /** How long an entry lives that nobody uses ({@code DEFAULT_EXPIRATION}, sysctl {@code lblc_expiration}). */
  static final Duration EXPIRATION = Duration.ofDays(1);

  /** How many entries are kept without a search for idle ones: 16 for each bucket of the kernel. */
  static final int SPACE = 1024 * 16;

  private static final Duration IDLE = Duration.ofMinutes(6); // ENTRY_TIMEOUT
  private static final int QUIET_MINUTES = 29; // COUNT_FOR_FULL_EXPIRATION - 1

  /**
   * What is remembered of one address.
   *
   * @param value what it was given
   * @param used when it was last asked for
   */
  record Entry<V>(V value, Instant used) {}

  static <V> Recollection<V> empty(Instant now) {
    return new Recollection<>(TreePMap.empty(), now, 0);
  }

  @Nullable V of(IpAddress address) {
    var entry = entries.get(address);
    return entry == null ? null : entry.value();
  }

  Recollection<V> with(IpAddress address, V value, Instant now) {
    return new Recollection<>(entries.plus(address, new Entry<>(value, now)), looked, quietMinutes);
  }

  /** Forgets what is due, once a minute. */
  Recollection<V> lookedAfter(Instant now, Duration expiration) {
    long minutes = Duration.between(looked, now).toMinutes();
    if (minutes < 1) {
      return this;
    }
    if (quietMinutes + minutes > QUIET_MINUTES) {
      return new Recollection<>(without(unusedSince(now.minus(expiration)), entries.size()), now, 0);
    }
    if (entries.size() > SPACE) {
      int goal = Math.min((entries.size() - SPACE) * 4 / 3, SPACE / 2);
      return new Recollection<>(without(unusedSince(now.minus(IDLE)), goal), now, quietMinutes);
    }
    return new Recollection<>(entries, now, quietMinutes + minutes);
  }

  private Predicate<Entry<V>> unusedSince(Instant time) {
    return entry -> !entry.used().isAfter(time);
  }

  private PMap<IpAddress, Entry<V>> without(Predicate<Entry<V>> due, int atMost) {
    List<IpAddress> addresses = entries.entrySet().stream()
        .filter(entry -> due.test(entry.getValue()))
        .limit(atMost)
        .map(Map.Entry::getKey)
        .toList();
    return entries.minusAll(addresses);
  }
}
