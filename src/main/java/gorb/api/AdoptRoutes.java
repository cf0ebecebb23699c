package gorb.api;

import gorb.control.Adoption;
import gorb.control.Change;
import gorb.control.Intent;
import gorb.control.Snapshot;
import gorb.document.DocumentException;
import gorb.document.StateReader;
import gorb.document.StateWriter;
import gorb.http.Request;
import gorb.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the data plane carries and nobody wants: shown as it would be wanted, and taken into what is wanted. */
final class AdoptRoutes {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Control control;
  private final Requests requests;

  AdoptRoutes(Control control) {
    this.control = control;
    this.requests = new Requests(control);
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/adopt", (request, _) -> adopt(request)),
        new Route("POST", "/adopt/plan", (_, _) -> plan()));
  }

  private Response plan() throws ApiException {
    var snapshot = look();
    var adoption = sayable(snapshot);
    var change = change(snapshot, adoption, new Conditions(OptionalLong.empty(), Optional.empty(), Optional.empty()));
    var view = JsonNodeFactory.instance.objectNode().put("revision", snapshot.revision());
    PreviewView.addTo(view, requests.preview(snapshot, change));
    var leftOut = view.putArray("left_out");
    adoption.leftOut().forEach(leftOut::add);
    return Answers.json(200, view).with("ETag", Conditions.tag(snapshot.revision()));
  }

  private Response adopt(Request request) throws ApiException {
    var conditions = Conditions.of(request);
    var snapshot = look();
    return Applied.answer(requests, change(snapshot, sayable(snapshot), conditions));
  }

  /** Of what was seen: where somebody changes what is wanted meanwhile, the client is told to look again. */
  private static Change change(Snapshot snapshot, Adoption adoption, Conditions conditions) {
    var expected = conditions.expected().isPresent()
        ? conditions.expected()
        : OptionalLong.of(snapshot.revision());
    return new Change.Replace(adoption.wanted(snapshot), expected, conditions.confirmation(), conditions.cause("adopt"));
  }

  private Snapshot look() throws ApiException {
    try {
      control.look().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return control.snapshot();
    } catch (TimeoutException _) {
      throw new ApiException(504, "the data plane was not looked at within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the daemon is stopping");
    } catch (ExecutionException e) {
      throw ApiException.unavailable(String.valueOf(e.getCause()));
    }
  }

  /** Without what no document can say: it could not be kept, or shown and handed back. */
  private Adoption sayable(Snapshot snapshot) {
    var adoption = Adoption.of(snapshot, control.origin());
    for (var service : adoption.adopted().entrySet()) {
      try {
        StateReader.readKept(StateWriter.kept(Intent.EMPTY.with(service.getKey(), service.getValue())));
      } catch (DocumentException e) {
        adoption = adoption.without(service.getKey(), service.getValue().key() + ": " + e.getMessage());
      }
    }
    return adoption;
  }
}
