package gorb;

import gorb.config.Config.FileChoice;
import gorb.config.ConfigException;
import gorb.config.ConfigFile;
import gorb.config.ConfigReload;
import gorb.control.Change;
import gorb.control.ControllerLoop;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.dataplane.Refusal;
import gorb.document.Hosts;
import gorb.model.Origin;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has the services of the configuration file carried out, at the start and whenever it is read again: all, or none. So it
 * is with the settings of the director, which come first.
 */
final class FileServices implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FileServices.class.getName());
  private static final int PATIENCE_SECONDS = 60;

  private final @Nullable FileChoice file;
  private final @Nullable ConfigFile first;
  private @Nullable ConfigReload reload;
  private @Nullable ControllerLoop loop;
  private @Nullable KernelDirector director;
  private @Nullable Routing routing;

  private FileServices(@Nullable FileChoice file, Hosts hosts, Consumer<Runnable> readings) throws ConfigException {
    this.file = file;
    if (file == null) {
      this.first = null;
    } else {
      var reading = new ConfigReload(file, hosts, this::wantAgain, readings);
      this.first = reading.load();
      this.reload = reading;
    }
  }

  /**
   * Reads the file for the first time.
   *
   * @param file null where there is none: then nothing that a file wanted once is wanted any more
   * @param readings runs each further reading
   * @throws ConfigException naming every problem with its place
   */
  static FileServices read(@Nullable FileChoice file, Hosts hosts, Consumer<Runnable> readings)
      throws ConfigException {
    return new FileServices(file, hosts, readings);
  }

  /**
   * Has what the file wants carried out, and waits for SIGHUP.
   *
   * @throws StartException where they are refused
   */
  void begin(ControllerLoop controllerLoop, KernelDirector kernelDirector, Routing routers) throws StartException {
    loop = controllerLoop;
    director = kernelDirector;
    routing = routers;
    if (file == null || first == null) {
      dropWhatAFileWanted(controllerLoop);
      kernelDirector.begin(Optional.empty());
      return;
    }
    kernelDirector.begin(first.director());
    var refusal = want(controllerLoop, first.services());
    if (refusal.isPresent()) {
      throw new StartException("--config " + file.path() + ": " + refusal.get());
    }
    if (reload != null) {
      reload.start();
      Signals.handle("HUP", reload::request);
    }
  }

  @Override
  public void close() {
    if (reload != null && loop != null) {
      reload.close();
    }
  }

  private void dropWhatAFileWanted(ControllerLoop controllerLoop) {
    long orphans = controllerLoop.snapshot().intent().services().values().stream()
        .filter(service -> service.origin() == Origin.FILE)
        .count();
    if (orphans > 0) {
      LOG.log(Level.WARNING, "event=config-gone services={0} reason=\"no --config was given: they are removed\"", orphans);
      want(controllerLoop, Intent.EMPTY);
    }
  }

  /** What is refused is told, and what was wanted before stays. */
  private void wantAgain(ConfigFile read) {
    if (loop == null || director == null || routing == null || file == null) {
      return;
    }
    director.wantAgain(read.director());
    want(loop, read.services()).ifPresent(reason ->
        LOG.log(Level.ERROR, "event=config-services-refused file={0} reason=\"{1}\"", file.path(), reason));
    routing.wantAgain(read.bgp());
  }

  /** Why the services are not what is wanted now, in words; empty where they are. */
  private Optional<String> want(ControllerLoop controllerLoop, Intent services) {
    var words = file == null ? "no file" : String.valueOf(file.path().getFileName());
    var change = new Change.Replace(services, OptionalLong.empty(), Optional.empty(), words);
    try {
      return refusal(controllerLoop.request(change, Origin.FILE).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (TimeoutException _) {
      return Optional.of("no decision within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
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
