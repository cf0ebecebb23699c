package gorb.api;

import gorb.control.DirectorKeeper;
import gorb.control.DirectorOutcome;
import gorb.control.DirectorView;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.DirectorStep;
import gorb.dataplane.Refusal.Kind;
import gorb.document.DirectorReader;
import gorb.document.DirectorWriter;
import gorb.document.DocumentException;
import gorb.document.Fields;
import gorb.document.Problems;
import gorb.http.Request;
import gorb.http.Response;
import gorb.model.DirectorSettings;
import gorb.model.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Settings of the kernel's IPVS as a whole: shown, planned and changed. */
public final class DirectorRoutes {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Optional<DirectorKeeper> keeper;

  /** @param keeper absent where the data plane has no such settings */
  public DirectorRoutes(Optional<DirectorKeeper> keeper) {
    this.keeper = keeper;
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/ipvs", (_, _) -> Answers.json(200, show(answer(keeper().look())))),
        new Route("PUT", "/ipvs", (request, _) -> Answers.json(200, want(settings(request)))),
        new Route("POST", "/ipvs/plan", (request, _) ->
            Answers.json(200, steps(answer(keeper().plan(settings(request)))))));
  }

  private ObjectNode want(DirectorSettings settings) throws ApiException {
    return switch (answer(keeper().want(settings))) {
      case DirectorOutcome.Accepted(var steps) -> steps(steps);
      case DirectorOutcome.Owned _ ->
          throw new ApiException(409, "the configuration file says what is wanted ('ipvs'): change it there");
      case DirectorOutcome.Refused(var kind, var reason) -> throw refused(kind, reason);
    };
  }

  private static DirectorSettings settings(Request request) throws DocumentException {
    var problems = Problems.strict();
    var settings = DirectorReader.read(Fields.of(JsonBody.read(request.body()), problems));
    problems.raise();
    return settings;
  }

  private DirectorKeeper keeper() throws ApiException {
    return keeper.orElseThrow(() -> new ApiException(501, "the data plane has no such settings (ipvs has)"));
  }

  private static <T> T answer(CompletableFuture<T> question) throws ApiException {
    try {
      return question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new ApiException(504, "no answer within " + PATIENCE.toSeconds() + " s: the change may still be made");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the daemon is stopping");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataplaneException cause) {
        throw refused(cause.kind(), String.valueOf(cause.getMessage()));
      }
      throw new IllegalStateException(e);
    }
  }

  private static ApiException refused(Kind kind, String reason) {
    return switch (kind) {
      case TRANSIENT -> ApiException.unavailable(reason);
      case UNSUPPORTED -> new ApiException(400, reason);
      case REJECTED, NOT_PERMITTED -> new ApiException(500, "error while calling into IPVS: " + reason);
    };
  }

  private static ObjectNode show(DirectorView view) {
    var shown = JsonNodeFactory.instance.objectNode().put("origin", view.origin().map(Origin::label).orElse(null));
    shown.set("wanted", DirectorWriter.write(view.wanted()));
    shown.set("kernel", DirectorWriter.write(view.observed()));
    shown.setAll(steps(view.differences()));
    return shown.put("refused", view.failure().orElse(null));
  }

  private static ObjectNode steps(List<DirectorStep> steps) {
    var shown = JsonNodeFactory.instance.objectNode();
    var list = shown.putArray("steps");
    steps.forEach(step -> list.add(step.toString()));
    return shown;
  }
}
