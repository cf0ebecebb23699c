package gorb.document;

import java.util.List;

/** What a field of a document holds, as far as a schema can say it. */
public sealed interface FieldType {
  /** As a bound: there is none. */
  int UNBOUNDED = -1;

  /**
   * A string.
   *
   * @param longest how many characters it has at most, or {@link #UNBOUNDED}
   * @param pattern a regular expression for it; empty for any
   */
  record Text(int longest, String pattern) implements FieldType {}

  /** One of some words. */
  record Words(List<String> words) implements FieldType {
    public Words {
      words = List.copyOf(words);
    }
  }

  /** True or false. */
  record Bool() implements FieldType {}

  /**
   * A whole number in a range.
   *
   * @param highest or {@link #UNBOUNDED}
   * @param digits whether a string of digits is as good
   */
  record Whole(long lowest, long highest, boolean digits) implements FieldType {}

  /** A whole number in a range, or a string. */
  record WholeOrText(long lowest, long highest, String pattern) implements FieldType {}

  /**
   * Strings by name.
   *
   * @param name a regular expression for each name
   * @param pattern a regular expression for each string
   * @param longest how many characters a string has at most
   */
  record TextsByName(String name, String pattern, int longest) implements FieldType {}

  /** Whole seconds in a range as a number or digits, or a duration with units. */
  record Duration(long lowest, long highest) implements FieldType {}

  /** Strings. */
  record Texts(String pattern) implements FieldType {}

  /** An object of fields that are known. */
  record Known(List<Field> fields) implements FieldType {
    public Known {
      fields = List.copyOf(fields);
    }
  }

  /** Something that another field decides on. */
  record Any() implements FieldType {}

  /** Objects of one kind by name. */
  record Named(FieldType each) implements FieldType {}

  /**
   * An array of objects of one kind.
   *
   * @param least how many there are at the least
   */
  record Listed(FieldType each, int least) implements FieldType {}

  /**
   * An object of fields of which one decides what another may hold.
   *
   * @param fields all of them
   * @param deciding the name of the one that decides, and the value that it has where it is not given
   * @param decided the name of the other
   * @param cases what the other holds, by each value of the first
   */
  record Choice(List<Field> fields, Deciding deciding, String decided, List<Case> cases) implements FieldType {
    public Choice {
      fields = List.copyOf(fields);
      cases = List.copyOf(cases);
    }
  }

  /** A field that decides. */
  record Deciding(String name, String defaultValue) {}

  /** What holds for one value. */
  record Case(String value, FieldType type) {}

  /**
   * A field of an object.
   *
   * @param name of it
   * @param type of its value
   * @param isRequired whether it has to be given; one that has not may be null, too
   * @param defaultValue as people say it; empty where there is nothing to say
   * @param description what it is
   */
  record Field(String name, FieldType type, boolean isRequired, String defaultValue, String description) {}
}
