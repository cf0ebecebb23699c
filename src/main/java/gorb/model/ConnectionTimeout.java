package gorb.model;

import java.time.Duration;
import java.util.Locale;

/** After which time without packets IPVS forgets a connection (ipvsadm(8) {@code --set}), by its state. */
public enum ConnectionTimeout {
  /** An established one of TCP; 900 s unless somebody sets it. */
  TCP,
  /** One of TCP after a FIN; 120 s unless somebody sets it. */
  TCP_FIN,
  /** A flow of UDP; 300 s unless somebody sets it. */
  UDP;

  /** The kernel takes {@code INT_MAX / HZ} seconds ({@code ip_vs_set_timeout} of ip_vs_ctl.c), with HZ up to 1,000. */
  public static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE / 1_000);
  /** Zero means to the kernel that it shall stay as it is. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /** The name that users give it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
