package gorb.model;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The name of a scheduling algorithm, as ipvsadm(8) {@code -s} and the kernel's {@code SCHED_NAME} have it.
 * Which names exist is the data plane's to say: a kernel can have more than this version knows.
 *
 * @param name 1 to 15 characters of {@code a-z 0-9 _ -}
 */
public record Scheduler(String name) {
  /** The kernel's limit without the closing NUL: {@code IP_VS_SCHEDNAME_MAXLEN} - 1 of ip_vs.h. */
  public static final int MAX_LENGTH = 15;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + MAX_LENGTH + "}");

  /** Round robin. */
  public static final Scheduler RR = new Scheduler("rr");
  /** Weighted round robin: the default of this program. */
  public static final Scheduler WRR = new Scheduler("wrr");
  /** Least connections. */
  public static final Scheduler LC = new Scheduler("lc");
  /** Weighted least connections: the kernel's own default. */
  public static final Scheduler WLC = new Scheduler("wlc");

  /** Those of Linux 7.2 ({@code net/netfilter/ipvs/}); an older kernel lacks the last ones. */
  public static final List<Scheduler> OF_LINUX =
      Stream.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos")
          .map(Scheduler::new)
          .toList();

  public Scheduler {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "scheduler: \"" + name + "\" (expected: 1.." + MAX_LENGTH + " letters, digits, '_' or '-')");
    }
  }

  /** Whether a text can be the name of a scheduler; says nothing of whether one exists. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
