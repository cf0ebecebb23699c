package gorb.document;

import gorb.document.FieldType.Bool;
import gorb.document.FieldType.Choice;
import gorb.document.FieldType.Deciding;
import gorb.document.FieldType.Duration;
import gorb.document.FieldType.Field;
import gorb.document.FieldType.Known;
import gorb.document.FieldType.Named;
import gorb.document.FieldType.Text;
import gorb.document.FieldType.Whole;
import gorb.document.FieldType.Words;
import gorb.model.Announcement.ShareWeighting;
import gorb.model.Announcement.Sharing;
import gorb.model.CheckPolicy;
import gorb.model.Discovery;
import gorb.model.DiscoverySource;
import gorb.model.DnsQuestion;
import gorb.model.InitialState;
import gorb.model.PoolPolicy;
import gorb.model.Scheduler;
import gorb.model.ServerRole;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields of intent, described for schemas and pages. The readers know more than this says: two of one key, families
 * that do not fit, arguments of a pulse that gets its type from its service, durations out of range, lengths in bytes.
 * A test holds the readers to the rest, name by name.
 */
public final class StateFields {
  /** Of durations with units, as {@link Intervals} reads them, in lower case and without spaces around. */
  static final String DURATION =
      "([0-9]+(\\.[0-9]+)?(ms|seconds|second|sec|s|minutes|minute|min|m|hours|hour|h))+";

  private static final int LONGEST_WORD = 64;
  private static final long HIGHEST_32_BITS = 0xffff_ffffL;
  private static final FieldType EVERY_PORT = new Whole(0, Fields.HIGHEST_PORT, false);
  private static final FieldType PORT = new Whole(1, Fields.HIGHEST_PORT, false);
  private static final FieldType ADDRESS = new Text(LONGEST_WORD, "");
  private static final FieldType HOST = new Text(Hosts.LONGEST, "^[^\\x00-\\x20\\x7f]*$");

  private static final FieldType IN_A_ROW = new Whole(1, CheckPolicy.MOST_IN_A_ROW, false);
  private static final FieldType PACE = new Duration(1, Intervals.LONGEST.toSeconds());

  private static final FieldType PULSE = new Choice(
      List.of(
          optional("type", new Words(CheckFields.TYPES), "tcp; none for udp services", CheckFields.MEANING),
          optional("interval", new Text(LONGEST_WORD, "^(" + DURATION + ")?$"), "1m",
              "from the end of a check to the next, 10ms to 744h"),
          optional("args", new Known(CheckFields.ALL), "", "of the check, by its type"),
          optional("rise", IN_A_ROW, "1", "how many good checks in a row bring a server up that was down"),
          optional("fall", IN_A_ROW, "1", "how many failures in a row bring a server down"),
          optional("fast_interval", PACE, "the interval", "while the results contradict the verdict"),
          optional("down_interval", PACE, "the interval", "while down; doubles with each further failure"),
          optional("down_interval_max", PACE, "down_interval", "how far that grows; the default is not at all"),
          optional("jitter", new Whole(0, CheckPolicy.MOST_JITTER, false), "0",
              "by how many percent, at random, each interval is shorter or longer"),
          optional("initial", new Words(Stream.of(InitialState.values()).map(InitialState::label).toList()), "up",
              "what a new server counts as: unknown waits for one good check, down for as many as rise says"),
          optional("restore",
              new Text(LONGEST_WORD, "^(history|immediate|(linear|exponential) " + DURATION + ")$"), "history",
              "how the weight grows when a server comes up: history, by the share of good checks among the last 100;"
                  + " immediate; linear 30s; exponential 30s")),
      new Deciding("type", "tcp"),
      "args",
      CheckFields.CASES);

