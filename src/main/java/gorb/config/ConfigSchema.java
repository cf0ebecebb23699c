package gorb.config;

import gorb.document.DirectorFields;
import gorb.document.FieldType;
import gorb.document.FieldType.Field;
import gorb.document.JsonSchema;
import gorb.document.JsonText;
import gorb.document.StateFields;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** The JSON Schema of configuration files: {@code docs/gorb.schema.json} is this text. */
public final class ConfigSchema {
  private ConfigSchema() {}

  /** The schema, with an end of line at its end. */
  public static String text() {
    var schema = JsonNodeFactory.instance.objectNode()
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("title", "gorb")
        .put("description", "A configuration file of gorb, in YAML, JSON or TOML");
    schema.setAll(JsonSchema.object(fields()));
    return JsonText.of(schema) + "\n";
  }

  /** Every field that a file may have. */
  static List<Field> fields() {
    var fields = new ArrayList<Field>();
    fields.add(new Field(SettingsReader.SCHEMA, new FieldType.Text(FieldType.UNBOUNDED, ""), false, "",
        "where this schema is, for editors"));
    Setting.ALL.values().forEach(setting -> fields.add(field(setting)));
    fields.add(BgpFields.bgp());
    fields.add(WebhookFields.webhooks());
    fields.add(DirectorFields.ipvs());
    fields.add(StateFields.services());
    return fields;
  }

  private static Field field(Setting setting) {
    return new Field(setting.name(), type(setting), false, "", setting.description());
  }

  private static FieldType type(Setting setting) {
    return switch (setting.type()) {
      case TEXT -> setting.choices().isEmpty()
          ? new FieldType.Text(FieldType.UNBOUNDED, "")
          : new FieldType.Words(setting.choices());
      case SWITCH -> new FieldType.Bool();
      case NUMBER -> new FieldType.Whole(1, FieldType.UNBOUNDED, false);
      case LIST -> new FieldType.Texts("^[^,]+$");
    };
  }
}
