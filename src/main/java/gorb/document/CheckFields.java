package gorb.document;

import gorb.document.FieldType.Bool;
import gorb.document.FieldType.Case;
import gorb.document.FieldType.Duration;
import gorb.document.FieldType.Field;
import gorb.document.FieldType.Known;
import gorb.document.FieldType.Text;
import gorb.document.FieldType.Texts;
import gorb.document.FieldType.TextsByName;
import gorb.document.FieldType.Whole;
import gorb.document.FieldType.WholeOrText;
import gorb.document.FieldType.Words;
import gorb.model.CheckMethod;
import gorb.model.Dialogue;
import gorb.model.DnsQuestion;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** The arguments of each kind of check, described for schemas and pages. */
final class CheckFields {
  /** What the kinds are. */
  static final String MEANING = "tcp connects, and may send and expect; http and https ask and compare the answer;"
      + " agent, udp, dns, grpc, exec and held as docs/pulse.md says; none counts as up";

  private static final int LONGEST_WORD = 64;
  private static final String TOKEN = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
  private static final String STATUS = " *[1-5][0-9]{2}( *- *[1-5][0-9]{2})? *";
  private static final String STATUSES = "^([0-9]{1,9}|" + STATUS + "(," + STATUS + "){0,31})$";
  private static final String SERVER_NAME = "^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$";
  private static final String VALUE = "^[!-~]([ -~]*[!-~])?$";
  private static final String HEX = "^([0-9a-fA-F]{2})*$";

  private static final List<Field> TARGET = List.of(
      optional("host", new Text(Hosts.LONGEST, "^[^\\x00-\\x20\\x7f/]+$"), "the backend's address",
          "where to connect: an address, or a name that is looked up at each check"),
      optional("port", new Whole(1, Fields.HIGHEST_PORT, true), "the backend's port", "where to connect"),
      optional("timeout", new Duration(1, Intervals.LONGEST.toSeconds()), "5s", "for the whole check, 10ms to 744h"));

  private static final List<Field> DIALOGUE = List.of(
      optional("send", new Text(Dialogue.LONGEST, ""), "nothing", "what is sent first, as UTF-8"),
      optional("send_hex", new Text(2 * Dialogue.LONGEST, HEX), "nothing", "the same as octets, two digits each"),
      optional("expect", new Text(Dialogue.LONGEST, ""), "nothing", "what must be in the first 64 KiB that come"),
      optional("expect_hex", new Text(2 * Dialogue.LONGEST, HEX), "nothing", "the same as octets, two digits each"));

  private static final List<Field> TLS_SETTINGS = List.of(
      optional(TlsArguments.VERIFY, new Bool(), "true",
          "whether the server's certificate must be valid, of a trusted authority, and of its name"),
      optional(TlsArguments.CA, path(), "those of the Java runtime", "PEM file of the certificates to trust"),
      optional(TlsArguments.SERVER_NAME, new Text(Hosts.LONGEST, SERVER_NAME), "host",
          "the name that is asked for and that the certificate must have"),
      optional(TlsArguments.CERTIFICATE, path(), "none", "PEM file of a certificate to show to the server"),
      optional(TlsArguments.KEY, path(), "that in certificate", "PEM file of its key, in PKCS #8 without password"));

  private static final List<Field> TLS = join(List.of(
      List.of(optional("tls", new Bool(), "false", "whether TLS is spoken")), TLS_SETTINGS));

