package gorb.document;

import gorb.model.AddressFamily;
import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import gorb.model.DiscoverySource;
import gorb.model.DiscoverySource.Consul;
import gorb.model.DiscoverySource.Dns;
import gorb.model.DiscoverySource.Records;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.DnsQuestion;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where backends of a service come from besides its document: {@code discover}. */
final class DiscoveryFields {
  static final String DISCOVER = "discover";
  static final String CONSUL = "consul";
  static final String DNS = "dns";
  /** Words of Consul: they go into a path or query, encoded. */
  static final String OPTIONAL_WORD = "^[^\\x00-\\x1f\\x7f-\\x9f]*$";
  static final String WORD = "^[^\\x00-\\x1f\\x7f-\\x9f]+$";

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int DNS_PORT = 53;
  private static final int LONGEST_SERVER = 64;
  private static final Pattern SERVER = Pattern.compile("\\[([^\\[\\]]+)](?::([0-9]{1,5}))?|([^:]+)(?::([0-9]{1,5}))?");

  private DiscoveryFields() {}

  /**
   * What is wanted; empty where nothing is said. An empty object wants none.
   *
   * @param key of the service, empty where that is wrong itself
   */
  static Optional<Discovery> read(Fields service, Optional<ServiceKey> key) {
    var object = service.object(DISCOVER);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    var problems = service.problems();
    int before = problems.count();
    var fields = Fields.of(object.get(), service.path(DISCOVER) + ".", problems);
    var consul = fields.object(CONSUL).flatMap(it -> consul(Fields.of(it, fields.path(CONSUL) + ".", problems)));
    var dns = fields.object(DNS).flatMap(it -> dns(Fields.of(it, fields.path(DNS) + ".", problems), key));
    var backend = DiscoveryTemplate.read(fields, key);
    int most = fields.integer("most", 1, Discovery.HIGHEST_MOST).orElse(Discovery.DEFAULT_MOST);
    var empty = fields.word("on_empty", EmptyAnswer.values(), EmptyAnswer::label).orElse(EmptyAnswer.KEEP);
    var keepFor = fields.duration("keep_for", SECOND);
    fields.finish();
    if (problems.count() > before) {
      return Optional.empty();
    }
    // Whatever was given is right here.
    if (consul.isPresent() == dns.isPresent()) {
      if (object.get().isEmpty()) {
        return Optional.of(Discovery.NONE);
      }
      problems.add(service.path(DISCOVER), "names " + (consul.isPresent() ? "two sources" : "no source")
          + " (expected: one of consul and dns, or an empty object for none)");
      return Optional.empty();
    }
    DiscoverySource source = consul.isPresent() ? consul.get() : dns.orElseThrow();
    return Optional.of(new Discovery(source, backend, most, empty, keepFor.orElse(null)));
  }

  /** Writes it, so that {@link #read} reads the same; what is as by default is left out. */
  static void write(ObjectNode options, Discovery discovery) {
    if (discovery.isNone()) {
      return;
    }
    var object = options.putObject(DISCOVER);
    switch (discovery.source()) {
      case DiscoverySource.None _ -> {}
      case Consul consul -> write(object.putObject(CONSUL), consul);
      case Dns dns -> write(object.putObject(DNS), dns);
    }
    var backend = DiscoveryTemplate.object(discovery);
    if (!backend.isEmpty()) {
      object.set(DiscoveryTemplate.BACKEND, backend);
    }
    if (discovery.most() != Discovery.DEFAULT_MOST) {
      object.put("most", discovery.most());
    }
    if (discovery.empty() != EmptyAnswer.KEEP) {
      object.put("on_empty", discovery.empty().label());
    }
    if (discovery.keepFor() != null) {
      object.put("keep_for", Intervals.format(discovery.keepFor()));
    }
  }

  private static Optional<Consul> consul(Fields fields) {
    int before = fields.problems().count();
    var service = word(fields, "service");
    if (service.isEmpty() && fields.problems().count() == before) {
      fields.problems().add(fields.path("service"), "missing (expected: the name of a service in Consul)");
    }
    var tag = word(fields, "tag");
    var near = word(fields, "near");
    var datacenter = word(fields, "datacenter");
    var verdict = fields.word("health", Verdict.values(), Verdict::word).orElse(Verdict.BOTH);
    fields.finish();
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(new Consul(service, tag, near, datacenter, verdict));
  }

