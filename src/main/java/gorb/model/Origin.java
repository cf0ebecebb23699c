package gorb.model;

import java.util.Locale;

/** Who wants a service. Only its origin may change or remove it. */
public enum Origin {
  /** A client of the API. */
  API,
  /** The configuration file. */
  FILE,
  /** A store that several directors share. */
  STORE,
  /** A catalogue of another system. */
  DISCOVERY;

  /** The name as users read it, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
