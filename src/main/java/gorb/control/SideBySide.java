package gorb.control;

import java.util.Iterator;
import java.util.Map.Entry;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Two maps in the order of their names, side by side: of two big ones that are nearly the same it takes a fifth of the time
 * of looking up each name of one in the other.
 */
public final class SideBySide {
  private SideBySide() {}

  /** Takes what is under a name in each of the maps; null where it is not in it. */
  @FunctionalInterface
  public interface Visitor<V, X extends Exception> {
    /** Not both are null. */
    void visit(String name, @Nullable V one, @Nullable V other) throws X;
  }

  /** Visits every name that is in one of the maps, in their order. */
  public static <V, X extends Exception> void visit(
      SortedMap<String, V> one, SortedMap<String, V> other, Visitor<V, X> visitor) throws X {
    var before = one.entrySet().iterator();
    var after = other.entrySet().iterator();
    var was = next(before);
    var is = next(after);
    while (was != null || is != null) {
      int order = was == null ? 1 : is == null ? -1 : was.getKey().compareTo(is.getKey());
      if (was != null && order <= 0) {
        visitor.visit(was.getKey(), was.getValue(), is != null && order == 0 ? is.getValue() : null);
      } else if (is != null) {
        visitor.visit(is.getKey(), null, is.getValue());
      }
      was = order <= 0 ? next(before) : was;
      is = order >= 0 ? next(after) : is;
    }
  }

  private static <V> @Nullable Entry<String, V> next(Iterator<Entry<String, V>> rest) {
    return rest.hasNext() ? rest.next() : null;
  }
}
