package gorb.bgp.message;

/**
 * What is wrong with an UPDATE that does not end the session (RFC 7606).
 *
 * @param attribute the type of the path attribute that is wrong or missing; 0 for the list as a whole
 * @param treatment what becomes of it
 * @param reason in words
 */
public record Fault(int attribute, Treatment treatment, String reason) {
  /** What becomes of an UPDATE. */
  public enum Treatment {
    /** Its routes count as withdrawn. */
    TREAT_AS_WITHDRAW,
    /** The attribute counts as not sent. */
    ATTRIBUTE_DISCARD
  }
}
