package gorb.document;

import gorb.model.AddressFamily;
import gorb.model.Persistence;
import gorb.model.Persistence.Engine;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whether and for how long a client keeps its server, in a document. */
final class PersistenceFields {
  static final String ON = "persistent";
  static final String TIMEOUT = "persistence_timeout";
  static final String PREFIX = "persistence_prefix";
  static final String ENGINE = "persistence_engine";

  private PersistenceFields() {}

  /** What is wanted instead of the present persistence; empty where nothing else is. */
  static Optional<Persistence> read(Fields fields, Persistence now, AddressFamily family) {
    int before = fields.problems().count();
    var wanted = fields.bool(ON);
    var timeout = fields.duration(TIMEOUT, Duration.ofSeconds(1));
    var prefix = fields.integer(PREFIX, 1, family.bits());
    var engine = fields.word(ENGINE, Engine.values(), PersistenceFields::label);
    if (timeout.isPresent() && timeout.get().toNanosPart() != 0) {
      fields.problems().add(fields.path(TIMEOUT), "not whole seconds (expected: whole seconds)");
    }
    boolean isSticky = wanted.orElse(now instanceof Persistence.Sticky);
    if (!isSticky) {
      refuse(fields, TIMEOUT, timeout.isPresent());
      refuse(fields, PREFIX, prefix.isPresent());
      refuse(fields, ENGINE, engine.isPresent());
    }
    boolean saysNothing = wanted.isEmpty() && timeout.isEmpty() && prefix.isEmpty() && engine.isEmpty();
    if (saysNothing || fields.problems().count() > before) {
      return Optional.empty();
    }
    if (!isSticky) {
      return Optional.of(Persistence.none());
    }
    var sofar = now instanceof Persistence.Sticky sticky
        ? sticky
        : new Persistence.Sticky(Persistence.Sticky.DEFAULT_TIMEOUT, family.bits(), Engine.ADDRESS);
    return Optional.of(new Persistence.Sticky(
        timeout.orElse(sofar.timeout()), prefix.orElse(sofar.prefixLength()), engine.orElse(sofar.engine())));
  }

  /** Writes persistence, so that {@link #read} reads the same; what is as by default is left out. */
  static ObjectNode write(ObjectNode options, Persistence persistence, AddressFamily family) {
    return switch (persistence) {
      case Persistence.None() -> options.put(ON, false);
      case Persistence.Sticky(var timeout, var prefix, var engine) -> {
        options.put(ON, true).put(TIMEOUT, Intervals.format(timeout));
        if (prefix != family.bits()) {
          options.put(PREFIX, prefix);
        }
        yield engine == Engine.ADDRESS ? options : options.put(ENGINE, label(engine));
      }
    };
  }

  /** The word for an engine. */
  static String label(Engine engine) {
    return engine.name().toLowerCase(Locale.ROOT);
  }

  private static void refuse(Fields fields, String name, boolean isGiven) {
    if (isGiven) {
      fields.problems().add(fields.path(name), "given without persistent: true");
    }
  }
}
