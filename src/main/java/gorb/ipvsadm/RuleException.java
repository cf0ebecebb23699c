package gorb.ipvsadm;

import java.util.List;

/** Rules that cannot be taken, with everything that is wrong in them. */
public final class RuleException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  /**
   * @param problems each with the number of its line: {@code line 3: -w: -1 (expected: 0..2147483647)}
   */
  RuleException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the lines. */
  public List<String> problems() {
    return problems;
  }
}
