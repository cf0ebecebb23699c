package gorb.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Routers, and what they are told, as people read it. */
final class BgpText {
  private BgpText() {}

  /** The text of an answer of {@code GET /bgp}. */
  static String of(JsonNode answer) {
    var text = new StringBuilder("AS %d, router id %s%s%n".formatted(answer.path("asn").asLong(),
        answer.path("router_id").asString(),
        answer.path("leaving").asString("").isEmpty() ? "" : ", " + answer.path("leaving").asString()));
    answer.path("peers").values().forEach(peer -> text.append(peer(peer)));
    answer.path("addresses").values().forEach(address -> text.append(address(address)));
    answer.path("others").values().forEach(service -> text.append(service(service)));
    return text.toString();
  }

  private static String peer(JsonNode peer) {
    var error = peer.path("last_error").asString("");
    var link = peer.path("bfd").path("state").asString("");
    return "peer %s  AS %d  %s since %s%s  %d announced%s%n".formatted(
        peer.path("address").asString(), peer.path("asn").asLong(), peer.path("state").asString(),
        peer.path("since").asString(), link.isEmpty() ? "" : "  bfd " + link, peer.path("announced").asLong(),
        error.isEmpty() ? "" : "  (last: " + error + ")");
  }

  private static String address(JsonNode address) {
    var peers = address.path("peers").values().stream().map(JsonNode::asString).collect(Collectors.joining(", "));
    var weighting = address.path("weighting");
    var share = weighting.isObject()
        ? "  %s %.2f".formatted(weighting.path("by").asString(), weighting.path("share").asDouble())
        : "";
    var text = new StringBuilder("%s  %s%s%n".formatted(address.path("prefix").asString(),
        peers.isEmpty() ? "not announced" : "announced to " + peers, share));
    address.path("services").values().forEach(service -> text.append(service(service)));
    return text.toString();
  }

  private static String service(JsonNode service) {
    return String.format(Locale.ROOT, "  %s: %s (%d of %d serve)%n", service.path("service").asString(),
        service.path("reason").asString(), service.path("serving").asLong(), service.path("quorum").asLong());
  }
}
