package gorb;

import gorb.api.Probes;
import gorb.config.CommandLineReader;
import gorb.config.CommandLineRequest;
import gorb.http.ListenAddress;
import gorb.netlink.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A whole daemon within this JVM, so that its code is warm when it is measured. */
public final class StartedDaemon implements AutoCloseable {
  private final Daemon daemon;

  private StartedDaemon(Daemon daemon) {
    this.daemon = daemon;
  }

  /** Starts a daemon by its command line, in the network namespace of this thread, and waits until it is ready. */
  public static StartedDaemon start(String... flags) throws Exception {
    if (new CommandLineReader(Map.of(), false).read(flags) instanceof CommandLineRequest.Run(var config)) {
      return new StartedDaemon(Daemon.start(config, "in this JVM", Trace.NONE, _ -> {}));
    }
    throw new IllegalArgumentException("flags: " + Arrays.toString(flags) + " (expected: those of a daemon)");
  }

  /** Where the API listens. */
  public ListenAddress address() {
    return daemon.address();
  }

  /** What the API answers, as method and path, the probes included. */
  public List<String> routes() {
    return Stream.concat(
        daemon.routes().stream().map(route -> route.method() + " " + route.pattern()),
        Stream.of(Probes.LIVE, Probes.READY).map(path -> "GET " + path)).sorted().toList();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
