package gorb.store;

import gorb.control.Revision;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The first line of a file: which revision it holds.
 *
 * @param format the version of everything after this line; later ones than {@link #FORMAT} cannot be read here
 * @param number of the revision
 * @param at when it was accepted
 * @param cause what changed it
 * @param base the revision that this one is written as a difference to; empty where it is written whole
 */
record Header(int format, long number, Instant at, String cause, OptionalLong base) {
  /** The version that this program writes. */
  static final int FORMAT = 4;
  /** The version in which the services of a difference have all their servers. */
  static final int WHOLE_SERVICES = 1;

  /** The header of a revision written whole. */
  static Header whole(Revision revision) {
    return new Header(FORMAT, revision.number(), revision.at(), revision.cause(), OptionalLong.empty());
  }

  /** The header of a revision written as a difference. */
  static Header onBase(Revision revision, long base) {
    return new Header(FORMAT, revision.number(), revision.at(), revision.cause(), OptionalLong.of(base));
  }

  /**
   * Reads a header. Of another version it knows no more than that it is one.
   *
   * @throws DamagedFileException where it is none
   */
  static Header parse(String line) throws DamagedFileException {
    try {
      var fields = JsonMapper.shared().readTree(line);
      int format = fields.required("format").intValue();
      if (!isKnown(format)) {
        return new Header(format, 0, Instant.EPOCH, "", OptionalLong.empty());
      }
      return new Header(
          format,
          fields.required("number").longValue(),
          Instant.parse(fields.required("at").stringValue()),
          fields.required("cause").stringValue(),
          fields.has("base") ? OptionalLong.of(fields.required("base").longValue()) : OptionalLong.empty());
    } catch (JacksonException | DateTimeException e) {
      throw new DamagedFileException("its first line is no header", e);
    }
  }

  /** Whether this program can read what follows. */
  boolean isKnown() {
    return isKnown(format);
  }

  private static boolean isKnown(int format) {
    return format >= WHOLE_SERVICES && format <= FORMAT;
  }

  /** The line, without its end. */
  String line() {
    var fields = JsonNodeFactory.instance.objectNode()
        .put("format", format)
        .put("number", number)
        .put("at", at.toString())
        .put("cause", cause);
    base.ifPresent(it -> fields.put("base", it));
    return fields.toString();
  }

  /** What a list of revisions shows. */
  Revision.Summary summary() {
    return new Revision.Summary(number, at, cause);
  }
}
