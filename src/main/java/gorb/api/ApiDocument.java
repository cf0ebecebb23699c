package gorb.api;

import gorb.document.DirectorFields;
import gorb.document.FieldType;
import gorb.document.FieldType.Field;
import gorb.document.JsonSchema;
import gorb.document.StateFields;
import gorb.model.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document (3.1) of every route of the daemon. What clients say of services and backends comes from the
 * fields that the readers know; the rest is kept in {@code openapi.json} beside this class. A test holds routes and
 * answers to it.
 */
public final class ApiDocument {
  private static final String FILE = "openapi.json";
  /** Bytes of a name, and so at the least as many as it has characters. */
  private static final int LONGEST_NAME = 255;

  private ApiDocument() {}

  /** The document. */
  public static ObjectNode read() {
    try (var file = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(FILE), FILE)) {
      var document = (ObjectNode) JsonMapper.shared().readTree(file);
      var schemas = document.withObject("/components/schemas");
      schemas.set("Service", JsonSchema.object(StateFields.service()));
      schemas.set("ServiceEdit", JsonSchema.object(optional(StateFields.service())));
      schemas.set("Backend", JsonSchema.object(backend()));
      schemas.set("BackendEdit", JsonSchema.object(optional(backend())));
      schemas.set("State", JsonSchema.object(state()));
      schemas.set("Ipvs", JsonSchema.object(DirectorFields.all()));
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of an edit nothing is required. */
  private static List<Field> optional(List<Field> fields) {
    return fields.stream().map(field -> optional(field.name(), field.type(), field.description())).toList();
  }

  private static List<Field> backend() {
    var backend = new ArrayList<>(StateFields.backend());
    backend.add(optional("vsid", new FieldType.Text(LONGEST_NAME, ""),
        "its service, shown where a store is shared; not looked at"));
    return backend;
  }

  private static List<Field> state() {
    var service = new ArrayList<>(StateFields.service());
    service.add(optional("origin", new FieldType.Words(Stream.of(Origin.values()).map(Origin::label).toList()),
        "who wants it; what others than the API own may be named, but only as it is"));
    var backend = new ArrayList<>(StateFields.backend());
    backend.add(optional("origin", new FieldType.Words(List.of(Origin.DISCOVERY.label())),
        "that discovery found it; such a one is discovery's to change"));
    service.add(optional("backends", new FieldType.Named(new FieldType.Known(backend)),
        "the servers by name"));
    return List.of(
        optional("revision", new FieldType.Whole(0, FieldType.UNBOUNDED, false), "which one it is; not looked at"),
        optional("services", new FieldType.Named(new FieldType.Known(service)), "virtual services by name"));
  }

  private static Field optional(String name, FieldType type, String description) {
    return new Field(name, type, false, "", description);
  }
}
