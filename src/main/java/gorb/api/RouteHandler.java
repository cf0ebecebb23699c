package gorb.api;

import gorb.document.DocumentException;
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
   * @throws DocumentException to answer with 400, and with what is wrong with the body
   */
  Response handle(Request request, PathNames names) throws ApiException, DocumentException;
}
