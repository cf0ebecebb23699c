package gorb.api;

import gorb.http.Response;
import gorb.shared.NodeReport;
import gorb.shared.Nodes;
import gorb.shared.SharedIntent;
import gorb.shared.SharedIntent.Answer;
import gorb.shared.StoreStatus;
import gorb.shared.StoreStatus.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of the store that several directors share, and of the directors. */
public final class StoreRoutes {
  private static final int PATIENCE_SECONDS = 30;
  private static final String ALONE = "this director shares no store (it was started without --store)";

  private final @Nullable Shared shared;

  /** The routes of a director; {@code shared} is null where it is alone. */
  public StoreRoutes(@Nullable Shared shared) {
    this.shared = shared;
  }

  /**
   * What a director shares.
   *
   * @param kind of the store, in a word
   * @param intent null before it is made
   * @param nodes null before it is made
   */
  public record Shared(String kind, Supplier<@Nullable SharedIntent> intent, Supplier<@Nullable Nodes> nodes) {}

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/nodes", (_, _) -> nodes()),
        new Route("GET", "/store", (_, _) -> show()),
        new Route("POST", "/store/refill", (_, _) -> answer(Answer.REFILL)),
        new Route("POST", "/store/accept", (_, _) -> answer(Answer.ACCEPT)));
  }

  private Response nodes() throws ApiException {
    var nodes = shared().nodes().get();
    if (nodes == null) {
      throw ApiException.unavailable("the store was not asked yet");
    }
    var mine = intent().status();
    var list = JsonNodeFactory.instance.arrayNode();
    nodes.all().forEach(node -> list.add(view(node, mine)));
    return Answers.json(200, list);
  }

  /** The directors by name, without what grows by itself; none before the store was asked. */
  public Map<String, ObjectNode> briefly() {
    var nodes = shared == null ? null : shared.nodes().get();
    var intent = shared == null ? null : shared.intent().get();
    return nodes == null || intent == null ? Map.of() : nodes.all().stream().collect(Collectors.toMap(
        NodeReport::name, node -> brief(view(node, intent.status()))));
  }

  private static ObjectNode brief(ObjectNode view) {
    if (view.get("store") instanceof ObjectNode store) {
      store.retain("state", "reason", "problems");
    }
    return view.retain("version", "dataplane", "services", "drift", "settled", "in_step", "store");
  }

  /** What a node says, and whether it carried out what this one did. */
  private static ObjectNode view(NodeReport node, StoreStatus mine) {
    var view = node.document().deepCopy().put("node", node.name());
    boolean isInStep = view.path("store").path("state").asString("").equals(State.IN_STEP.label())
        && view.path("store").path("digest").asString("").equals(Long.toHexString(mine.digest()));
    return view.put("in_step", isInStep);
  }

  private Response show() throws ApiException {
    var status = intent().status();
    var view = JsonNodeFactory.instance.objectNode()
        .put("store", shared().kind())
        .put("state", status.state().label())
        .put("reason", status.reason())
        .put("since", Times.format(status.since()))
        .put("revision", status.revision())
        .put("lag_ms", status.lag().toMillis());
    status.problems().forEach(view.putArray("problems")::add);
    return Answers.json(200, view);
  }

  private Response answer(Answer answer) throws ApiException {
    try {
      var objection = intent().answer(answer).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (objection.isPresent()) {
        throw new ApiException(409, objection.get());
      }
      return show();
    } catch (TimeoutException _) {
      throw new ApiException(504, "no decision within " + PATIENCE_SECONDS + " s: it may still come");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the daemon is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Shared shared() throws ApiException {
    if (shared == null) {
      throw new ApiException(404, ALONE);
    }
    return shared;
  }

  private SharedIntent intent() throws ApiException {
    var intent = shared().intent().get();
    if (intent == null) {
      throw ApiException.unavailable("the store was not asked yet");
    }
    return intent;
  }
}
