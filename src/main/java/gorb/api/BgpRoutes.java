package gorb.api;

import gorb.bgp.PeerView;
import gorb.bgp.SpeakerSettings;
import gorb.bgp.Weighting;
import gorb.bgp.policy.Decision;
import gorb.bgp.policy.Reason;
import gorb.bgp.policy.Verdict;
import gorb.document.DocumentException;
import gorb.document.Fields;
import gorb.document.Problems;
import gorb.http.Request;
import gorb.http.Response;
import gorb.model.Prefix;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of routers, and of what they are told. */
public final class BgpRoutes {
  /** A service whose address is announced to nobody: no session is up. */
  private static final String NO_PEER = "noPeer";

  private static final String LEAVES = "leaving";
  private static final String THE_REASON = "the node leaves";
  /** RFC 9003 has 255 bytes for it. */
  private static final int LONGEST_REASON = 60;

  private final Node node;

  /** The routes of a node. */
  public BgpRoutes(Node node) {
    this.node = node;
  }

  /** This node among others that announce the same. Any thread may call. */
  public interface Node {
    /** Its state; empty where there are no routers. */
    Optional<Status> status();

    /** Begins to leave in order, unless it does already; {@code reason} is what routers are told at the end. */
    void leave(String reason);

    /** Announces again. */
    void join();
  }

  /**
   * The state of everything.
   *
   * @param leaving how far the node is in leaving, in a word; empty where it does not
   */
  public record Status(SpeakerSettings settings, List<PeerView> peers, Decision decision, String leaving) {
    public Status {
      peers = List.copyOf(peers);
    }
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/bgp", (_, _) -> Answers.json(200, show(status()))),
        new Route("POST", "/leave", (request, _) -> {
          status();
          node.leave(reason(request));
          return done("leave");
        }),
        new Route("POST", "/join", (_, _) -> {
          status();
          node.join();
          return done("join");
        }));
  }

  /** The sessions of a state by the router's address, without what grows by itself. */
  public static Map<String, ObjectNode> peers(Status status) {
    return status.peers().stream().collect(Collectors.toMap(peer -> peer.address().toString(),
        peer -> JsonNodeFactory.instance.objectNode()
            .put("asn", peer.asn())
            .put("state", peer.state())
            .put("since", Times.format(peer.since()))
            .put("last_error", peer.lastError())
            .put("announced", peer.announced().size())));
  }

  /** The addresses of a state by their prefix: to whom they are announced, or why not. */
  public static Map<String, ObjectNode> announcements(Status status) {
    return status.decision().addresses().entrySet().stream().collect(Collectors.toMap(
        address -> address.getKey().toString(), address -> show(status, address.getKey(), address.getValue())));
  }

  private Status status() throws ApiException {
    return node.status().orElseThrow(BgpRoutes::none);
  }

  private static Response done(String what) {
    return Answers.json(200, JsonNodeFactory.instance.objectNode().put("begun", what));
  }

  /** What routers are told, in the field {@code reason} of the body. */
  private static String reason(Request request) throws DocumentException {
    if (request.body().length() == 0) {
      return THE_REASON;
    }
    var problems = Problems.lenient();
    var reason = Fields.of(JsonBody.read(request.body()), problems).text("reason", LONGEST_REASON);
    problems.raise();
    return reason.orElse(THE_REASON);
  }

  private static ApiException none() {
    return new ApiException(404, "bgp: not configured (the file of --config has no 'bgp')");
  }

  private static ObjectNode show(Status status) {
    var view = JsonNodeFactory.instance.objectNode()
        .put("asn", status.settings().asn())
        .put("router_id", status.settings().identifier().toString())
        .put(LEAVES, status.leaving());
    var peers = view.putArray("peers");
    status.peers().forEach(peer -> peers.add(show(peer)));
    var addresses = view.putArray("addresses");
    status.decision().addresses().forEach((prefix, address) -> addresses.add(show(status, prefix, address)));
    var others = view.putArray("others");
    status.decision().others().forEach(verdict -> others.add(show(verdict, verdict.reason().label())));
    return view;
  }

  private static ObjectNode show(PeerView peer) {
    var view = JsonNodeFactory.instance.objectNode()
        .put("address", peer.address().toString())
        .put("asn", peer.asn())
        .put("state", peer.state())
        .put("since", Times.format(peer.since()))
        .put("last_error", peer.lastError());
    peer.families().forEach(view.putArray("families")::add);
    view.put("graceful_restart", peer.keepsRoutes())
        .put("announced", peer.announced().size())
        .put("flaps", peer.flaps());
    view.putObject("received")
        .put("messages", peer.received().messages())
        .put("announced", peer.received().announced())
        .put("withdrawn", peer.received().withdrawn())
        .put("faults", peer.received().faults());
    peer.link().ifPresent(link -> view.putObject("bfd")
        .put("state", link.state().label())
        .put("since", Times.format(link.since()))
        .put("last_error", link.reason())
        .put("interval_ms", link.interval().toMillis())
        .put("detection_ms", link.detectionTime().toMillis())
        .put("failures", link.failures()));
    return view;
  }

  private static ObjectNode show(Status status, Prefix prefix, Decision.Address address) {
    var told = status.peers().stream().filter(peer -> peer.announced().contains(prefix)).toList();
    var view = JsonNodeFactory.instance.objectNode()
        .put("prefix", prefix.toString())
        .put("announced", !told.isEmpty());
    told.forEach(new Addresses(view.putArray("peers"))::add);
    address.weighting().filter(it -> it.means() != Weighting.Means.NONE).ifPresent(it -> view.putObject("weighting")
        .put("by", it.means().name().toLowerCase(Locale.ROOT))
        .put("share", it.share()));
    var services = view.putArray("services");
    var unheard = status.leaving().isEmpty() ? NO_PEER : LEAVES;
    address.services().forEach(verdict -> services.add(show(verdict,
        verdict.reason() == Reason.ANNOUNCED && told.isEmpty() ? unheard : verdict.reason().label())));
    return view;
  }

  private static ObjectNode show(Verdict verdict, String reason) {
    return JsonNodeFactory.instance.objectNode()
        .put("service", verdict.service())
        .put("reason", reason)
        .put("serving", verdict.serving())
        .put("quorum", verdict.quorum())
        .put("share", verdict.share());
  }

  private record Addresses(ArrayNode array) {
    void add(PeerView peer) {
      array.add(peer.address().toString());
    }
  }
}
