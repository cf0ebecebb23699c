package gorb.api;

import gorb.document.JsonText;
import gorb.document.Problem;
import gorb.document.Problems;
import gorb.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The forms of answers. */
final class Answers {
  private static final int MOST_IGNORED = 10;
  private static final int LONGEST_IGNORED = 64;

  private Answers() {}

  /** An answer with a JSON value. */
  static Response json(int status, JsonNode value) {
    return Response.of(status, Response.JSON, JsonText.of(value));
  }

  /** An error: {@code {"error": …}}, and {@code problems} where fields are to blame. */
  static Response error(int status, String error, List<Problem> problems) {
    var body = JsonNodeFactory.instance.objectNode().put("error", error);
    if (!problems.isEmpty()) {
      var list = body.putArray("problems");
      problems.forEach(problem -> list.addObject().put("field", problem.field()).put("message", problem.message()));
    }
    return json(status, body);
  }

  /** The answer with a header that names the fields which were ignored, where there are any. */
  static Response noted(Problems problems, Response response) {
    var ignored = problems.ignored();
    return ignored.isEmpty() ? response : response.with("Gorb-Ignored-Fields", ignored.stream()
        .limit(MOST_IGNORED)
        .map(field -> field.length() > LONGEST_IGNORED ? field.substring(0, LONGEST_IGNORED) : field)
        .map(field -> URLEncoder.encode(field, StandardCharsets.UTF_8))
        .collect(Collectors.joining(", ")));
  }
}
