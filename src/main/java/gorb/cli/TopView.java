package gorb.cli;

import org.jspecify.annotations.Nullable;

/**
 * What the user of 'gorb top' wants to see. Immutable: a key makes another one.
 *
 * @param sort the column to sort by, the largest first; null for by name
 * @param reversed the other way round
 * @param filter text that a service or backend must contain in name or address, whatever its case
 * @param typing whether keys go into the filter
 * @param servers whether backends are shown
 * @param totals whether the sums since the beginning are shown rather than rates
 * @param top how many rows are scrolled over
 * @param ended whether the user is done
 */
record TopView(
    @Nullable TopColumn sort, boolean reversed, String filter, boolean typing, boolean servers, boolean totals, int top,
    boolean ended) {
  /** What there is to press. */
  static final String HELP = "q quit  / filter  s servers  t totals  r reverse  sort: n name a active i inact c conns"
      + " b in o out w weight  arrows scroll";

  /** Everything, by name. */
  static final TopView FIRST = new TopView(null, false, "", false, true, false, 0, false);

  private static final int LONGEST_FILTER = 100;

  /** After a key. */
  TopView after(TopKey key) {
    return switch (key) {
      case TopKey.Up() -> scrolled(-1);
      case TopKey.Down() -> scrolled(1);
      case TopKey.Enter() -> filtered(filter, false);
      case TopKey.Escape() -> filtered("", false);
      case TopKey.Backspace() ->
          filtered(filter.substring(0, Math.max(0, filter.length() - 1)), typing);
      case TopKey.Letter(var letter) -> typing ? typed(letter) : pressed(letter);
    };
  }

  private TopView typed(char letter) {
    return filter.length() < LONGEST_FILTER ? filtered(filter + letter, true) : this;
  }

  private TopView pressed(char letter) {
    return switch (letter) {
      case 'q' -> new TopView(sort, reversed, filter, typing, servers, totals, top, true);
      case '/' -> filtered("", true);
      case 's' -> new TopView(sort, reversed, filter, typing, !servers, totals, 0, ended);
      case 't' -> new TopView(sort, reversed, filter, typing, servers, !totals, top, ended);
      case 'r' -> new TopView(sort, !reversed, filter, typing, servers, totals, 0, ended);
      case 'n' -> sorted(null);
      default -> TopColumn.of(letter).map(this::sorted).orElse(this);
    };
  }

  private TopView sorted(@Nullable TopColumn column) {
    return new TopView(column, false, filter, typing, servers, totals, 0, ended);
  }

  private TopView filtered(String text, boolean stillTyping) {
    return new TopView(sort, reversed, text, stillTyping, servers, totals, 0, ended);
  }

  private TopView scrolled(int rows) {
    return new TopView(sort, reversed, filter, typing, servers, totals, Math.max(0, top + rows), ended);
  }
}
