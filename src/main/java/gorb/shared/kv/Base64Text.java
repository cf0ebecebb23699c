package gorb.shared.kv;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** Texts as both stores have them in JSON: the bytes of UTF-8 in base 64. */
final class Base64Text {
  private Base64Text() {}

  static String of(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text of a field; empty where there is none. */
  static String read(JsonNode field) {
    try {
      return new String(Base64.getDecoder().decode(field.asString("")), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