  private static final Known BACKEND = new Known(List.of(
      required("host", new Text(Hosts.LONGEST, "^[^\\x00-\\x20\\x7f]+$"),
          "the server: an address, or a name that is looked up when the file is read"),
      optional("port", EVERY_PORT, "0 behind fwmark or port 0, else required",
          "the server's port; 0 only where the service has every port or a firewall mark: that of the packet"),
      optional("weight", new Whole(0, Integer.MAX_VALUE, false), "100",
          "the configured weight, the share of new connections; 0: none"),
      optional("method", new Words(ForwardingWords.ALL), "nat", "how packets reach it; tunnel is ipip"),
      optional(ForwardingWords.TUNNEL_PORT, PORT, "", "the server's UDP port of the tunnel; required for gue"),
      optional(ForwardingWords.TUNNEL_CHECKSUM, new Words(List.of("none", "full", "remote")), "none",
          "of the tunnel, gue and gre only; remote: remote checksum offload, gue only"),
      optional(ProxiedFields.PROXY_PROTOCOL, new Words(ProxiedFields.INTRODUCTIONS), "none",
          "v2: the header of the PROXY protocol, version 2, before the first byte; nat in user space, tcp only"),
      optional(ProxiedFields.SOURCE_ADDRESS, new Words(ProxiedFields.SOURCES), "host",
          "client: the server sees the client's own address, and must answer through this host; nat in user space"),
      optional("upper_threshold", new Whole(0, Integer.MAX_VALUE, false), "0",
          "so many connections make it full; 0: no limit"),
      optional("lower_threshold", new Whole(0, Integer.MAX_VALUE, false), "0",
          "fewer make it usable again; 0: three quarters of the upper one"),
      optional(AdminFields.STATE, new Words(List.of("enabled", "quiesced", "draining")), "enabled",
          "quiesced: no new connections, established ones live on; draining: and removed when the last one is over"),
      optional(AdminFields.UNTIL,
          new Text(LONGEST_WORD, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?Z$"), "",
          "the deadline of a drain, RFC 3339 in UTC; required for draining, and with it only"),
      optional(AdminFields.KEEP, new Bool(), "false",
          "whether the backend is not removed at the end of its drain, but stays quiesced; with draining only"),
      optional(BackendReader.ROLE, new Words(Stream.of(ServerRole.values()).map(ServerRole::label).toList()), "regular",
          "fallback: serves while fewer regular backends of its service serve than its quorum"),
      optional("pulse", PULSE, "", "the health check"),
      optional(StateReader.ORIGIN, new Words(List.of("discovery")), "that of the service",
          "who wants it: discovery found it, and a document that shows everything names it"),
      optional("address", ADDRESS, "", "of the host, which is not looked up then")));

  private static final FieldType TEMPLATE = new Known(Stream.concat(
      Stream.of(
          optional("port", PORT, "that of the source, else of the service", "the port of every one"),
          optional("weight", new Whole(1, Integer.MAX_VALUE, false), "100",
              "the configured weight of one that counts 1 in its source")),
      BACKEND.fields().stream().filter(field -> DiscoveryTemplate.SHARED.contains(field.name()))).toList());

  private static final FieldType DISCOVER = new Known(List.of(
      optional(DiscoveryFields.CONSUL, new Known(List.of(
          required("service", new Text(DiscoverySource.LONGEST_NAME, DiscoveryFields.WORD),
              "its name in the catalogue"),
          optional("tag", new Text(DiscoverySource.LONGEST_NAME, DiscoveryFields.OPTIONAL_WORD), "any",
              "that an instance must have"),
          optional("near", new Text(DiscoverySource.LONGEST_NAME, DiscoveryFields.OPTIONAL_WORD), "",
              "the node whose nearest instances are taken first; _agent: that of the agent"),
          optional("datacenter", new Text(DiscoverySource.LONGEST_NAME, DiscoveryFields.OPTIONAL_WORD),
              "that of the agent", "of the service"),
          optional("health", new Words(Stream.of(DiscoverySource.Verdict.values())
              .map(DiscoverySource.Verdict::word).toList()), "both",
              "whose verdict on an instance counts: consul's own, that of the pulse, or both"))), "",
          "instances in Consul's catalogue, by the agent of consul"),
      optional(DiscoveryFields.DNS, new Known(List.of(
          required("name", new Text(DnsQuestion.LONGEST_NAME + 1, "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?$"),
              "whose records are asked for"),
          optional("record", new Words(Stream.of(DiscoverySource.Records.values()).map(Enum::name).toList()),
              "A, for IPv6 AAAA", "which records"),
          optional("server", new Text(LONGEST_WORD, "^[0-9A-Fa-f.:\\[\\]]+$"), "those of this host",
              "the address of a name server, with its port where that is not 53"),
          optional("min_refresh", new Duration(1, Intervals.LONGEST.toSeconds()), "5s",
              "an answer is not asked for again before, however short it lives"),
          optional("max_refresh", new Duration(1, Intervals.LONGEST.toSeconds()), "5m",
              "an answer is asked for again after that, however long it lives"))), "",
          "records of DNS, asked for again when they have lived"),
      optional("backend", TEMPLATE, "", "what every backend has that is found"),
      optional("most", new Whole(1, Discovery.HIGHEST_MOST, false), "256", "how many are taken of one answer"),
      optional("on_empty", new Words(Stream.of(Discovery.EmptyAnswer.values())
          .map(Discovery.EmptyAnswer::label).toList()), "keep",
          "what an answer without any means: keep what was known, or remove it"),
      optional("keep_for", new Duration(1, Intervals.LONGEST.toSeconds()), "for ever",
          "how long what is known stays while the source fails")));

  private static final Known SERVICE = new Known(List.of(
      optional("host", HOST, "the default address of the daemon",
          "the virtual address: an address, or a name that is looked up when the file is read"),
      optional("port", EVERY_PORT, "required without fwmark", "the virtual port; 0: every port, with persistent only"),
      optional("protocol", new Words(List.of("tcp", "udp", "sctp")), "tcp", "the transport"),
      optional("fwmark", new Whole(1, HIGHEST_32_BITS, false), "",
          "all packets that the firewall marked so, instead of host, port and protocol"),
      optional("family", new Words(List.of("ipv4", "ipv6")), "ipv4", "of the packets; with fwmark only"),
      optional("method", new Text(Scheduler.MAX_LENGTH, "^[A-Za-z0-9_-]*$"), "wrr",
          "the scheduler, by the name that ipvsadm(8) has for it"),
      optional("flags", new Text(256, flags()), "",
          "of the scheduler, joined by |: " + FlagWords.EXPECTED.replace(", joined by '|'", "")),
      optional("persistent", new Bool(), "false", "whether a client keeps its server"),
      optional("persistence_timeout", new Duration(1, Intervals.LONGEST.toSeconds()), "5m",
          "for how long after its last connection, in whole seconds, 1s to 744h; with persistent only"),
      optional(PersistenceFields.PREFIX, new Whole(1, 128, false), "32, for IPv6 128",
          "how many leading bits of a client's address tell clients apart; with persistent only"),
      optional(PersistenceFields.ENGINE, new Words(List.of("address", "sip")), "address",
          "what tells clients apart: sip is the Call-ID, udp only; with persistent only"),
      optional("one_packet", new Bool(), "false", "whether each datagram is scheduled by itself; udp only"),
      optional(PoolPolicyFields.QUORUM, new Whole(1, PoolPolicyFields.HIGHEST_QUORUM, false), "1",
          "so many regular backends have to serve before it counts as healthy; else fallbacks serve in their place"),
      optional(PoolPolicyFields.QUORUM_DOWN, new Whole(1, PoolPolicyFields.HIGHEST_QUORUM, false), "quorum",
          "with fewer than so many it does not count as healthy any more"),
      optional(PoolPolicyFields.PANIC_THRESHOLD, new Whole(0, PoolPolicy.WHOLE, false), "0",
          "with fewer than so many percent of the backends up, all are used; 0: never"),
      optional(AnnouncementFields.SHARING, new Words(Stream.of(Sharing.values()).map(Sharing::label).toList()), "any",
          "to routers, by BGP: any while this service is healthy, or another of its address or prefix that says so;"
              + " all: not unless this one is; never: it does not count"),
      optional(AnnouncementFields.WEIGHTING,
          new Words(Stream.of(ShareWeighting.values()).map(ShareWeighting::label).toList()), "none",
          "how routers are told of the share of configured weight that serves"),
      optional(AnnouncedPrefix.NAME, new Text(AnnouncedPrefix.LONGEST, AnnouncedPrefix.PATTERN), "the address alone",
          "what routers are told of instead of the address, which has to lie in it: such as 192.0.2.0/24, no default"
              + " route; a firewall mark is announced with a prefix only; empty for none"),
      optional(DiscoveryFields.DISCOVER, DISCOVER, "",
          "where more backends come from; one of consul and dns, or an empty object for nowhere"),
      optional("backends", new Named(BACKEND), "", "the servers by name"),
      optional("address", ADDRESS, "", "of the host, which is not looked up then"),
      optional("origin", new Words(List.of("file")), "file", "who wants it: of a file always the file")));

  private StateFields() {}

  /** What is wanted: {@code services} by name, with {@code backends} by name. */
  public static Field services() {
    return optional("services", new Named(SERVICE), "", "virtual services by name");
  }

  /** Of a service, as clients of the API say it: its backends apart. */
  public static List<Field> service() {
    return without(SERVICE, Set.of("backends", "address", "origin"));
  }

  /** Of a backend, as clients of the API say it. */
  public static List<Field> backend() {
    return without(BACKEND, Set.of("address", "origin"));
  }

  private static List<Field> without(Known known, Set<String> names) {
    return known.fields().stream().filter(field -> !names.contains(field.name())).toList();
  }

  private static Field optional(String name, FieldType type, String defaultValue, String description) {
    return new Field(name, type, false, defaultValue, description);
  }

  private static Field required(String name, FieldType type, String description) {
    return new Field(name, type, true, "", description);
  }

  private static String flags() {
    var word = "((flag-[123])|((sh|mh)-(fallback|port)))";
    return "^(" + word + "(\\|" + word + ")*)?$";
  }
}
