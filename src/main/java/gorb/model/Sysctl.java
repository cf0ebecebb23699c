package gorb.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A parameter of IPVS in the running kernel, {@code net.ipv4.vs.*} (Documentation/networking/ipvs-sysctl.rst). Which
 * there are depends on the kernel. Its value is text, as the kernel prints it: a whole number, or two.
 */
public enum Sysctl {
  AM_DROPRATE(1, Limits.HIGHEST, "10", "drop_packet 3 drops one packet of so many"),
  AMEMTHRESH(0, Limits.HIGHEST, "1024", "pages of free memory below which the automatic modes defend"),
  BACKUP_ONLY(0, 1, "0", "1: a backup does not forward while only its sync daemon of that role runs"),
  CACHE_BYPASS(0, 1, "0", "1: packets of a service that has no server go to their own address"),
  CONN_LFACTOR(-8, 8, "-4", "Linux 7: load of the connection table, as a power of two, at which it grows"),
  CONN_MAX(0, Limits.HIGHEST, "the kernel's", "Linux 7: the most connections"),
  CONN_REUSE_MODE(0, 3, "1", "what becomes of a connection whose port its client uses again"),
  CONNTRACK(0, 1, "0", "1: netfilter tracks the connections of IPVS"),
  DROP_ENTRY(0, 3, "0", "random connections are dropped: 0 never, 1 when memory is short, 3 always"),
  DROP_PACKET(0, 3, "0", "packets are dropped: 0 never, 1 when memory is short, 3 always"),
  EST_NICE(-20, 19, "0", "Linux 6.2: priority of the threads that estimate rates"),
  EXPIRE_NODEST_CONN(0, 1, "0", "1: connections of a removed server end with their next packet"),
  EXPIRE_QUIESCENT_TEMPLATE(0, 1, "0", "1: persistent clients leave a server of weight 0"),
  IGNORE_TUNNELED(0, 1, "0", "1: packets of other protocols, such as tunnels, are left alone"),
  NAT_ICMP_SEND(0, 1, "0", "1: with nat, a server whose packet has no connection is told so by ICMP"),
  PMTU_DISC(0, 1, "1", "1: packets that do not fit are answered, not cut"),
  RUN_ESTIMATION(0, 1, "1", "0: no rates, which costs less with many services"),
  SCHEDULE_ICMP(0, 1, "0", "1: ICMP errors are scheduled like the packets that they are about"),
  SECURE_TCP(0, 3, "0", "stricter states of TCP: 0 never, 1 when memory is short, 3 always"),
  SLOPPY_SCTP(0, 1, "0", "1: any packet of SCTP begins a connection"),
  SLOPPY_TCP(0, 1, "0", "1: any packet of TCP but a reset begins a connection"),
  SNAT_REROUTE(0, 1, "1", "1: answers are routed again, by their new source"),
  SVC_LFACTOR(-8, 8, "-3", "Linux 7: the same as conn_lfactor, of the table of services"),
  SYNC_PERSIST_MODE(0, 1, "0", "1: of persistent connections only the templates are sent"),
  SYNC_PORTS(1, 64, "1", "how many ports and threads a sync daemon has: a power of two"),
  SYNC_QLEN_MAX(0, Limits.HIGHEST, "by memory", "the longest queue of messages to other directors"),
  SYNC_REFRESH_PERIOD(0, Limits.HIGHEST, "0", "seconds; how often a connection is sent at the most, 0: by sync_threshold"),
  SYNC_RETRIES(0, 3, "0", "how many times a connection is sent again within an eighth of sync_refresh_period"),
  SYNC_SOCK_SIZE(0, Limits.HIGHEST, "0", "bytes of a sync daemon's socket buffer; 0: the system's"),
  SYNC_THRESHOLD(0, Limits.HIGHEST, "3 50", "a connection is sent at its third packet of each fifty: two numbers"),
  SYNC_VERSION(0, 1, "1", "0: messages of Linux before 2.6.39");

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,9})");
  /** The kernel moves these between 1 and 2 as memory goes ({@code update_defense_level} of ip_vs_ctl.c). */
  private static final Set<String> AUTOMATIC = Set.of("1", "2");

  private final long lowest;
  private final long highest;
  private final String defaultValue;
  private final String meaning;

  Sysctl(long lowest, long highest, String defaultValue, String meaning) {
    this.lowest = lowest;
    this.highest = highest;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /** The kernel's name of it, without {@code net.ipv4.vs.} before it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The least that a number of it may be. */
  public long lowest() {
    return lowest;
  }

  /** The most that a number of it may be. */
  public long highest() {
    return highest;
  }

  /** What a kernel starts with, for people. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it does, for people. */
  public String meaning() {
    return meaning;
  }

  /** Whether its value is two numbers with a blank between them. */
  public boolean isPair() {
    return this == SYNC_THRESHOLD;
  }

  /** Whether a sync daemon looks at it only when it starts. */
  public boolean isOfSyncStart() {
    return this == SYNC_PORTS || this == SYNC_SOCK_SIZE;
  }

  /** Whether it can have a value. */
  public boolean takes(String value) {
    var numbers = value.split(" ", -1);
    if (numbers.length != (isPair() ? 2 : 1)) {
      return false;
    }
    for (var number : numbers) {
      if (!WHOLE.matcher(number).matches() || Long.parseLong(number) < lowest || Long.parseLong(number) > highest) {
        return false;
      }
    }
    if (isPair()) {
      // ip_vs_ctl.c: proc_do_sync_threshold
      long period = Long.parseLong(numbers[1]);
      return period == 0 || Long.parseLong(numbers[0]) < period;
    }
    return this != SYNC_PORTS || Long.bitCount(Long.parseLong(value)) == 1;
  }

  /** What it takes, for messages. */
  public String expected() {
    if (isPair()) {
      return "two integers such as \"3 50\", the first less than the second, or 0 as the second";
    }
    return (this == SYNC_PORTS ? "a power of two" : "an integer") + " from " + lowest + " to " + highest;
  }

  /** Whether two values are moments of the same setting. */
  public boolean isSame(String one, String other) {
    boolean isMode = this == DROP_ENTRY || this == DROP_PACKET || this == SECURE_TCP;
    return one.equals(other) || (isMode && AUTOMATIC.contains(one) && AUTOMATIC.contains(other));
  }

  private static final class Limits {
    static final long HIGHEST = Integer.MAX_VALUE;
  }
}