  private static final List<Field> HTTP = List.of(
      optional("method", new Text(LONGEST_WORD, "^[!#$%&'*+.^_`|~0-9A-Za-z-]*$"), "GET",
          "any token of HTTP"),
      optional("path", new Text(2_048, "^[^\\x00-\\x1f\\x7f#]*$"), "/",
          "with or without a query; its first slash is added where it is missing"),
      optional("expect", new WholeOrText(100, 599, STATUSES), "200",
          "the statuses that count as well: one, or several and ranges of them, such as 200-299,404"),
      optional(HttpHeaderArguments.NAME, new TextsByName(TOKEN, VALUE, HttpRequest.LONGEST_VALUE), "none",
          "fields of the request's header, Host among them"),
      optional("body_contains", new Text(HttpExpectation.LONGEST_TEXT, ""), "nothing", "what must be in the body"),
      optional("body_matches", new Text(HttpExpectation.LONGEST_TEXT, ""), "nothing",
          "a regular expression of Java of which something must be in the body"),
      optional("body_limit", new Whole(1, HttpExpectation.HIGHEST_BODY_LIMIT, false), "65536",
          "how many bytes of the body are read for both at most"),
      optional("redirects", new Whole(0, CheckMethod.HttpStatus.MOST_REDIRECTS, false), "0",
          "how many are followed; with 0 a redirect is an answer like others"),
      optional("http2", new Bool(), "false", "whether HTTP/2 is spoken, and nothing else"));

  private static final List<Field> DNS = List.of(
      new Field("name", new Text(DnsQuestion.LONGEST_NAME + 1, "^([A-Za-z0-9_.-]+)$"), true, "", "what is asked for"),
      optional("record", new Words(Stream.of(DnsQuestion.Type.values()).map(Enum::name).toList()), "A",
          "the type of record"),
      optional("answer", new Text(DnsQuestion.LONGEST_ANSWER, ""), "any", "what one of the records must be"));

  private static final List<Field> GRPC = List.of(
      optional("service", new Text(CheckMethod.Grpc.LONGEST_SERVICE, ""), "the server as a whole",
          "whose health is asked for"));

  private static final List<Field> EXEC = List.of(
      new Field("command", new Texts(""), true, "", "the whole path of a program, and its arguments; no shell"),
      optional("exit_weight", new Bool(), "false", "whether exit codes 2 to 102 are a weight from 0 % to 100 %"));

  private static final List<Field> HELD = List.of(
      optional("keepalive", new Duration(1, Intervals.LONGEST.toSeconds()), "5s",
          "how long it is idle before the kernel asks the other side, and between asking"));

  /** What holds for each kind. */
  static final List<Case> CASES = List.of(
      new Case("tcp", new Known(join(List.of(TARGET, DIALOGUE, TLS)))),
      new Case("http", new Known(join(List.of(TARGET, HTTP)))),
      new Case("https", new Known(join(List.of(TARGET, HTTP, TLS_SETTINGS)))),
      new Case("agent", new Known(join(List.of(TARGET, DIALOGUE.subList(0, 2), TLS)))),
      new Case("udp", new Known(join(List.of(TARGET, DIALOGUE)))),
      new Case("dns", new Known(join(List.of(TARGET, DNS)))),
      new Case("grpc", new Known(join(List.of(TARGET, GRPC, TLS)))),
      new Case("exec", new Known(join(List.of(TARGET, EXEC)))),
      new Case("held", new Known(join(List.of(TARGET, HELD)))),
      new Case("none", new Known(List.of())));

  /** The kinds by name. */
  static final List<String> TYPES = CASES.stream().map(Case::value).toList();

  /** All arguments, whatever they mean with each kind. */
  static final List<Field> ALL = all();

  private CheckFields() {}

  /** Whether checks of a type ask anything, and so have a timeout. */
  static boolean isAsking(String type) {
    return TYPES.contains(type) && !type.equals("none");
  }

  private static Field optional(String name, FieldType type, String defaultValue, String description) {
    return new Field(name, type, false, defaultValue, description);
  }

  private static FieldType path() {
    return new Text(TlsArguments.LONGEST_PATH, "^/[^\\x00]*$");
  }

  private static List<Field> join(List<List<Field>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  /** Each name once; one that means several things may hold anything here: its kind says what. */
  private static List<Field> all() {
    var all = new LinkedHashMap<String, Field>();
    for (var each : CASES) {
      if (each.type() instanceof Known(var fields)) {
        // What its kind requires, another kind does not know.
        fields.stream()
            .map(field -> optional(field.name(), field.type(), field.defaultValue(), field.description()))
            .forEach(field -> all.merge(field.name(), field, (one, other) -> one.equals(other)
                ? one
                : optional(one.name(), new FieldType.Any(), "", "by the type")));
      }
    }
    return List.copyOf(all.values());
  }
}
