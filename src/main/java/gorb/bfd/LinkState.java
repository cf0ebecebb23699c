package gorb.bfd;

import java.util.Locale;

/** How far a session is, by its number on the wire (RFC 5880 §4.1). */
public enum LinkState {
  /** Held down by the operator: says nothing of the link. */
  ADMIN_DOWN(0),
  /** The peer is not heard, or has said that it hears nothing. */
  DOWN(1),
  /** The peer is heard; whether it hears us is not known. */
  INIT(2),
  /** Both hear each other. */
  UP(3);

  private final int number;

  LinkState(int number) {
    this.number = number;
  }

  /** The state of a number, 0..3. */
  static LinkState of(int number) {
    return switch (number) {
      case 0 -> ADMIN_DOWN;
      case 1 -> DOWN;
      case 2 -> INIT;
      default -> UP;
    };
  }

  /** On the wire. */
  int number() {
    return number;
  }

  /** The word that users read. */
  public String label() {
    return this == ADMIN_DOWN ? "adminDown" : name().toLowerCase(Locale.ROOT);
  }
}
