package gorb.api;

import gorb.document.Problem;
import gorb.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient List<Problem> problems;
  private final @Nullable String retryAfterSeconds;

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
    this(status, error, problems, null);
  }

  private ApiException(int status, String error, List<Problem> problems, @Nullable String retryAfterSeconds) {
    super(error, null, false, false);
    this.status = status;
    this.problems = List.copyOf(problems);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What does not work at present, and may in a moment. */
  static ApiException unavailable(String reason) {
    return new ApiException(503, reason, List.of(), "5");
  }

  /** The answer to the request. */
  public Response response() {
    var answer = Answers.error(status, String.valueOf(getMessage()), problems);
    return retryAfterSeconds == null ? answer : answer.with("Retry-After", retryAfterSeconds);
  }
}
