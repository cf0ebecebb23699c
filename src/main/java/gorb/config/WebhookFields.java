package gorb.config;

import gorb.document.FieldType;
import gorb.document.FieldType.Duration;
import gorb.document.FieldType.Field;
import gorb.document.FieldType.Known;
import gorb.document.FieldType.Listed;
import gorb.document.FieldType.Text;
import gorb.document.FieldType.Texts;
import gorb.document.FieldType.Whole;
import gorb.webhooks.Occasion;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The fields of {@code webhooks} in files, by name; {@link WebhookReader} reads them. */
final class WebhookFields {
  static final String WEBHOOKS = "webhooks";
  static final String URL = "url";
  static final String NAME = "name";
  static final String EVENTS = "events";
  static final String SECRET_FILE = "secret_file";
  static final String CA_FILE = "ca_file";
  static final String TIMEOUT = "timeout";
  static final String QUEUE = "queue";
  static final String RETRY_FOR = "retry_for";

  static final int LONGEST_URL = 2_048;
  static final int LONGEST_NAME = 64;
  static final String NAME_PATTERN = "^[A-Za-z0-9._:\\[\\]-]*$";
  static final int LONGEST_TIMEOUT = 60;
  static final int BIGGEST_QUEUE = 100_000;
  static final int LONGEST_RETRY = 86_400;
  static final String OCCASIONS =
      Arrays.stream(Occasion.values()).map(Occasion::label).collect(Collectors.joining(", "));

  private static final FieldType PATH = new Text(FieldType.UNBOUNDED, "");

  private static final FieldType WEBHOOK = new Known(List.of(
      new Field(URL, new Text(LONGEST_URL, "^https?://"), true, "", "where requests go; no user in it"),
      optional(NAME, new Text(LONGEST_NAME, NAME_PATTERN), "host and port of the url",
          "in metrics and logs, which never show the url"),
      optional(EVENTS, new Texts("^(" + OCCASIONS.replace(", ", "|") + ")$"), "all", "of which it is told"),
      optional(SECRET_FILE, PATH, "none", "holds what signs each request, in one line; read anew for each"),
      optional(CA_FILE, PATH, "those whom the JDK trusts", "certificates in PEM of who may vouch for it"),
      optional(TIMEOUT, new Duration(1, LONGEST_TIMEOUT), "5s", "for the answer to a request"),
      optional(QUEUE, new Whole(1, BIGGEST_QUEUE, false), "1000",
          "so many events wait at most; of more the oldest are dropped"),
      optional(RETRY_FOR, new Duration(0, LONGEST_RETRY), "1h", "how long a request is tried again; 0: once")));

  private WebhookFields() {}

  /** The field of everything. */
  static Field webhooks() {
    return optional(WEBHOOKS, new Listed(WEBHOOK, 0), "none", "receivers that are told of what happens");
  }

  private static Field optional(String name, FieldType type, String defaultValue, String description) {
    return new Field(name, type, false, defaultValue, description);
  }
}
