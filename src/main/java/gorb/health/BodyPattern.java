package gorb.health;

import java.util.regex.Pattern;

/**
 * Looks for a regular expression within a bound of steps: some expressions take exponentially many (
 * {@code (a+)+b} on a row of a's), and a server chooses the text.
 */
final class BodyPattern {
  /** How many characters are looked at: a tenth of a second or so. */
  static final long MOST_STEPS = 20_000_000;

  private BodyPattern() {}

  /**
   * Whether the expression is found in a text.
   *
   * @throws CheckFailedException where that takes too many steps, or the check is over
   */
  static boolean isIn(String text, String expression) throws CheckFailedException {
    try {
      return Pattern.compile(expression).matcher(new Metered(text, new Meter())).find();
    } catch (TooManyStepsException _) {
      throw new CheckFailedException("body: the pattern takes more than " + MOST_STEPS + " steps");
    } catch (StackOverflowError _) {
      throw new CheckFailedException("body: the pattern goes too deep");
    }
  }

  private static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyStepsException() {
      super(null, null, false, false);
    }
  }

  private static final class Meter {
    private static final int LOOK_UP = 0xffff;

    private long steps;

    void step() {
      steps++;
      if (steps > MOST_STEPS || ((steps & LOOK_UP) == 0 && Thread.currentThread().isInterrupted())) {
        throw new TooManyStepsException();
      }
    }
  }

  private record Metered(CharSequence text, Meter meter) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      meter.step();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Metered(text.subSequence(start, end), meter);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
