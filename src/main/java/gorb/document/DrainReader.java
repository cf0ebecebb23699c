package gorb.document;

import gorb.control.Change;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Reads what clients say of a drain. */
public final class DrainReader {
  /** Where a request does not say. */
  static final Duration DEFAULT_TIME = Duration.ofMinutes(2);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private DrainReader() {}

  /**
   * A drain of a backend: {@code within} (2 minutes, where it is not given) and {@code keep}.
   *
   * @throws DocumentException with every problem
   */
  public static Change.Drain read(ObjectNode body, String service, String backend) throws DocumentException {
    var problems = Problems.lenient();
    var fields = Fields.of(body, problems);
    var within = fields.duration("within", SHORTEST);
    var keep = fields.bool("keep");
    fields.finish();
    problems.raise();
    return new Change.Drain(service, backend, within.orElse(DEFAULT_TIME), keep.orElse(false));
  }
}
