package gorb.api;

import gorb.bgp.PeerView;
import gorb.bgp.SpeakerSettings;
import gorb.bgp.Weighting;
import gorb.bgp.message.Prefix;
import gorb.bgp.policy.Decision;
import gorb.bgp.policy.Reason;
import gorb.bgp.policy.Verdict;
import gorb.http.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of routers, and of what they are told. */
public final class BgpRoutes {
  /** A service whose address is announced to nobody: no session is up. */
  private static final String NO_PEER = "noPeer";

  private final Supplier<Optional<Status>> status;

  /**
   * The routes.
   *
   * @param status empty where there are no routers
   */
  public BgpRoutes(Supplier<Optional<Status>> status) {
    this.status = status;
  }

  /** The state of everything. */
  public record Status(SpeakerSettings settings, List<PeerView> peers, Decision decision) {
    public Status {
      peers = List.copyOf(peers);
    }
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/bgp", (_, _) ->
        Answers.json(200, show(status.get().orElseThrow(BgpRoutes::none)))));
  }

  private static ApiException none() {
    return new ApiException(404, "bgp: not configured (the file of --config has no 'bgp')");
  }

  private static ObjectNode show(Status status) {
    var view = JsonNodeFactory.instance.objectNode()
        .put("asn", status.settings().asn())
        .put("router_id", status.settings().identifier().toString());
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
    boolean isHeard = !told.isEmpty();
    address.services().forEach(verdict -> services.add(show(verdict,
        verdict.reason() == Reason.ANNOUNCED && !isHeard ? NO_PEER : verdict.reason().label())));
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
