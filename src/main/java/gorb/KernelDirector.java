package gorb;

import gorb.api.DirectorRoutes;
import gorb.api.Route;
import gorb.config.Config;
import gorb.control.DirectorKeeper;
import gorb.control.DirectorOutcome;
import gorb.control.DirectorStore;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.ipvs.IpvsDirector;
import gorb.metrics.Metrics;
import gorb.model.DirectorSettings;
import gorb.netlink.Trace;
import gorb.store.DirectorFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The settings of the kernel's IPVS as a whole, or none with another data plane: the parts for it, put together. */
final class KernelDirector implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KernelDirector.class.getName());
  private static final int PATIENCE_SECONDS = 60;

  private final Optional<DirectorKeeper> keeper;

  private KernelDirector(Optional<DirectorKeeper> keeper) {
    this.keeper = keeper;
  }

  /**
   * Opens what is needed; nothing is changed yet.
   *
   * @param dataplane the name of the one in use
   * @param keptIn the state directory in use; null for none
   */
  static KernelDirector open(String dataplane, Config config, @Nullable Path keptIn, Trace trace)
      throws StartException {
    if (!dataplane.equals("ipvs")) {
      return new KernelDirector(Optional.empty());
    }
    try {
      var store = keptIn == null ? DirectorStore.inMemory() : DirectorFile.in(keptIn);
      return new KernelDirector(Optional.of(new DirectorKeeper(IpvsDirector.open(trace), store, config.drift())));
    } catch (IOException | DataplaneException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What can be asked of it. */
  List<Route> routes() {
    return new DirectorRoutes(keeper).routes();
  }

  /** Has it shown whether all is as wanted. */
  void showIn(Metrics metrics) {
    keeper.ifPresent(it -> metrics.showDirector(it::different));
  }

  /**
   * Has what is wanted at the start carried out, and kept from now on.
   *
   * @param ofFile what the configuration file wants; absent where it says nothing
   * @throws StartException where that is refused
   */
  void begin(Optional<DirectorSettings> ofFile) throws StartException {
    if (ofFile.isPresent()) {
      var refusal = want(ofFile);
      if (refusal.isPresent()) {
        throw new StartException("ipvs: " + refusal.get());
      }
    }
    keeper.ifPresent(DirectorKeeper::start);
  }

  /** Takes what the file wants when it is read again; a refusal is logged, and nothing changes then. */
  void wantAgain(Optional<DirectorSettings> ofFile) {
    want(ofFile).ifPresent(reason -> LOG.log(Level.ERROR, "event=config-ipvs-refused reason=\"{0}\"", reason));
  }

  @Override
  public void close() {
    keeper.ifPresent(DirectorKeeper::close);
  }

  private Optional<String> want(Optional<DirectorSettings> ofFile) {
    if (keeper.isEmpty()) {
      ofFile.ifPresent(_ -> LOG.log(Level.WARNING,
          "event=ipvs-settings-ignored reason=\"the data plane in use has no such settings\""));
      return Optional.empty();
    }
    try {
      return switch (keeper.get().wantByFile(ofFile).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        case DirectorOutcome.Accepted _ -> Optional.empty();
        case DirectorOutcome.Owned _ -> Optional.of("owned by the file");
        case DirectorOutcome.Refused(_, var reason) -> Optional.of(reason);
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (TimeoutException _) {
      return Optional.of("no answer within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }
}
