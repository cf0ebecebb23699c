package gorb.api;

import gorb.http.Request;
import gorb.http.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tells who asks what they may do, so that a page need not offer what would be refused. */
public final class AccessRoutes {
  private final Access access;

  /** The routes of some rules. */
  public AccessRoutes(Access access) {
    this.access = access;
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/access", (request, _) -> show(request)));
  }

  private Response show(Request request) {
    var denial = access.denialOfChange(request);
    return Answers.json(200, JsonNodeFactory.instance.objectNode()
        .put("change", denial.isEmpty())
        .put("token", access.takesToken())
        .put("reason", denial.map(Access.Denial::reason).orElse(null)));
  }
}
