package gorb.control;

/** A change that contradicts intent. */
public final class ChangeRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Outcome outcome;

  ChangeRefusedException(Outcome outcome) {
    super(outcome.toString(), null, false, false);
    this.outcome = outcome;
  }

  /** The answer to who wants it. */
  public Outcome outcome() {
    return outcome;
  }
}
