package gorb.api;

import java.util.Map;

/**
 * The values of the variables of a route, decoded.
 *
 * @param values by the name of the variable
 */
public record PathNames(Map<String, String> values) {
  public PathNames {
    values = Map.copyOf(values);
  }

  /** The value of a variable that the route has. */
  public String get(String variable) {
    var value = values.get(variable);
    if (value == null) {
      throw new IllegalArgumentException("route variable: " + variable + " (expected: one of " + values.keySet() + ")");
    }
    return value;
  }
}
