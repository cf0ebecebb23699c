package gorb.model;

import java.util.Locale;
import java.util.Optional;

/** A transport protocol that IPVS balances, with its number of IANA's protocol registry. */
public enum Protocol {
  TCP(6),
  UDP(17),
  SCTP(132);

  private final int number;

  Protocol(int number) {
    this.number = number;
  }

  /** The number in the IP header. */
  public int number() {
    return number;
  }

  /** The protocol of a number; empty where IPVS does not balance it. */
  public static Optional<Protocol> ofNumber(int number) {
    for (var protocol : values()) {
      if (protocol.number == number) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }

  /** The name as users write it, in lower case: {@code tcp}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
