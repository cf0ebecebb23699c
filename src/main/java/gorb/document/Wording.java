package gorb.document;

/**
 * The fields whose spelling is kept beside their meaning, since answers echo it. A spelling is echoed only while it
 * still means what is wanted: where somebody else changed the meaning, a canonical one takes its place. Of a backend only
 * what is not canonical is kept.
 */
public final class Wording {
  /**
   * The host of a service as sent: a name, a literal, or nothing for the default address; that of a backend where it is no
   * literal in its canonical form.
   */
  public static final String HOST = "host";
  /** The scheduler flags of a service. */
  public static final String FLAGS = "flags";
  /** The forwarding method of a backend. */
  public static final String METHOD = "method";
  /** The interval of a backend's pulse. */
  public static final String INTERVAL = "pulse.interval";
  /** The arguments of a backend's pulse, as compact JSON, where there were any. */
  public static final String ARGS = "pulse.args";

  private Wording() {}
}
