package gorb.document;

import gorb.model.ForwardingMethod;
import java.util.Map;
import java.util.Optional;

/** The words for forwarding methods, in lower case. */
final class ForwardingWords {
  private static final Map<String, ForwardingMethod> WORDS = Map.of(
      "nat", ForwardingMethod.MASQUERADE,
      "dr", ForwardingMethod.DIRECT_ROUTE,
      "tunnel", ForwardingMethod.IPIP,
      "ipip", ForwardingMethod.IPIP);

  private ForwardingWords() {}

  /** The method of a word; empty where it is unknown. */
  static Optional<ForwardingMethod> parse(String word) {
    return Optional.ofNullable(WORDS.get(word));
  }

  /** The word for a method. */
  static String format(ForwardingMethod method) {
    return switch (method) {
      case ForwardingMethod.Masquerade _ -> "nat";
      case ForwardingMethod.DirectRoute _ -> "dr";
      case ForwardingMethod.Tunnel _ -> "tunnel";
      case ForwardingMethod.LocalNode _ -> "local";
      case ForwardingMethod.Bypass _ -> "bypass";
    };
  }
}
