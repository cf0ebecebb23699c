package gorb.config;

import gorb.document.FieldType;
import gorb.document.FieldType.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Every key of a configuration file as a part of a manual page, in the macros of man(7): a section for each object, in the
 * order of the schema. It is what gorb.yaml(5) is made of.
 */
public final class ConfigManual {
  /** In a path, for the name that somebody gives a service or backend. */
  private static final String ANY_NAME = "NAME";

  private final StringBuilder page = new StringBuilder();
  /** Objects whose keys are still to be written. */
  private final Deque<Section> open = new ArrayDeque<>();

  private ConfigManual() {}

  /** The part, with an end of line at its end. */
  public static String text() {
    var manual = new ConfigManual();
    manual.open.add(new Section("", ConfigSchema.fields()));
    while (!manual.open.isEmpty()) {
      manual.write(manual.open.remove());
    }
    return manual.page.toString();
  }

  private void write(Section section) {
    page.append(".SH ").append(section.path().isEmpty() ? "KEYS" : quoted("KEYS OF " + section.path())).append('\n');
    section.fields().forEach(field -> write(section.path(), field));
  }

  private void write(String parent, Field field) {
    var path = parent.isEmpty() ? field.name() : parent + "." + field.name();
    var inner = inner(path, field.type());
    var told = new StringBuilder(field.description());
    var words = words(field.type());
    told.append(told.isEmpty() || words.isEmpty() ? "" : "; ").append(words);
    if (field.isRequired()) {
      told.append("; required");
    } else if (!field.defaultValue().isEmpty()) {
      told.append(" (default: ").append(field.defaultValue()).append(')');
    }
    page.append(".TP\n.B ").append(escaped(field.name())).append('\n').append(escaped(told.toString())).append('\n');
    inner.ifPresent(open::add);
  }

  /** The keys of what a field holds, where that is an object or several. */
  private static Optional<Section> inner(String path, FieldType type) {
    return switch (type) {
      case FieldType.Known(var fields) -> Optional.of(new Section(path, fields));
      case FieldType.Choice choice -> Optional.of(new Section(path, choice.fields()));
      case FieldType.Named(var each) -> inner(path + "." + ANY_NAME, each);
      case FieldType.Listed(var each, _) -> inner(path + "[]", each);
      case FieldType.Text _, FieldType.Words _, FieldType.Bool _, FieldType.Whole _, FieldType.WholeOrText _,
          FieldType.TextsByName _, FieldType.Duration _, FieldType.Texts _, FieldType.Any _ -> Optional.empty();
    };
  }

  /** What a value has to be, in words; empty for any text. */
  private static String words(FieldType type) {
    return switch (type) {
      case FieldType.Text _, FieldType.Any _ -> "";
      case FieldType.Words(var words) -> "one of " + String.join(", ", words);
      case FieldType.Bool() -> "true or false";
      case FieldType.Whole(var lowest, var highest, _) -> integer(lowest, highest);
      case FieldType.WholeOrText(var lowest, var highest, _) -> integer(lowest, highest) + ", or a text";
      case FieldType.TextsByName _ -> "texts by name";
      case FieldType.Duration(var lowest, var highest) ->
          "seconds from " + lowest + " to " + highest + ", or a duration such as 90s or 5m";
      case FieldType.Texts _ -> "a list of texts";
      case FieldType.Known _, FieldType.Choice _ -> "an object, below";
      case FieldType.Named _ -> "an object for each by its name, below";
      case FieldType.Listed _ -> "a list of objects, below";
    };
  }

  private static String integer(long lowest, long highest) {
    return "an integer from " + lowest + (highest == FieldType.UNBOUNDED ? " on" : " to " + highest);
  }

  /** A text that roff takes as it is; no line of it can be a request. */
  private static String escaped(String text) {
    return "\\&" + text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("\"", "\\(dq")
        .replaceAll("\\s+", " ");
  }

  private static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  /** An object, and where it is. */
  private record Section(String path, List<Field> fields) {
    Section {
      fields = List.copyOf(fields);
    }
  }
}
