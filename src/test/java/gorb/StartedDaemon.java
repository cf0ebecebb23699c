package gorb;

import gorb.config.CommandLineReader;
import gorb.config.CommandLineRequest;
import gorb.http.ListenAddress;
import gorb.netlink.Trace;
import java.util.Arrays;
import java.util.Map;

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

  @Override
  public void close() {
    daemon.close();
  }
}
