package gorb.document;

import java.util.List;
import java.util.function.Function;

/** Does the same with each of many things, on several processors where there are enough of them for that to pay. */
final class ManyAtOnce {
  /** Fewer services are done before another processor has begun to help. */
  private static final int WORTHWHILE = 32;

  private ManyAtOnce() {}

  /**
   * The results in the order of the things.
   *
   * @param each is called by several threads, in no order
   */
  static <T, R> List<R> map(List<T> things, Function<T, R> each) {
    return (isWorthwhile(things.size()) ? things.parallelStream() : things.stream()).map(each).toList();
  }

  /** Whether so many things are enough. */
  static boolean isWorthwhile(int things) {
    return things >= WORTHWHILE;
  }
}
