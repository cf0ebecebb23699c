package gorb;

import gorb.control.Snapshot;
import gorb.model.Health;

/** The daemon in one line, as {@code systemctl status} shows it. */
final class StatusLine {
  private StatusLine() {}

  /** For example {@code ipvs: 2 services, 10 backends, 1 down}; a trouble takes its place. */
  static String of(Snapshot snapshot) {
    if (snapshot.unreachable().isPresent()) {
      return snapshot.dataplane().name() + ": " + snapshot.unreachable().get().replace('\n', ' ');
    }
    int backends = snapshot.health().size();
    long down = snapshot.health().values().stream().filter(it -> it.health() instanceof Health.Down).count();
    return snapshot.dataplane().name() + ": " + counted(snapshot.intent().services().size(), "service") + ", "
        + counted(backends, "backend") + (down == 0 ? "" : ", " + down + " down")
        + (snapshot.refused().isEmpty() ? "" : ", " + counted(snapshot.refused().size(), "step") + " refused")
        + (snapshot.pending().isEmpty() ? "" : ", a change waits to be confirmed");
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
