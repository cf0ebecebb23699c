package gorb;

import gorb.control.Change;
import gorb.control.ControllerLoop;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.dataplane.Refusal;
import gorb.model.Origin;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Has the services of the configuration file carried out: all of them, or none. */
final class FileServices {
  private static final System.Logger LOG = System.getLogger(FileServices.class.getName());
  private static final int PATIENCE_SECONDS = 60;

  private final ControllerLoop loop;

  FileServices(ControllerLoop loop) {
    this.loop = loop;
  }

  /**
   * Makes these what the file wants.
   *
   * @param words for the list of revisions
   * @return why they are not, in words; empty where they are
   */
  Optional<String> want(Intent services, String words) {
    var change = new Change.Replace(services, OptionalLong.empty(), Optional.empty(), words);
    try {
      return refusal(loop.request(change, Origin.FILE).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (TimeoutException _) {
      return Optional.of("no decision within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for a file that was read again: what is refused is told, and what was wanted before stays. */
  void wantAgain(Intent services, Path file) {
    want(services, words(file)).ifPresent(reason ->
        LOG.log(Level.ERROR, "event=config-services-refused file={0} reason=\"{1}\"", file, reason));
  }

  /** How the list of revisions names a file. */
  static String words(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Optional<String> refusal(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> Optional.empty();
      case Outcome.NotFound(var what) -> Optional.of(what + ": not found");
      case Outcome.AlreadyExists(var what) -> Optional.of(what + ": exists, and belongs to somebody else");
      case Outcome.Conflict(var reason) -> Optional.of(reason);
      case Outcome.Stale(var revision) -> Optional.of("the revision in force is " + revision);
      case Outcome.Invalid(_, var reason) -> Optional.of(reason);
      case Outcome.Refused(var refusals) ->
          Optional.of(refusals.stream().map(Refusal::message).distinct().collect(Collectors.joining("; ")));
      case Outcome.Unavailable(var reason) -> Optional.of(reason);
    };
  }
}
