package gorb.dataplane;

import java.util.Locale;

/**
 * A step that a data plane did not take: data, never an exception.
 *
 * @param step what was asked
 * @param kind decides whether and when it is tried again
 * @param cause in words, with the errno's name where there is one: {@code ENOENT (No such file or directory)};
 *     where the implementation knows what the cause means it adds so, with what to do
 */
public record Refusal(Step step, Kind kind, String cause) {
  /** {@code add destination 10.1.0.7:8080 to tcp/10.0.0.1:80 weight 1: EEXIST (File exists)}. */
  public String message() {
    return step + ": " + cause;
  }

  /** What kind of refusal, from how it is answered. */
  public enum Kind {
    /** The same step will always be refused: wait until intent changes. */
    REJECTED,
    /** It may work later: observe again, back off, retry. */
    TRANSIENT,
    /** This process may not do it: say once, keep serving. */
    NOT_PERMITTED,
    /** This data plane cannot do it at all: say once, keep serving. */
    UNSUPPORTED;

    /** As users read it: {@code not_permitted}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
