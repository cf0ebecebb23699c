package gorb.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The header fields of a request; names without regard to case. Immutable. */
public final class Headers {
  /** No field. */
  public static final Headers NONE = new Headers(Map.of());

  private final Map<String, List<String>> fields;

  private Headers(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  /** Fields in their order; a name may come more than once. */
  public static Headers of(Iterable<Map.Entry<String, String>> entries) {
    var fields = new TreeMap<String, List<String>>();
    for (var entry : entries) {
      fields.computeIfAbsent(lower(entry.getKey()), _ -> new ArrayList<>()).add(entry.getValue());
    }
    return new Headers(fields.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, field -> List.copyOf(field.getValue()))));
  }

  /** The first value of a field, or null where there is none. */
  public @Nullable String first(String name) {
    var values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /** All values of a field, in their order. */
  public List<String> all(String name) {
    return fields.getOrDefault(lower(name), List.of());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
