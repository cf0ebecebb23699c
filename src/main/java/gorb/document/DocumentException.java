package gorb.document;

import java.util.List;

/** A document that says something wrong, with everything that is wrong with it. */
public final class DocumentException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * A document refused.
   *
   * @param error all of it in one text, for people
   * @param problems the same by field, for programs; empty where the whole is to blame
   */
  public DocumentException(String error, List<Problem> problems) {
    super(error, null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, by field. */
  public List<Problem> problems() {
    return problems;
  }
}
