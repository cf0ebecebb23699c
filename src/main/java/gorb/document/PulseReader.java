package gorb.document;

import gorb.model.HealthCheck;
import gorb.model.ServerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what clients say of the health check of a backend. */
final class PulseReader {
  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_ARGS = 8_192;

  private PulseReader() {}

  /**
   * A health check as it is and as it was written.
   *
   * @param wording of the interval and the arguments
   */
  record Pulse(HealthCheck check, Map<String, String> wording) {
    Pulse {
      wording = Map.copyOf(wording);
    }
  }

  /**
   * Reads a pulse; one that is not given is the default. What is wrong goes to the problems, and a harmless check comes
   * back.
   *
   * @param pulse its fields
   * @param server what is checked where nothing else is said
   * @param defaultType the type where none is given
   */
  static Pulse read(Fields pulse, ServerKey server, String defaultType) {
    Map<String, String> wording = new HashMap<>();
    var interval = interval(pulse, wording);
    var word = pulse.text("type", LONGEST_WORD).filter(it -> !it.isEmpty()).orElse(defaultType);
    var type = word.toLowerCase(Locale.ROOT);
    var args = pulse.object("args");
    args.ifPresent(it -> {
      var text = it.toString();
      wording.put(Wording.ARGS, text);
      if (text.length() > LONGEST_ARGS) {
        pulse.problems().add(
            pulse.path("args"), text.length() + " characters (expected: at most " + LONGEST_ARGS + ")");
      }
    });
    var policy = CheckPolicyFields.read(pulse, interval);
    pulse.finish();
    var check = check(type, pulse, args.orElseGet(JsonNodeFactory.instance::objectNode), server);
    return new Pulse(new HealthCheck(check.method(), interval, check.timeout(), policy), wording);
  }

  /** Method and timeout of a check by its type and arguments; the interval is the default one. */
  static HealthCheck check(String type, ObjectNode args, ServerKey server, Problems problems) {
    return check(type, Fields.of(JsonNodeFactory.instance.objectNode(), "pulse.", problems), args, server);
  }

  private static HealthCheck check(String type, Fields pulse, ObjectNode args, ServerKey server) {
    var fields = pulse.within("args", args);
    var timeout = CheckFields.isAsking(type)
        ? fields.duration("timeout", Intervals.SHORTEST).orElse(HealthCheck.DEFAULT_TIMEOUT)
        : HealthCheck.DEFAULT_TIMEOUT;
    var method = CheckArguments.read(type, fields, pulse, server, timeout);
    fields.finish();
    return new HealthCheck(method, HealthCheck.DEFAULT_INTERVAL, timeout);
  }

  private static Duration interval(Fields fields, Map<String, String> wording) {
    var text = fields.text("interval", LONGEST_WORD).filter(it -> !it.isEmpty());
    if (text.isEmpty()) {
      return HealthCheck.DEFAULT_INTERVAL;
    }
    var interval = Intervals.parse(text.get());
    if (interval.map(Intervals::format).filter(text.get()::equals).isEmpty()) {
      wording.put(Wording.INTERVAL, text.get());
    }
    var shown = "\"" + text.get() + "\"";
    var path = fields.path("interval");
    if (interval.isEmpty()) {
      fields.problems().add(Problems.BAD_INTERVAL, path, shown + " (expected: a duration such as 5s, 500ms or 1m30s)");
    } else if (!interval.get().isPositive()) {
      fields.problems().add(Problems.INTERVAL_NOT_POSITIVE, path, shown + " (expected: more than 0)");
    } else if (interval.get().compareTo(Intervals.SHORTEST) < 0 || interval.get().compareTo(Intervals.LONGEST) > 0) {
      fields.problems().add(path, shown + " (expected: from " + Intervals.format(Intervals.SHORTEST) + " to "
          + Intervals.format(Intervals.LONGEST) + ")");
    } else {
      return interval.get();
    }
    return HealthCheck.DEFAULT_INTERVAL;
  }
}
