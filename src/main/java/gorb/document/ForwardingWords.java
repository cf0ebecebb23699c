package gorb.document;

import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The words for forwarding methods, in lower case, and the fields beside them that say more of tunnels. */
final class ForwardingWords {
  /** The word of methods in which this host takes part in the conversation. */
  static final String NAT = "nat";
  /** The UDP port of the tunnel of {@code gue}. */
  static final String TUNNEL_PORT = "tunnel_port";
  /** The checksum of a tunnel of {@code gue} or {@code gre}. */
  static final String TUNNEL_CHECKSUM = "tunnel_checksum";
  private static final int LONGEST_WORD = 64;
  private static final String GUE = "gue";
  private static final String GRE = "gre";
  /** Says the same as {@code tunnel}. */
  private static final String IPIP = "ipip";

  /** All words, for messages and schemas. */
  static final List<String> ALL = List.of(NAT, "dr", "tunnel", IPIP, GUE, GRE);

  private static final Map<String, ForwardingMethod> PLAIN = Map.of(
      NAT, ForwardingMethod.MASQUERADE,
      "dr", ForwardingMethod.DIRECT_ROUTE,
      "tunnel", ForwardingMethod.IPIP,
      IPIP, ForwardingMethod.IPIP);

  private ForwardingWords() {}

  /**
   * What a backend says of its forwarding method; empty where it says nothing, or something wrong.
   *
   * @param now what it is so far: of a tunnel that stays of its kind, what is not given stays, too
   * @param wording gets the word that was used where there is a canonical one for it
   */
  static Optional<ForwardingMethod> read(Fields fields, ForwardingMethod now, Map<String, String> wording) {
    var given = fields.word("method", LONGEST_WORD);
    var port = fields.integer(TUNNEL_PORT, 1, Fields.HIGHEST_PORT);
    var checksum = fields.word(TUNNEL_CHECKSUM, Checksum.values(), ForwardingWords::label);
    given.filter(IPIP::equals).ifPresent(it -> wording.put(Wording.METHOD, it));
    var word = given.orElseGet(() -> format(now));
    if (given.isPresent() && !ALL.contains(word)) {
      fields.problems().add(Problems.UNKNOWN_FORWARDING, fields.path("method"),
          "\"" + word + "\" (expected: nat, dr, tunnel, ipip, gue or gre)");
      return Optional.empty();
    }
    boolean isGue = word.equals(GUE);
    boolean isGre = word.equals(GRE);
    if (port.isPresent() && !isGue) {
      fields.problems().add(fields.path(TUNNEL_PORT), "given with method " + word + " (expected: with gue only)");
    }
    if (checksum.isPresent() && !isGue && !isGre) {
      fields.problems().add(
          fields.path(TUNNEL_CHECKSUM), "given with method " + word + " (expected: with gue or gre only)");
    }
    var proxied = ProxiedFields.read(fields, now, word);
    if (given.isEmpty() && port.isEmpty() && checksum.isEmpty()) {
      return proxied;
    }
    if (isGue) {
      return gue(fields, now, port.orElse(0), checksum);
    }
    if (isGre) {
      return gre(fields, now, checksum);
    }
    boolean stays = word.equals(NAT) && now instanceof ForwardingMethod.Proxied;
    return proxied.or(() -> stays ? Optional.of(now) : Optional.ofNullable(PLAIN.get(word)));
  }

  /** Writes the method and what belongs to it, so that {@link #read} reads the same. */
  static ObjectNode write(ObjectNode options, ForwardingMethod method, String word) {
    boolean isCurrent = word.equals(format(method)) || method.equals(PLAIN.get(word));
    options.put("method", isCurrent ? word : format(method));
    ProxiedFields.write(options, method);
    if (method instanceof ForwardingMethod.Tunnel(var encapsulation)) {
      switch (encapsulation) {
        case Encapsulation.Ipip() -> {}
        case Encapsulation.Gue(var port, var checksum) ->
            options.put(TUNNEL_PORT, port).put(TUNNEL_CHECKSUM, label(checksum));
        case Encapsulation.Gre(var checksum) -> options.put(TUNNEL_CHECKSUM, label(checksum));
      }
    }
    return options;
  }

  /** The word for a method. */
  static String format(ForwardingMethod method) {
    return switch (method) {
      case ForwardingMethod.Masquerade _, ForwardingMethod.Proxied _ -> NAT;
      case ForwardingMethod.DirectRoute _ -> "dr";
      case ForwardingMethod.Tunnel(var encapsulation) -> switch (encapsulation) {
        case Encapsulation.Ipip _ -> "tunnel";
        case Encapsulation.Gue _ -> GUE;
        case Encapsulation.Gre _ -> GRE;
      };
      case ForwardingMethod.LocalNode _ -> "local";
      case ForwardingMethod.Bypass _ -> "bypass";
    };
  }

  /** The word for a checksum. */
  static String label(Checksum checksum) {
    return checksum.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<ForwardingMethod> gue(
      Fields fields, ForwardingMethod now, int port, Optional<Checksum> checksum) {
    var sofar = now instanceof ForwardingMethod.Tunnel(Encapsulation.Gue gue)
        ? Optional.of(gue)
        : Optional.<Encapsulation.Gue>empty();
    int itsPort = port > 0 ? port : sofar.map(Encapsulation.Gue::port).orElse(0);
    if (itsPort == 0) {
      fields.problems().add(fields.path(TUNNEL_PORT), "missing (expected: the UDP port of gue, often 6080)");
      return Optional.empty();
    }
    var itsChecksum = checksum.or(() -> sofar.map(Encapsulation.Gue::checksum)).orElse(Checksum.NONE);
    return Optional.of(new ForwardingMethod.Tunnel(new Encapsulation.Gue(itsPort, itsChecksum)));
  }

  private static Optional<ForwardingMethod> gre(Fields fields, ForwardingMethod now, Optional<Checksum> checksum) {
    if (checksum.filter(Checksum.REMOTE::equals).isPresent()) {
      fields.problems().add(fields.path(TUNNEL_CHECKSUM), "\"remote\" (gre has none; expected: none or full)");
      return Optional.empty();
    }
    var sofar = now instanceof ForwardingMethod.Tunnel(Encapsulation.Gre(var itsChecksum))
        ? itsChecksum
        : Checksum.NONE;
    return Optional.of(new ForwardingMethod.Tunnel(new Encapsulation.Gre(checksum.orElse(sofar))));
  }
}
