package gorb.api;

import gorb.document.DocumentException;
import gorb.http.Request;
import gorb.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the route of a request by its decoded path. */
final class Router {
  private static final int LONGEST_NAME_BYTES = 255;

  private final List<Route> routes;

  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  Response handle(Request request) throws ApiException, DocumentException {
    var target = request.target();
    var clean = target.cleaned();
    if (!clean.path().equals(target.path())) {
      return Response.empty(301).with("Location", clean.toString());
    }
    var segments = target.segments();
    var method = request.method().equals("HEAD") ? "GET" : request.method();
    var allowed = new TreeSet<String>();
    for (var route : routes) {
      var names = route.match(segments);
      if (names.isPresent() && route.method().equals(method)) {
        requireUsable(names.get());
        if (request.body().length() > route.mostBytes()) {
          throw new ApiException(413, "content too large (expected: at most " + route.mostBytes() + " bytes)");
        }
        return route.handler().handle(request, new PathNames(names.get()));
      }
      names.ifPresent(_ -> allowed.add(route.method()));
    }
    if (allowed.isEmpty()) {
      throw new ApiException(404, "page not found");
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    var list = String.join(", ", allowed);
    return new ApiException(405, "method " + request.method() + " not allowed (expected: " + list + ")")
        .response()
        .with("Allow", list);
  }

  private static void requireUsable(Map<String, String> names) throws ApiException {
    for (var name : names.entrySet()) {
      int bytes = name.getValue().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NAME_BYTES) {
        throw new ApiException(400,
            name.getKey() + " name: " + bytes + " bytes (expected: at most " + LONGEST_NAME_BYTES + ")");
      }
      if (name.getValue().chars().anyMatch(Character::isISOControl)) {
        throw new ApiException(400, name.getKey() + " name: control characters (expected: none)");
      }
    }
  }
}
