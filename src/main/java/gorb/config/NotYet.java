package gorb.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The flags that this version knows and cannot serve. */
final class NotYet {
  private NotYet() {}

  /** What is asked for in vain, in words, by the name of its setting. */
  static Map<String, String> of(Flags flags) {
    var missing = new LinkedHashMap<String, String>();
    if (flags.store != null) {
      missing.put("store", "sharing services through a key-value store is not in this version");
    }
    return missing;
  }
}
