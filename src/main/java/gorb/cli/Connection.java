package gorb.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What every command takes: which daemon it asks, as whom, and how it shows the answer. */
final class Connection {
  private static final JsonMapper PRETTY = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Option(
      names = "--url",
      paramLabel = "url",
      description = "the daemon to ask, http://host:port or unix:PATH; also by GORB_URL"
          + " (default: the Unix socket of this host's daemon where there is one, else http://localhost:4672)")
  @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "file",
      description = "show the token in this file, which a daemon on another host asks for")
  @Nullable Path tokenFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|text",
      defaultValue = "text",
      description = "how to show the answer: text, or json for programs (default: ${DEFAULT-VALUE})")
  Output output = Output.text;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  boolean help;

  /** The forms of answers, by their names on the command line. */
  enum Output {
    text,
    json
  }

  private final String usual;

  /**
   * To the daemon that the options name, else to the usual one.
   *
   * @param usual its URL
   */
  Connection(String usual) {
    this.usual = usual;
  }

  /** The daemon. */
  Client client() throws CommandException {
    return Client.of(url == null ? usual : url, token());
  }

  /** Shows an answer in the form that was asked for. */
  void show(Terminal terminal, JsonNode answer, String text) {
    terminal.out().print(switch (output) {
      case json -> PRETTY.writeValueAsString(answer) + "\n";
      case text -> text;
    });
  }

  private Optional<String> token() throws CommandException {
    if (tokenFile == null) {
      return Optional.empty();
    }
    try {
      var token = Files.readString(tokenFile).strip();
      if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new CommandException("--token-file " + tokenFile + ": holds no token (expected: one line without blanks)");
      }
      return Optional.of(token);
    } catch (IOException e) {
      throw new CommandException("--token-file " + tokenFile + ": cannot be read: " + e);
    }
  }
}
