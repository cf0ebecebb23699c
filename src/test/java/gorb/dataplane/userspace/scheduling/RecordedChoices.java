package gorb.dataplane.userspace.scheduling;

import gorb.dataplane.userspace.scheduling.Rehearsal.Event;
import gorb.model.ServerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Choices as text: for each connection the last figure of the server's address, or {@code -} for none; 100 in a line,
 * behind a line with the subject's name. The lab writes it as {@code scheduler-choices.txt}; a copy is a resource here.
 */
final class RecordedChoices {
  private static final int LINE = 100;
  private static final String SUBJECT = "subject ";

  private RecordedChoices() {}

  /** What our scheduler chose. */
  static String ours(List<Event> events) {
    return events.stream()
        .filter(Event.Begin.class::isInstance)
        .map(event -> letter(((Event.Begin) event).choice()))
        .collect(Collectors.joining());
  }

  static String letter(Optional<ServerKey> choice) {
    return choice.map(server -> Long.toString(server.address().low() & 0xf)).orElse("-");
  }

  static String write(String subject, String choices) {
    var text = new StringBuilder(SUBJECT + subject + "\n");
    for (int start = 0; start < choices.length(); start += LINE) {
      text.append(choices, start, Math.min(choices.length(), start + LINE)).append('\n');
    }
    return text.toString();
  }

  /** What was recorded, by subject. */
  static Map<String, String> read() throws IOException {
    try (var resource = RecordedChoices.class.getResourceAsStream("scheduler-choices.txt")) {
      var choices = new LinkedHashMap<String, String>();
      var subject = "";
      for (var line : new String(resource.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        if (line.startsWith(SUBJECT)) {
          subject = line.substring(SUBJECT.length());
        } else if (!line.startsWith("#")) {
          choices.merge(subject, line, String::concat);
        }
      }
      return choices;
    }
  }
}
