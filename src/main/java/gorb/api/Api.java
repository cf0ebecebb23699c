package gorb.api;

import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.http.Handler;
import gorb.http.Request;
import gorb.http.Response;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers requests: asks whether they are allowed, and has their route handle them. Safe for use by many threads. */
public final class Api implements Handler {
  private final Access access;
  private final Router router;

  /** An API of some routes; no two of one method and form. */
  public Api(Access access, List<Route> routes) {
    this.access = access;
    this.router = new Router(routes);
  }

  /**
   * The routes of the original for services and backends, those of the state as a whole and of its revisions, and the
   * daemon's own state at {@code /}.
   *
   * @param resolver for the hosts of requests
   * @param defaultAddress of services that name no host
   * @param choice why the data plane was taken, in words
   */
  public static List<Route> routes(
      Control control, Resolver resolver, Supplier<Optional<IpAddress>> defaultAddress, String choice) {
    var hosts = new Hosts(resolver, defaultAddress);
    var routes = new ArrayList<>(new ServiceRoutes(control, hosts).routes());
    routes.addAll(new BackendRoutes(control, hosts).routes());
    routes.addAll(new StateRoutes(control, hosts).routes());
    routes.addAll(new RevisionRoutes(control).routes());
    routes.addAll(new AdoptRoutes(control).routes());
    routes.addAll(new ConnectionRoutes(control).routes());
    routes.addAll(new StatsRoutes(control).routes());
    routes.addAll(new StatusRoutes(control, choice).routes());
    return List.copyOf(routes);
  }

  @Override
  public Response handle(Request request) {
    var answer = answer(request);
    return answer.headers().containsKey("Cache-Control") ? answer : answer.with("Cache-Control", "no-store");
  }

  private Response answer(Request request) {
    var denial = access.denial(request);
    if (denial.isPresent()) {
      var answer = new ApiException(denial.get().status(), denial.get().reason()).response();
      return denial.get().status() == 401 ? answer.with("WWW-Authenticate", "Bearer realm=\"gorb\"") : answer;
    }
    try {
      return router.handle(request);
    } catch (ApiException e) {
      return e.response();
    } catch (DocumentException e) {
      return Answers.error(400, String.valueOf(e.getMessage()), e.problems());
    }
  }
}
