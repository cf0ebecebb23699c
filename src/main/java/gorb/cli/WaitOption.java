package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a change waits to be confirmed. */
final class WaitOption {
  @Option(
      names = "--confirm-within",
      paramLabel = "duration",
      description = "take the change back unless 'gorb confirm' comes in time: 1s to 24h, such as 60s")
  @Nullable String wait;

  /** The query that says so; nothing where the change is for good. */
  String query() {
    return wait == null ? "" : "?confirm_within=" + Paths.parameter(wait);
  }
}
