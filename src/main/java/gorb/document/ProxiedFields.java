package gorb.document;

import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Proxied;
import gorb.model.ForwardingMethod.Source;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a backend that say how it learns who its clients are; beside method {@code nat} only. */
final class ProxiedFields {
  /** What a server is told before the first byte of a client. */
  static final String PROXY_PROTOCOL = "proxy_protocol";
  /** Whose address a server sees. */
  static final String SOURCE_ADDRESS = "source_address";
  /** All words for what a server is told, for schemas. */
  static final List<String> INTRODUCTIONS = Stream.of(Introduction.values()).map(ProxiedFields::label).toList();
  /** All words for whose address a server sees, for schemas. */
  static final List<String> SOURCES = Stream.of(Source.values()).map(ProxiedFields::label).toList();

  private ProxiedFields() {}

  /**
   * What a backend says of it; empty where method and fields say nothing, or something wrong.
   *
   * @param now the method so far: what is not given stays
   * @param word the method that the backend has or gets
   */
  static Optional<ForwardingMethod> read(Fields fields, ForwardingMethod now, String word) {
    var introduction = fields.word(PROXY_PROTOCOL, Introduction.values(), ProxiedFields::label);
    var source = fields.word(SOURCE_ADDRESS, Source.values(), ProxiedFields::label);
    if (!word.equals(ForwardingWords.NAT)) {
      introduction.ifPresent(_ -> refuse(fields, PROXY_PROTOCOL, word));
      source.ifPresent(_ -> refuse(fields, SOURCE_ADDRESS, word));
      return Optional.empty();
    }
    if (introduction.isEmpty() && source.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Proxied.of(introduction.orElse(introductionOf(now)), source.orElse(sourceOf(now))));
  }

  /** Writes what differs from the defaults, so that {@link #read} reads the same. */
  static void write(ObjectNode options, ForwardingMethod method) {
    if (introductionOf(method) != Introduction.NONE) {
      options.put(PROXY_PROTOCOL, label(introductionOf(method)));
    }
    if (sourceOf(method) != Source.HOST) {
      options.put(SOURCE_ADDRESS, label(sourceOf(method)));
    }
  }

  private static void refuse(Fields fields, String name, String word) {
    fields.problems().add(fields.path(name), "given with method " + word + " (expected: with nat only)");
  }

  private static Introduction introductionOf(ForwardingMethod method) {
    return method instanceof Proxied(var introduction, _) ? introduction : Introduction.NONE;
  }

  private static Source sourceOf(ForwardingMethod method) {
    return method instanceof Proxied(_, var source) ? source : Source.HOST;
  }

  private static String label(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
