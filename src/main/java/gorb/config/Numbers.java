package gorb.config;

import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Numbers as nodes of one kind, so that trees of all formats are equal. */
final class Numbers {
  private Numbers() {}

  /** A whole number in the smallest node that holds it. */
  static JsonNode integer(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return JsonNodeFactory.instance.numberNode(number.intValue());
    }
    return number.bitLength() < Long.SIZE
        ? JsonNodeFactory.instance.numberNode(number.longValue())
        : JsonNodeFactory.instance.numberNode(number);
  }
}
