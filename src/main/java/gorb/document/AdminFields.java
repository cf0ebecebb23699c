package gorb.document;

import gorb.model.AdminState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Whether a backend may serve: {@code state}, and of a drain its deadline and its end. */
public final class AdminFields {
  static final String STATE = "state";
  static final String UNTIL = "drain_until";
  static final String KEEP = "drain_keep";

  private static final int LONGEST = 64;
  private static final String EXPECTED_TIME = "a time as of RFC 3339, such as 2026-01-31T12:00:00Z";

  private AdminFields() {}

  /** Adds the fields to an object; those of a drain only where there is one. */
  public static ObjectNode write(ObjectNode backend, AdminState state) {
    backend.put(STATE, state.label());
    if (state instanceof AdminState.Draining(var until, boolean keep)) {
      backend.put(UNTIL, until.toString());
      if (keep) {
        backend.put(KEEP, true);
      }
    }
    return backend;
  }

  /** What they say; empty where they say nothing, or something is wrong with them. */
  static Optional<AdminState> read(Fields fields) {
    var word = fields.text(STATE, LONGEST);
    var until = fields.text(UNTIL, LONGEST);
    var keep = fields.bool(KEEP);
    boolean isDrain = word.filter(AdminState.Draining.LABEL::equals).isPresent();
    if (!isDrain) {
      until.ifPresent(_ -> onlyOfADrain(fields, UNTIL));
      keep.ifPresent(_ -> onlyOfADrain(fields, KEEP));
    }
    return word.flatMap(it -> Optional.ofNullable(switch (it) {
      case AdminState.Enabled.LABEL -> AdminState.ENABLED;
      case AdminState.Quiesced.LABEL -> AdminState.QUIESCED;
      case AdminState.Draining.LABEL -> draining(fields, until, keep.orElse(false));
      default -> {
        fields.problems().add(
            fields.path(STATE), "\"" + it + "\" (expected: enabled, quiesced or draining)");
        yield null;
      }
    }));
  }

  private static @Nullable AdminState draining(Fields fields, Optional<String> until, boolean keep) {
    if (until.isEmpty()) {
      fields.problems().add(fields.path(UNTIL), "missing (expected with state draining: " + EXPECTED_TIME + ")");
      return null;
    }
    try {
      return new AdminState.Draining(Instant.parse(until.get()), keep);
    } catch (DateTimeParseException _) {
      fields.problems().add(fields.path(UNTIL), "\"" + until.get() + "\" (expected: " + EXPECTED_TIME + ")");
      return null;
    }
  }

  private static void onlyOfADrain(Fields fields, String name) {
    fields.problems().add(fields.path(name), "given (expected with state draining only)");
  }
}
