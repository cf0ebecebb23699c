package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the examples of docs/api.md one after the other, and compares what they print with what the page says. */
class ApiPageTest {
  private static final Path PAGE = Path.of("docs/api.md");
  private static final String BASE = "localhost:4672";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @Test
  void everyExampleOfThePageIsTrue() throws IOException {
    var examples = examples(Files.readAllLines(PAGE));
    assertThat(examples).hasSizeGreaterThanOrEqualTo(16);

    try (var daemon = InProcessDaemon.over(new ObservedTable())) {
      for (var example : examples) {
        var answer = curl(daemon, example.command());

        assertThat(shortened(answer.body(), example.output())).as(example.command()).isEqualTo(example.output());
        OpenApi.DOCUMENT.requireDescribed(methodOf(example.command()), targetOf(example.command()), answer);
        boolean isError = example.output().startsWith("{\n\t\"error\"");
        assertThat(answer.status() >= 400).as("%s: %d", example.command(), answer.status()).isEqualTo(isError);
      }
    }
  }

  @Test
  void everyRouteIsOnThePage() throws IOException {
    var page = Files.readString(PAGE);

    for (var route : gorb.api.Api.routes(unused(), host -> gorb.model.IpAddress.ANY_IPV4, java.util.Optional::empty, "")) {
      assertThat(page).contains("`" + route.method() + " " + route.pattern() + "`");
    }
  }

  private static String methodOf(String command) {
    return command.contains(" -X ") ? command.replaceFirst(".* -X (\\S+) .*", "$1") : "GET";
  }

  private static String targetOf(String command) {
    return command.replaceFirst(".*? " + BASE + "(\\S*).*", "$1");
  }

  private record Example(String command, String output) {}

  /** The answer without what the page leaves out, a line {@code …} in its place. */
  private static String shortened(String answer, String output) {
    var parts = output.split("(?<=\\n)(?=\\t…\\n)|(?<=\\t…\\n)");
    return parts.length == 3 && answer.startsWith(parts[0]) && answer.endsWith(parts[2]) ? output : answer;
  }

  private static List<Example> examples(List<String> lines) {
    var examples = new ArrayList<Example>();
    boolean isConsole = false;
    for (var line : lines) {
      if (line.startsWith("```")) {
        isConsole = line.equals("```console");
      } else if (isConsole && line.startsWith("$ ")) {
        examples.add(new Example(line.substring(2), ""));
      } else if (isConsole) {
        var last = examples.removeLast();
        examples.add(new Example(last.command(), last.output().isEmpty() ? line : last.output() + "\n" + line));
      }
    }
    return examples;
  }

  /** What curl(1) does with the few options that the page uses. */
  private static Answer curl(InProcessDaemon daemon, String command) throws IOException {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    assertThat(words.removeFirst()).isEqualTo("curl");
    var method = "GET";
    var target = "";
    var body = "";
    var headers = new ArrayList<>(List.of("Host: " + BASE));
    while (!words.isEmpty()) {
      var word = words.removeFirst();
      switch (word) {
        case "-X" -> method = words.removeFirst();
        case "-d" -> body = words.removeFirst();
        case "-H" -> {
          var header = words.removeFirst();
          headers.removeIf(other -> other.split(":")[0].equals(header.split(":")[0]));
          headers.add(header);
        }
        default -> {
          assertThat(word).startsWith(BASE);
          target = word.substring(BASE.length());
        }
      }
    }
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    try (var client = RawClient.connect(daemon.address())) {
      return client
          .send(method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers)
              + "\r\nContent-Length: " + length + "\r\n\r\n" + body)
          .read();
    }
  }

  private static gorb.api.Control unused() {
    return new gorb.api.Control() {
      @Override
      public gorb.control.Snapshot snapshot() {
        throw new AssertionError("not asked for");
      }

      @Override
      public java.util.concurrent.CompletableFuture<gorb.control.Outcome> request(gorb.control.Change change) {
        throw new AssertionError("not asked for");
      }

      @Override
      public java.util.concurrent.CompletableFuture<Void> look() {
        throw new AssertionError("not asked for");
      }

      @Override
      public gorb.control.Revisions kept() {
        throw new AssertionError("not asked for");
      }
    };
  }
}
