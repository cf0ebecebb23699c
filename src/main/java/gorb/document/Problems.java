package gorb.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything that is wrong with one document. Fields that mean nothing are ignored, as the original does, or
 * are problems, too, where a document is strict. Confined to one thread.
 */
public final class Problems {
  /** The fixed texts of the original, which its clients compare with. */
  static final String ENDPOINT_MISSING = "endpoint information is missing";
  static final String UNKNOWN_PROTOCOL = "specified protocol is unknown";
  static final String UNKNOWN_FLAG = "specified flag is unknown";
  static final String UNKNOWN_FORWARDING = "specified forwarding method is unknown";
  static final String UNKNOWN_PULSE = "specified pulse type is unknown";
  static final String BAD_INTERVAL = "invalid interval format";
  static final String INTERVAL_NOT_POSITIVE = "pulse interval must be positive";
  public static final String INCOMPATIBLE_FAMILIES = "incompatible address families";

  private final Rules rules;
  private final Set<String> texts = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  private Problems(Rules rules) {
    this.rules = rules;
  }

  /** For requests: unknown fields are ignored, and the case of names does not matter. */
  public static Problems lenient() {
    return new Problems(Rules.REQUEST);
  }

  /** For documents that people keep: unknown fields are problems, with the name that was meant. */
  public static Problems strict() {
    return new Problems(Rules.DOCUMENT);
  }

  /**
   * For documents that this program kept: values as in those of people, names as in requests, since what meant nothing
   * in a request was kept as well, to be echoed.
   */
  static Problems kept() {
    return new Problems(Rules.KEPT);
  }

  /** Whether names have to be known and exact. */
  boolean isStrict() {
    return rules == Rules.DOCUMENT;
  }

  /** Whether a request is read: the original's rules on values hold for those only. */
  boolean isRequest() {
    return rules == Rules.REQUEST;
  }

  /** For a part of the document, which is read by a thread of its own: to be added when it is. */
  Problems ofPart() {
    return new Problems(rules);
  }

  /** Adds those of a part. */
  void addAll(Problems part) {
    texts.addAll(part.texts);
    problems.addAll(part.problems);
    ignored.addAll(part.ignored);
  }

  /** Everything that is wrong, in the order found. */
  public List<Problem> all() {
    return List.copyOf(problems);
  }

  /** How many there are. */
  int count() {
    return problems.size();
  }

  /** How many there are, with the fields that mean nothing where those may be there. */
  int remarks() {
    return problems.size() + ignored.size();
  }

  /** Adds a problem whose text is made of field and message. */
  public void add(String field, String message) {
    add(field + ": " + message, field, message);
  }

  /** Adds a problem with a text of its own; the same text is told once. */
  public void add(String text, String field, String message) {
    texts.add(text);
    problems.add(new Problem(field, message));
  }

  /**
   * Notes a field that means nothing.
   *
   * @param known the names that mean something there
   */
  void unknown(String field, String name, Collection<String> known) {
    if (isStrict()) {
      add(field, "unknown (" + Suggestion.of(name, known) + ")");
    } else {
      ignored.add(field);
    }
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** Refuses the document where there is a problem. */
  public void raise() throws DocumentException {
    if (!isEmpty()) {
      throw new DocumentException(String.join("; ", texts), problems);
    }
  }

  /** The fields that mean nothing, where they may be there. */
  public List<String> ignored() {
    return List.copyOf(ignored);
  }

  /** How a document is read. */
  private enum Rules {
    REQUEST,
    DOCUMENT,
    KEPT
  }
}
