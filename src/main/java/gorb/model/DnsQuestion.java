package gorb.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a check asks a name server.
 *
 * @param name without the dot at its end; empty for the root
 * @param type of the records that are wanted
 * @param answer what one of them must be, as text; empty where any will do
 */
public record DnsQuestion(String name, Type type, String answer) {
  /** RFC 1035 §2.3.4: as text, without the dot at the end. */
  public static final int LONGEST_NAME = 253;
  /** How long an answer may be. */
  public static final int LONGEST_ANSWER = 255;

  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  public DnsQuestion {
    if (!isName(name)) {
      throw new IllegalArgumentException("name: \"" + name + "\" (expected: the name of a host or zone)");
    }
  }

  /** Whether a text is a name that can be asked for. */
  public static boolean isName(String text) {
    return text.isEmpty() || (text.length() <= LONGEST_NAME
        && Arrays.stream(text.split("\\.", -1)).allMatch(label -> LABEL.matcher(label).matches()));
  }

  /** Types of records (RFC 1035 §3.2.2, RFC 3596, RFC 2782). */
  public enum Type {
    A(1),
    NS(2),
    CNAME(5),
    SOA(6),
    PTR(12),
    MX(15),
    TXT(16),
    AAAA(28),
    SRV(33);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /** Its number on the wire. */
    public int number() {
      return number;
    }

    /** The type of a number, where it is one of these. */
    public static Optional<Type> of(int number) {
      return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }
  }
}
