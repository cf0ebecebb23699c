package gorb.cli;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A column of 'gorb top' that has a number, and the key that sorts by it. */
enum TopColumn {
  WEIGHT('w', "WEIGHT", "weight", false),
  ACTIVE('a', "ACTIVE", "active", false),
  INACTIVE('i', "INACT", "inactive", false),
  PERSISTENT('p', "PERS", "persistent", false),
  CONNECTIONS('c', "CONNS", "connections", true),
  PACKETS_IN('k', "INPKTS", "packets_in", true),
  PACKETS_OUT('l', "OUTPKTS", "packets_out", true),
  BYTES_IN('b', "INBYTES", "bytes_in", true),
  BYTES_OUT('o', "OUTBYTES", "bytes_out", true);

  /** Wide enough for a number that is written whole, and a space. */
  static final int WIDTH = 11;

  private final char key;
  private final String title;
  private final String field;
  private final boolean hasRate;

  TopColumn(char key, String title, String field, boolean hasRate) {
    this.key = key;
    this.title = title;
    this.field = field;
    this.hasRate = hasRate;
  }

  /** The column that a key sorts by. */
  static Optional<TopColumn> of(int pressed) {
    return Arrays.stream(values()).filter(column -> column.key == pressed).findFirst();
  }

  /** What stands above it. */
  String title(boolean totals) {
    return hasRate && !totals ? title + "/s" : title;
  }

  /**
   * The number of a service or backend; 0 where it has none.
   *
   * @param totals rather than what is carried each second
   */
  long of(JsonNode entry, boolean totals) {
    return (hasRate && !totals ? entry.path("per_second") : entry).path(field).asLong();
  }

  /** The number as it is shown: whole up to eight digits, then in thousands, millions, and so on. */
  String text(JsonNode entry, boolean totals) {
    if (entry.path(field).isMissingNode()) {
      return "";
    }
    long number = of(entry, totals);
    if (number < 100_000_000) {
      return Long.toString(number);
    }
    int unit = -1;
    for (; number >= 100_000; unit++) {
      number /= 1_000;
    }
    return number + "kMGTPE".substring(unit, unit + 1);
  }
}
