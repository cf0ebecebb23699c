package gorb.api;

import gorb.document.Problem;
import gorb.http.Response;
import java.util.List;

/** A request that is answered with an error. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient List<Problem> problems;

  /**
   * @param status 400..599
   * @param error the text of the error, for people
   */
  public ApiException(int status, String error) {
    this(status, error, List.of());
  }

  /**
   * @param problems the same by field, for programs
   */
  public ApiException(int status, String error, List<Problem> problems) {
    super(error, null, false, false);
    this.status = status;
    this.problems = List.copyOf(problems);
  }

  /** The answer to the request. */
  public Response response() {
    return Answers.error(status, String.valueOf(getMessage()), problems);
  }
}
