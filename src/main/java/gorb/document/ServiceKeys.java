package gorb.document;

import gorb.model.AddressFamily;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What identifies a service, in a document: host, port and protocol, or a firewall mark and a family. */
final class ServiceKeys {
  private static final int LONGEST_WORD = 256;
  private static final long HIGHEST_MARK = 0xffff_ffffL;
  private static final Map<String, Protocol> PROTOCOLS =
      Map.of("tcp", Protocol.TCP, "udp", Protocol.UDP, "sctp", Protocol.SCTP);

  private final Hosts hosts;

  ServiceKeys(Hosts hosts) {
    this.hosts = hosts;
  }

  /** The key of a new service; empty where something is wrong with it. */
  Optional<ServiceKey> read(Fields fields, Map<String, String> wording) {
    int before = fields.problems().count();
    var mark = mark(fields);
    // A wrong mark is a mark still: nobody meant an endpoint.
    boolean isMarked = mark.isPresent() || fields.problems().count() > before;
    var family = family(fields);
    var host = fields.text("host", Hosts.LONGEST).orElse("");
    if (isMarked) {
      refuseBesideMark(fields, host);
      return fields.problems().count() > before
          ? Optional.empty()
          : Optional.of(new ServiceKey.FirewallMark(family.orElse(AddressFamily.IPV4), mark.orElseThrow()));
    }
    family.ifPresent(_ -> fields.problems().add(fields.path("family"), "given without fwmark"));
    // Every port at once makes sense for clients that keep their server, as ipvsadm(8) has it.
    boolean takesEveryPort = fields.isTrue(PersistenceFields.ON);
    var port = takesEveryPort ? fields.integer("port", 0, Fields.HIGHEST_PORT) : fields.port("port");
    if (takesEveryPort && port.isEmpty() && fields.problems().count() == before) {
      port = fields.port("port");
    }
    var vip = fields.address().or(() -> hosts.ofService(host, fields));
    var protocol = protocol(fields);
    wording.put(Wording.HOST, host);
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(new ServiceKey.Endpoint(
            protocol.orElse(Protocol.TCP), vip.orElseThrow(), port.orElseThrow()));
  }

  /** Whether a request names another service than the one it is for. */
  boolean namesOther(Fields fields, ServiceKey key, String writtenHost) {
    var host = fields.text("host", Hosts.LONGEST);
    var port = fields.integer("port", 0, Fields.HIGHEST_PORT);
    var protocol = protocol(fields);
    var mark = mark(fields);
    var family = family(fields);
    return switch (key) {
      case ServiceKey.Endpoint(var itsProtocol, var vip, var itsPort) ->
          mark.isPresent()
              || family.isPresent()
              || (port.isPresent() && port.getAsInt() != itsPort)
              || (protocol.isPresent() && protocol.get() != itsProtocol)
              || (host.isPresent()
                  && !host.get().equals(writtenHost)
                  && hosts.ofService(host.get(), fields).filter(vip::equals).isEmpty()
                  && fields.problems().isEmpty());
      case ServiceKey.FirewallMark(var itsFamily, var itsMark) ->
          host.isPresent()
              || port.isPresent()
              || protocol.isPresent()
              || mark.filter(it -> it != itsMark).isPresent()
              || family.filter(it -> it != itsFamily).isPresent();
    };
  }

  /** Writes the key, so that {@link #read} reads the same. */
  static ObjectNode write(ObjectNode options, ServiceKey key, Map<String, String> wording) {
    return switch (key) {
      case ServiceKey.Endpoint(var protocol, var vip, var port) -> options
          .put("host", wording.getOrDefault(Wording.HOST, vip.toString()))
          .put("port", port)
          .put("protocol", protocol.label());
      case ServiceKey.FirewallMark(var family, var mark) -> options.put("fwmark", mark).put("family", label(family));
    };
  }

  private static void refuseBesideMark(Fields fields, String host) {
    if (!host.isEmpty()) {
      fields.problems().add(fields.path("host"), "given with fwmark");
    }
    if (fields.integer("port", 0, Fields.HIGHEST_PORT).isPresent()) {
      fields.problems().add(fields.path("port"), "given with fwmark");
    }
    if (protocol(fields).isPresent()) {
      fields.problems().add(fields.path("protocol"), "given with fwmark");
    }
  }

  private static Optional<Long> mark(Fields fields) {
    var mark = fields.whole("fwmark", 1, HIGHEST_MARK);
    return mark.isPresent() ? Optional.of(mark.getAsLong()) : Optional.empty();
  }

  private static Optional<AddressFamily> family(Fields fields) {
    return fields.word("family", AddressFamily.values(), ServiceKeys::label);
  }

  private static String label(AddressFamily family) {
    return family.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Protocol> protocol(Fields fields) {
    var text = fields.text("protocol", LONGEST_WORD).filter(word -> !word.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var protocol = Optional.ofNullable(PROTOCOLS.get(text.get().toLowerCase(Locale.ROOT)));
    if (protocol.isEmpty()) {
      fields.problems().add(
          Problems.UNKNOWN_PROTOCOL, fields.path("protocol"), "\"" + text.get() + "\" (expected: tcp, udp or sctp)");
    }
    return protocol;
  }
}