  private static String word(Fields fields, String name) {
    var text = fields.text(name, DiscoverySource.LONGEST_NAME).orElse("");
    if (!text.matches(OPTIONAL_WORD)) {
      fields.problems().add(fields.path(name), "holds control characters (expected: none)");
      return "";
    }
    return text;
  }

  private static Optional<Dns> dns(Fields fields, Optional<ServiceKey> key) {
    int before = fields.problems().count();
    var name = fields.text("name", DnsQuestion.LONGEST_NAME + 1).map(it -> it.replaceFirst("\\.$", "")).orElse("");
    if ((name.isEmpty() || !DnsQuestion.isName(name)) && fields.problems().count() == before) {
      fields.problems().add(fields.path("name"), "\"" + name + "\" (expected: the name of a host or service)");
    }
    boolean isIpv6 = key.filter(it -> it.family() == AddressFamily.IPV6).isPresent();
    var records = fields.word("record", Records.values(), Records::name).orElse(isIpv6 ? Records.AAAA : Records.A);
    var server = fields.text("server", LONGEST_SERVER).filter(it -> !it.isEmpty());
    var parsed = server.flatMap(DiscoveryFields::server);
    if (server.isPresent() && parsed.isEmpty()) {
      fields.problems().add(fields.path("server"),
          "\"" + server.get() + "\" (expected: an address, with or without a port, an IPv6 address in brackets)");
    }
    var shortest = fields.duration("min_refresh", SECOND);
    var longest = fields.duration("max_refresh", SECOND);
    var least = shortest.orElseGet(() ->
        longest.filter(it -> it.compareTo(Dns.DEFAULT_SHORTEST) < 0).orElse(Dns.DEFAULT_SHORTEST));
    var most = longest.orElseGet(() ->
        least.compareTo(Dns.DEFAULT_LONGEST) > 0 ? least : Dns.DEFAULT_LONGEST);
    if (most.compareTo(least) < 0) {
      fields.problems().add(fields.path("max_refresh"),
          Intervals.format(most) + " (expected: at least min_refresh, which is "
          + Intervals.format(least) + ")");
    }
    fields.finish();
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(new Dns(name, records, parsed.orElse(null), least, most));
  }

  private static Optional<ServerKey> server(String text) {
    var bare = IpAddress.parse(text);
    if (bare.isPresent()) {
      return bare.map(address -> new ServerKey(address, DNS_PORT));
    }
    var matcher = SERVER.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean isBracketed = matcher.group(1) != null;
    var digits = matcher.group(isBracketed ? 2 : 4);
    int port = digits == null ? DNS_PORT : Integer.parseInt(digits);
    return IpAddress.parse(matcher.group(isBracketed ? 1 : 3))
        .filter(address -> port > 0 && port <= Fields.HIGHEST_PORT
            && isBracketed == (address.family() == AddressFamily.IPV6))
        .map(address -> new ServerKey(address, port));
  }

  private static void write(ObjectNode object, Consul consul) {
    object.put("service", consul.service());
    putUnlessEmpty(object, "tag", consul.tag());
    putUnlessEmpty(object, "near", consul.near());
    putUnlessEmpty(object, "datacenter", consul.datacenter());
    if (consul.verdict() != Verdict.BOTH) {
      object.put("health", consul.verdict().word());
    }
  }

  private static void write(ObjectNode object, Dns dns) {
    object.put("name", dns.name()).put("record", dns.records().name());
    if (dns.server() != null) {
      object.put("server", dns.server().toString());
    }
    if (!dns.shortest().equals(Dns.DEFAULT_SHORTEST)) {
      object.put("min_refresh", Intervals.format(dns.shortest()));
    }
    if (!dns.longest().equals(Dns.DEFAULT_LONGEST)) {
      object.put("max_refresh", Intervals.format(dns.longest()));
    }
  }

  private static void putUnlessEmpty(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.set(name, JsonNodeFactory.instance.stringNode(value));
    }
  }
}
