package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import gorb.api.ApiDocument;
import gorb.http.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of the API as tests hold the daemon to it: more strictly than clients should, who skip fields that they do
 * not know.
 */
public final class OpenApi {
  /** The one of this version. */
  public static final OpenApi DOCUMENT = new OpenApi(ApiDocument.read());

  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private static final Pattern VARIABLE = Pattern.compile("[{]([a-z]+)[}]");

  private final ObjectNode document;

  private OpenApi(ObjectNode document) {
    close(document.path("components").path("schemas"));
    close(document.path("paths"));
    this.document = document;
  }

  /** Every method of every path, as {@code GET /service/{service}}, sorted. */
  public List<String> routes() {
    return document.get("paths").propertyStream()
        .flatMap(path -> path.getValue().propertyNames().stream()
            .filter(METHODS::contains)
            .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
        .sorted()
        .toList();
  }

  /** What is said of each of them. */
  public Stream<JsonNode> operations() {
    return document.get("paths").propertyStream().flatMap(path ->
        path.getValue().propertyStream().filter(it -> METHODS.contains(it.getKey())).map(Map.Entry::getValue));
  }

  /** Every reference that leads nowhere. */
  public List<String> danglingReferences() {
    return document.findValuesAsString("$ref").stream()
        .filter(it -> document.at(it.substring(1)).isMissingNode())
        .distinct()
        .toList();
  }

  /** Every path whose variables are not its parameters. */
  public List<String> undescribedPaths() {
    return document.get("paths").propertyStream()
        .filter(it -> !variables(it.getKey()).equals(it.getValue().path("parameters").valueStream()
            .map(this::resolved)
            .filter(parameter -> parameter.path("in").asString().equals("path"))
            .map(parameter -> parameter.path("name").asString())
            .toList()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Fails unless an answer is what the document says of its route. */
  public void requireDescribed(String method, String target, Answer answer) {
    var told = method + " " + target + " " + answer.status() + " " + answer.body();
    var operation = operation(method, target);
    if (operation.isMissingNode()) {
      assertThat(answer.status()).as(told).isIn(404, 405);
      return;
    }
    var response = operation.path("responses").path(Integer.toString(answer.status()));
    if (response.isMissingNode()) {
      assertThat(answer.status()).as(told).isGreaterThanOrEqualTo(400);
      response = resolved(operation.path("responses").path("default"));
    }
    var type = answer.header("content-type").replaceFirst(";.*", "");
    if (answer.body().isEmpty()) {
      assertThat(response.has("content")).as(told).isFalse();
      return;
    }
    var content = response.path("content").path(type);
    assertThat(content.isMissingNode()).as("%s: %s", type, told).isFalse();
    if (type.equals("application/json")) {
      requireValid(content.get("schema"), JsonMapper.shared().readTree(answer.body()), told);
    }
  }

  /** Fails unless a body that the daemon took is what the document says of its route. */
  public void requireTaken(String method, String target, String body) {
    var schema = operation(method, target).path("requestBody").path("content").path("application/json").path("schema");
    requireValid(schema, JsonMapper.shared().readTree(body), method + " " + target + " " + body);
  }

  /** Fails unless the data of an event is what the document says of its kind. */
  public void requireEvent(String kind, String data) {
    var schema = document.at("/paths/~1events/get/responses/200/content/text~1event-stream/x-events").path(kind);
    assertThat(schema.isMissingNode()).as(kind).isFalse();
    requireValid(schema, JsonMapper.shared().readTree(data), kind + " " + data);
  }

  private void requireValid(JsonNode schema, JsonNode value, String told) {
    assertThat(schema.isMissingNode()).as(told).isFalse();
    var whole = JsonNodeFactory.instance.objectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", document.get("components"));
    var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole).validate(value);
    assertThat(errors.stream().map(Error::toString)).as(told).isEmpty();
  }

  /** The operation of a target; a path without variables goes before one with them. */
  private JsonNode operation(String method, String target) {
    var path = target.replaceFirst("[?].*", "");
    return document.get("paths").propertyStream()
        .filter(it -> path.matches(it.getKey().replace(".", "[.]").replaceAll("[{][a-z]+[}]", "[^/]+")))
        .map(it -> it.getValue().path(method.toLowerCase(Locale.ROOT)))
        .filter(it -> !it.isMissingNode())
        .findFirst()
        .orElseGet(() -> document.path("nothing"));
  }

  private static List<String> variables(String path) {
    return VARIABLE.matcher(path).results().map(it -> it.group(1)).toList();
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
  }

  /** Allows no field but those that are described; what comes from the fields of requests does not already. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("properties").isObject()) {
      if (object.path("additionalProperties").isBoolean()) {
        return;
      }
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApi::close);
  }
}
