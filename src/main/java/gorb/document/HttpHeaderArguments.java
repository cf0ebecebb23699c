package gorb.document;

import gorb.model.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The argument {@code headers} of a check by HTTP: values by the names of fields. */
final class HttpHeaderArguments {
  static final String NAME = "headers";

  private HttpHeaderArguments() {}

  /** The fields, in their order. */
  static List<HttpRequest.Field> read(Fields args) {
    var fields = new ArrayList<HttpRequest.Field>();
    args.object(NAME).ifPresent(object -> object.properties().forEach(entry -> {
      var path = args.path(NAME) + "." + entry.getKey();
      if (!HttpRequest.isToken(entry.getKey())) {
        args.problems().add(path, "no name (expected: a token of HTTP)");
      } else if (HttpRequest.NOT_ALLOWED.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
        args.problems().add(path, "not allowed (expected: another one; this is the check's own)");
      } else if (!entry.getValue().isString() || !HttpRequest.isValue(entry.getValue().stringValue())) {
        args.problems().add(path, Fields.shown(entry.getValue()) + " (expected: visible ASCII, at most "
            + HttpRequest.LONGEST_VALUE + " characters)");
      } else {
        fields.add(new HttpRequest.Field(entry.getKey(), entry.getValue().stringValue()));
      }
    }));
    if (fields.size() > HttpRequest.MOST_FIELDS) {
      args.problems().add(
          args.path(NAME), fields.size() + " fields (expected: at most " + HttpRequest.MOST_FIELDS + ")");
      return List.of();
    }
    return fields;
  }

  /** Writes them where there are any. */
  static void write(ObjectNode args, List<HttpRequest.Field> fields) {
    if (!fields.isEmpty()) {
      var headers = args.putObject(NAME);
      fields.forEach(field -> headers.put(field.name(), field.value()));
    }
  }
}
