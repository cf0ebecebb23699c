package gorb.document;

import gorb.document.FieldType.Field;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the JSON Schema (draft 2020-12) of fields. */
public final class JsonSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonSchema() {}

  /** The schema of an object of fields; those that need not be given may be null. */
  public static ObjectNode object(List<Field> fields) {
    var schema = NODES.objectNode().put("type", "object");
    var properties = schema.putObject("properties");
    fields.forEach(field -> properties.set(field.name(), field(field)));
    schema.put("additionalProperties", false);
    var required = fields.stream().filter(Field::isRequired).map(Field::name).toList();
    if (!required.isEmpty()) {
      var names = schema.putArray("required");
      required.forEach(names::add);
    }
    return schema;
  }

  private static ObjectNode field(Field field) {
    var told = field.defaultValue().isEmpty() ? "" : " (default: " + field.defaultValue() + ")";
    var schema = NODES.objectNode().put("description", field.description() + told);
    var type = of(field.type());
    return schema.setAll(field.isRequired() ? type : orNull(type));
  }

  private static ObjectNode of(FieldType type) {
    return switch (type) {
      case FieldType.Text(var longest, var pattern) -> 
          longest == FieldType.UNBOUNDED ? text(pattern) : text(pattern).put("maxLength", longest);
      case FieldType.Words(var words) -> words(words);
      case FieldType.Bool() -> NODES.objectNode().put("type", "boolean");
      case FieldType.Whole(var lowest, var highest, var digits) ->
          digits ? anyOf(whole(lowest, highest), text("^[0-9]{1,9}$")) : whole(lowest, highest);
      case FieldType.Duration(var lowest, var highest) ->
          anyOf(whole(lowest, highest), text("^([0-9]+|" + StateFields.DURATION + ")$"));
      case FieldType.Texts(var pattern) -> {
        var schema = NODES.objectNode().put("type", "array");
        schema.set("items", text(pattern));
        yield schema;
      }
      case FieldType.Listed(var each, var least) -> {
        var schema = NODES.objectNode().put("type", "array").put("minItems", least);
        schema.set("items", of(each));
        yield schema;
      }
      case FieldType.Known(var fields) -> object(fields);
      case FieldType.WholeOrText(var lowest, var highest, var pattern) -> anyOf(whole(lowest, highest), text(pattern));
      case FieldType.TextsByName(var name, var pattern, var longest) -> {
        var schema = NODES.objectNode().put("type", "object");
        schema.putObject("propertyNames").put("pattern", name);
        yield schema.set("additionalProperties", text(pattern).put("maxLength", longest));
      }
      case FieldType.Any() -> NODES.objectNode();
      case FieldType.Named(var each) -> named(each);
      case FieldType.Choice choice -> choice(choice);
    };
  }

  private static ObjectNode text(String pattern) {
    var schema = NODES.objectNode().put("type", "string");
    return pattern.isEmpty() ? schema : schema.put("pattern", pattern);
  }

  private static ObjectNode words(List<String> words) {
    var schema = NODES.objectNode();
    words.forEach(schema.putArray("enum")::add);
    return schema;
  }

  private static ObjectNode whole(long lowest, long highest) {
    var schema = NODES.objectNode().put("type", "integer").put("minimum", lowest);
    return highest == FieldType.UNBOUNDED ? schema : schema.put("maximum", highest);
  }

  private static ObjectNode anyOf(JsonNode... schemas) {
    var schema = NODES.objectNode();
    schema.putArray("anyOf").addAll(List.of(schemas));
    return schema;
  }

  private static ObjectNode named(FieldType each) {
    var schema = NODES.objectNode().put("type", "object");
    schema.putObject("propertyNames").put("pattern", Names.PATTERN).put("maxLength", Names.LONGEST);
    return schema.set("additionalProperties", of(each));
  }

  private static ObjectNode choice(FieldType.Choice choice) {
    var schema = object(choice.fields());
    var cases = schema.putArray("allOf");
    for (var each : choice.cases()) {
      var isDefault = each.value().equals(choice.deciding().defaultValue());
      var when = NODES.objectNode();
      var deciding = when.putObject("properties").putObject(choice.deciding().name());
      if (isDefault) {
        deciding.putArray("enum").add(each.value()).addNull();
      } else {
        deciding.put("const", each.value());
        when.putArray("required").add(choice.deciding().name());
      }
      var then = NODES.objectNode();
      then.putObject("properties").set(choice.decided(), orNull(of(each.type())));
      cases.addObject().set("if", when).set("then", then);
    }
    return schema;
  }

  /** The same, or null; what may be anything may be null. */
  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.isEmpty()) {
      return schema;
    }
    if (schema.path("type").isString()) {
      var type = schema.get("type");
      schema.putArray("type").add(type).add("null");
      return schema;
    }
    if (schema.has("enum")) {
      schema.withArray("enum").addNull();
      return schema;
    }
    return anyOf(schema, NODES.objectNode().put("type", "null"));
  }
}
