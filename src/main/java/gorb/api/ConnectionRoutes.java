package gorb.api;

import gorb.control.Snapshot;
import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.DataplaneException;
import gorb.document.Intervals;
import gorb.http.Request;
import gorb.http.Response;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of single connections. */
final class ConnectionRoutes {
  private static final List<String> PARAMETERS = List.of("service", "backend", "client", "state", "limit");
  private static final int DEFAULT_LIMIT = 100;
  private static final int HIGHEST_LIMIT = 10_000;

  private final Control control;

  ConnectionRoutes(Control control) {
    this.control = control;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/connections", (request, _) -> list(request)));
  }

  private Response list(Request request) throws ApiException {
    var query = Query.of(request.target().query(), PARAMETERS);
    int limit = query.number("limit", 1, HIGHEST_LIMIT, DEFAULT_LIMIT);
    var snapshot = control.snapshot();
    var page = read(wanted(query, snapshot), limit);
    var view = JsonNodeFactory.instance.objectNode();
    var connections = view.putArray("connections");
    page.connections().forEach(connection -> connections.add(show(connection, snapshot)));
    view.put("more", page.more());
    return Answers.json(200, view);
  }

  private ConnectionTable.Page read(Predicate<Carried> wanted, int limit) throws ApiException {
    var table = control.connectionTable();
    if (table.isEmpty()) {
      throw new ApiException(
          501, "the data plane " + control.snapshot().dataplane().name() + " lists no connections (ipvs and userspace do)");
    }
    try {
      return table.get().read(wanted, limit);
    } catch (DataplaneException e) {
      throw ApiException.unavailable(String.valueOf(e.getMessage()));
    }
  }

  private static Predicate<Carried> wanted(Query query, Snapshot snapshot) throws ApiException {
    Predicate<Carried> wanted = _ -> true;
    var name = query.text("service");
    if (name.isPresent()) {
      var service = snapshot.intent().service(name.get());
      if (service == null) {
        throw new ApiException(404, Requests.NOT_FOUND);
      }
      wanted = wanted.and(connection -> isOf(connection, service));
    }
    var backend = query.text("backend");
    if (backend.isPresent()) {
      var server = snapshot.intent().server(name.orElse(""), backend.get());
      if (server == null) {
        throw name.isEmpty()
            ? Query.refused("backend", "given without service")
            : new ApiException(404, Requests.NOT_FOUND);
      }
      wanted = wanted.and(connection -> isTo(connection, server.key()));
    }
    var client = query.text("client");
    if (client.isPresent()) {
      var address = IpAddress.parse(client.get())
          .orElseThrow(() -> Query.refused("client", client.get() + " (expected: an IPv4 or IPv6 address)"));
      wanted = wanted.and(connection -> connection.client().address().equals(address));
    }
    var state = query.text("state").map(it -> it.toUpperCase(Locale.ROOT));
    return state.isEmpty() ? wanted : wanted.and(connection -> connection.state().equals(state.get()));
  }

  /** Of a firewall mark nothing is in the table but the servers, which tell it where no other service has them. */
  private static boolean isOf(Carried connection, VirtualService service) {
    return switch (service.key()) {
      case ServiceKey.Endpoint(var protocol, var vip, var port) -> connection.protocol().equals(protocol.label())
          && isAt(connection.virtual().address(), vip)
          && (port == 0 || connection.virtual().port() == port);
      case ServiceKey.FirewallMark _ ->
          service.servers().values().stream().anyMatch(server -> isTo(connection, server.key()));
    };
  }

  /**
   * Whether a service hears what is sent to an address. One at every address, which user space has, hears it at all; at
   * {@code ::} also at those of IPv4.
   */
  private static boolean isAt(IpAddress address, IpAddress vip) {
    return address.equals(vip)
        || vip.equals(IpAddress.ANY_IPV6)
        || (vip.isAny() && vip.family() == address.family());
  }

  private static boolean isTo(Carried connection, ServerKey server) {
    return connection.server().address().equals(server.address())
        && (server.port() == 0 || connection.server().port() == server.port());
  }

  private static ObjectNode show(Carried connection, Snapshot snapshot) {
    var view = JsonNodeFactory.instance.objectNode()
        .put("protocol", connection.protocol())
        .put("client", connection.client().toString())
        .put("virtual", connection.virtual().toString())
        .put("server", connection.server().toString())
        .put("state", connection.state())
        .put("expires", Intervals.format(connection.expires()));
    var name = nameOf(connection, snapshot);
    view.put("service", name);
    return view.put("backend", name == null ? null : backendOf(connection, snapshot, name));
  }

  private static @Nullable String nameOf(Carried connection, Snapshot snapshot) {
    var virtual = connection.virtual();
    for (var protocol : Protocol.values()) {
      if (protocol.label().equals(connection.protocol())) {
        return keys(protocol, virtual)
            .map(snapshot.intent()::nameOf)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
      }
    }
    return null;
  }

  /** What a service may be known by that hears what is sent to an endpoint, the most exact first. */
  private static Stream<ServiceKey> keys(Protocol protocol, Carried.Endpoint virtual) {
    var exact = Stream.<ServiceKey>of(
        new ServiceKey.Endpoint(protocol, virtual.address(), virtual.port()),
        new ServiceKey.Endpoint(protocol, virtual.address(), 0));
    var any = Stream.of(IpAddress.ANY_IPV4, IpAddress.ANY_IPV6)
        .filter(vip -> isAt(virtual.address(), vip))
        .map(vip -> new ServiceKey.Endpoint(protocol, vip, virtual.port()));
    return Stream.concat(exact, any);
  }

  private static @Nullable String backendOf(Carried connection, Snapshot snapshot, String name) {
    var service = snapshot.intent().services().get(name);
    if (service != null) {
      for (var server : service.servers().entrySet()) {
        if (isTo(connection, server.getValue().key())) {
          return server.getKey();
        }
      }
    }
    return null;
  }
}
