package gorb.api;

/**
 * The fields whose spelling is kept beside their meaning, since answers echo it. A spelling is echoed only while it
 * still means what is wanted: where somebody else changed the meaning, a canonical one takes its place.
 */
final class Wording {
  /** The host of a service or backend, as sent: a name, a literal, or nothing for the default address. */
  static final String HOST = "host";
  /** The scheduler flags of a service. */
  static final String FLAGS = "flags";
  /** The forwarding method of a backend. */
  static final String METHOD = "method";
  /** The interval of a backend's pulse. */
  static final String INTERVAL = "pulse.interval";
  /** The arguments of a backend's pulse, as compact JSON; empty where there were none. */
  static final String ARGS = "pulse.args";

  private Wording() {}
}
