package gorb.config;

import gorb.document.Fields;
import gorb.document.Problems;
import gorb.webhooks.Occasion;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads {@code webhooks} of a file. No problem shows a URL: it may hold a secret. */
final class WebhookReader {
  private static final int MOST = 16;
  private static final int LONGEST_PATH = 4_096;
  private static final int DEFAULT_QUEUE = 1_000;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DEFAULT_RETRY = Duration.ofHours(1);
  private static final Pattern NAME = Pattern.compile(WebhookFields.NAME_PATTERN);
  private static final String EXPECTED_URL = "http://host/path or https://host/path, without a user";

  private final Fields fields;

  private WebhookReader(Fields fields) {
    this.fields = fields;
  }

  /** The receivers of a file; none where something is wrong with them. */
  static List<WebhookChoice> read(LocatedTree tree, FileProblems problems) {
    var node = tree.root().get(WebhookFields.WEBHOOKS);
    if (node == null || node.isNull()) {
      return List.of();
    }
    var section = JsonNodeFactory.instance.objectNode();
    section.set(WebhookFields.WEBHOOKS, node);
    var found = Problems.strict();
    var choices = read(Fields.of(section, found));
    found.all().forEach(it -> problems.add(tree.positionOf(it.field()), it.field(), it.message()));
    return choices;
  }

  private static List<WebhookChoice> read(Fields section) {
    var list = section.list(WebhookFields.WEBHOOKS);
    if (list.size() > MOST) {
      section.problems().add(WebhookFields.WEBHOOKS, list.size() + " (expected: at most " + MOST + ")");
    }
    var choices = new ArrayList<WebhookChoice>();
    var names = new HashSet<String>();
    for (var each : list) {
      new WebhookReader(each).webhook().ifPresent(choice -> {
        if (!names.add(choice.name())) {
          each.problems().add(
              each.path(WebhookFields.NAME), choice.name() + " (another webhook has it: give each one)");
        }
        choices.add(choice);
      });
    }
    return choices;
  }

  private Optional<WebhookChoice> webhook() {
    int before = fields.problems().all().size();
    var url = url();
    var name = name(url);
    var occasions = fields.texts(WebhookFields.EVENTS, Occasion::parse, "one of " + WebhookFields.OCCASIONS);
    var secret = file(WebhookFields.SECRET_FILE);
    var authorities = file(WebhookFields.CA_FILE);
    var timeout = seconds(WebhookFields.TIMEOUT, 1, WebhookFields.LONGEST_TIMEOUT).orElse(DEFAULT_TIMEOUT);
    int queue = fields.integer(WebhookFields.QUEUE, 1, WebhookFields.BIGGEST_QUEUE).orElse(DEFAULT_QUEUE);
    var retry = seconds(WebhookFields.RETRY_FOR, 0, WebhookFields.LONGEST_RETRY).orElse(DEFAULT_RETRY);
    if (authorities.isPresent() && url.isPresent() && !url.get().getScheme().equals("https")) {
      refuse(WebhookFields.CA_FILE, "given with http (expected: an https url)");
    }
    fields.finish();
    return fields.problems().all().size() > before
        ? Optional.empty()
        : Optional.of(new WebhookChoice(name.orElseThrow(), url.orElseThrow(),
            occasions.isEmpty() ? EnumSet.allOf(Occasion.class) : EnumSet.copyOf(occasions),
            secret.orElse(null), authorities.orElse(null), timeout, queue, retry));
  }

  private Optional<URI> url() {
    if (!fields.has(WebhookFields.URL)) {
      refuse(WebhookFields.URL, "missing (expected: " + EXPECTED_URL + ")");
      return Optional.empty();
    }
    var text = fields.text(WebhookFields.URL, Integer.MAX_VALUE);
    var url = text.flatMap(WebhookReader::parsed);
    if (text.isPresent() && url.isEmpty()) {
      refuse(WebhookFields.URL, "no url of a receiver (expected: " + EXPECTED_URL + ")");
    }
    return url;
  }

  private static Optional<URI> parsed(String text) {
    try {
      var url = new URI(text);
      return text.length() <= WebhookFields.LONGEST_URL && url.getHost() != null
              && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
              && url.getRawUserInfo() == null && url.getRawFragment() == null
              && url.getPort() != 0 && url.getPort() <= BgpFields.HIGHEST_PORT
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private Optional<String> name(Optional<URI> url) {
    var given = fields.text(WebhookFields.NAME, WebhookFields.LONGEST_NAME);
    if (given.isPresent() && (given.get().isEmpty() || !NAME.matcher(given.get()).matches())) {
      refuse(WebhookFields.NAME, "\"" + given.get() + "\" (expected: letters, digits, and . _ : - [ ])");
    }
    return given.or(() -> url.map(it -> it.getPort() < 0 ? it.getHost() : it.getHost() + ":" + it.getPort()));
  }

  private Optional<Path> file(String name) {
    var text = fields.text(name, LONGEST_PATH);
    if (text.filter(it -> it.isEmpty() || it.indexOf('\0') >= 0).isPresent()) {
      refuse(name, "(expected: the path of a file)");
      return Optional.empty();
    }
    return text.map(Path::of);
  }

  private Optional<Duration> seconds(String name, int shortest, int longest) {
    var time = fields.duration(name, Duration.ofSeconds(shortest));
    if (time.filter(it -> it.toNanosPart() != 0 || it.toSeconds() > longest).isPresent()) {
      var shown = time.get().toNanosPart() == 0 ? time.get().toSeconds() + "s" : time.get().toMillis() + "ms";
      refuse(name, shown + " (expected: whole seconds from " + shortest + " to " + longest + ")");
    }
    return time;
  }

  private void refuse(String name, String message) {
    fields.problems().add(fields.path(name), message);
  }
}
