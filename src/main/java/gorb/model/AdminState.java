package gorb.model;

import java.util.Locale;

/** What the operator wants of a server, whatever its health. */
public enum AdminState {
  /** It serves as its health allows. */
  ENABLED,
  /** It gets no new connections (effective weight 0); established ones live on. */
  QUIESCED;

  /** The name as users write it, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
