package gorb.document;

import gorb.model.AdminState;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of a store that several directors share: one for a service, one for a backend, each compact JSON with the
 * fields of the original first. Of a host that is a name the address goes with it, so that all directors have the same.
 */
public final class SharedDocuments {
  /** The field of a backend that names its service. */
  private static final String OWNER = "vsid";
  private static final String DOCUMENT = "document";

  private final ServiceReader services;
  private final BackendReader backends;

  /** A reader that asks for the addresses that documents do not give. */
  public SharedDocuments(Hosts hosts) {
    this.services = new ServiceReader(hosts);
    this.backends = new BackendReader(hosts);
  }

  /**
   * A service without its servers.
   *
   * @throws DocumentException with every problem
   */
  public VirtualService service(String text) throws DocumentException {
    return services.read(JsonInput.object(DOCUMENT, text), Problems.kept()).withOrigin(Origin.STORE);
  }

  /**
   * A server of a service.
   *
   * @throws DocumentException with every problem
   */
  public RealServer server(String text, VirtualService owner) throws DocumentException {
    return backends.read(JsonInput.object(DOCUMENT, text), owner, Problems.kept());
  }

  /** The name of the service that the document of a backend is for; empty where it does not say so. */
  public static Optional<String> ownerOf(String text) {
    try {
      return Fields.of(JsonInput.object(DOCUMENT, text), Problems.kept()).text(OWNER, Names.LONGEST).filter(Names::isName);
    } catch (DocumentException _) {
      return Optional.empty();
    }
  }

  /** The document of a service. */
  public static String text(VirtualService service) {
    var document = ServiceWriter.options(service);
    if (service.key() instanceof ServiceKey.Endpoint(_, var vip, _)) {
      addAddress(document, vip.toString());
    }
    return document.toString();
  }

  /** The document of a server. */
  public static String text(String service, RealServer server) {
    var document = BackendWriter.options(server, server.weight());
    document.put(OWNER, service);
    if (!server.admin().equals(AdminState.ENABLED)) {
      AdminFields.write(document, server.admin());
    }
    addAddress(document, server.key().address().toString());
    return document.toString();
  }

  /** Each director has a default address of its own, and a literal needs no other. */
  private static void addAddress(ObjectNode document, String address) {
    var host = document.path("host").asString("");
    if (!host.isEmpty() && !host.equals(address)) {
      document.put("address", address);
    }
  }
}
