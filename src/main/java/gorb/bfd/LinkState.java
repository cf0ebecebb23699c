package gorb.bfd;

import java.util.Locale;

/** How far a session is, by its number on the wire (RFC 5880 §4.1). */
public enum LinkState {
  /** Held down by the operator: says nothing of the link. */
  ADMIN_DOWN,
  /** The peer is not heard, or has said that it hears nothing. */
  DOWN,
  /** The peer is heard; whether it hears us is not known. */
  INIT,
  /** Both hear each other. */
  UP;

  /** The word that users read. */
  public String label() {
    return this == ADMIN_DOWN ? "adminDown" : name().toLowerCase(Locale.ROOT);
  }
}
