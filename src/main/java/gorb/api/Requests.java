package gorb.api;

import gorb.control.Change;
import gorb.control.ChangeRefusedException;
import gorb.control.Outcome;
import gorb.control.Preview;
import gorb.control.Snapshot;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.document.Problem;
import gorb.document.Problems;
import gorb.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Has changes made, and says in the words of HTTP what became of them. */
final class Requests {
  static final String NOT_FOUND = "unable to locate specified object";
  static final String EXISTS = "specified object already exists";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Control control;

  Requests(Control control) {
    this.control = control;
  }

  /**
   * The answer to a change that was made: an empty success.
   *
   * @throws ApiException why it was not made
   */
  Response make(Change change) throws ApiException {
    accepted(change);
    return Response.empty(200);
  }

  /**
   * What became of a change that was made.
   *
   * @throws ApiException why it was not made
   */
  Outcome.Accepted accepted(Change change) throws ApiException {
    try {
      return accepted(control.request(change).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      throw new ApiException(504, "no decision within " + PATIENCE.toSeconds() + " s: the change may still be made");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the daemon is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a change would come to, as of a snapshot.
   *
   * @throws ApiException why it would not be made, as far as that is known without the data plane
   */
  Preview preview(Snapshot snapshot, Change change) throws ApiException {
    try {
      return Preview.of(snapshot, change, control.origin());
    } catch (ChangeRefusedException e) {
      accepted(e.outcome());
      throw new IllegalStateException(e);
    }
  }

  private static Outcome.Accepted accepted(Outcome outcome) throws ApiException {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted;
      case Outcome.NotFound _ -> throw new ApiException(404, NOT_FOUND);
      case Outcome.AlreadyExists _ -> throw new ApiException(409, EXISTS);
      case Outcome.Conflict(var reason) -> throw new ApiException(409, reason);
      case Outcome.Stale(var revision) ->
          throw new ApiException(412, "the revision in force is " + revision + ": look at it and try again");
      case Outcome.Invalid(var problem, var reason) ->
          throw new ApiException(400, text(problem), List.of(new Problem("host", reason)));
      case Outcome.Refused(var refusals) -> throw refused(refusals);
      case Outcome.Unavailable(var reason) -> throw ApiException.unavailable(reason);
    };
  }

  private static String text(Outcome.Problem problem) {
    return switch (problem) {
      case INCOMPATIBLE_FAMILIES -> Problems.INCOMPATIBLE_FAMILIES;
    };
  }

  private static ApiException refused(List<Refusal> refusals) {
    for (var refusal : refusals) {
      var scheduler = schedulerOf(refusal.step());
      // ip_vs_genl_set_cmd answers ENOENT where it finds no scheduler of the name.
      if (!scheduler.isEmpty() && refusal.cause().startsWith("ENOENT")) {
        var message =
            "\"" + scheduler + "\" (expected: a scheduler of this data plane; it says " + refusal.cause() + ")";
        return new ApiException(400, "method: " + message, List.of(new Problem("method", message)));
      }
    }
    var messages = refusals.stream().map(Refusal::message).distinct().collect(Collectors.joining("; "));
    boolean canNever = refusals.stream().allMatch(refusal -> refusal.kind() == Refusal.Kind.UNSUPPORTED);
    return canNever
        ? new ApiException(400, messages)
        : new ApiException(500, "error while calling into IPVS: " + messages);
  }

  private static String schedulerOf(Step step) {
    return switch (step) {
      case Step.AddService(_, var settings) -> settings.scheduler().name();
      case Step.EditService(_, var settings) -> settings.scheduler().name();
      case Step.RemoveService _, Step.AddDestination _, Step.EditDestination _, Step.RemoveDestination _ -> "";
    };
  }
}
