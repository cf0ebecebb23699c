package gorb.dataplane;

/** A whole operation of a data plane failed: nothing is known of the table, or it cannot be reached. */
public final class DataplaneException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal.Kind kind;

  /**
   * @param kind as of a refused step
   * @param message operation, object, cause and, where it is known, what to do
   */
  public DataplaneException(Refusal.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** As above, with the exception that caused it. */
  public DataplaneException(Refusal.Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Whether and when it makes sense to try again. */
  public Refusal.Kind kind() {
    return kind;
  }
}
