package gorb.api;

import gorb.http.Request;
import gorb.http.Response;

/** Answers the requests of one route. */
@FunctionalInterface
public interface RouteHandler {
  /**
   * The answer.
   *
   * @param names the values of the route's variables
   * @throws ApiException to answer with an error
   */
  Response handle(Request request, PathNames names) throws ApiException;
}
