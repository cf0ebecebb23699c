package gorb.discovery;

import gorb.control.DiscoveryStatus;
import gorb.control.DiscoveryStatus.State;
import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source, and what the service is to have of it: pure. A source that fails, or names nothing that
 * can be used, changes nothing, but where the service wants it otherwise; and before it was read for the first time
 * nothing is removed at all.
 *
 * @param answer the one whose backends the service is to have; null for those that it has
 * @param status what is told of it
 */
record Findings(@Nullable Answer answer, DiscoveryStatus status) {
  private static final Answer NOTHING = new Answer(List.of(), List.of(), Duration.ZERO);

  /** Before the source was asked. */
  static Findings none(Discovery discovery, Instant now) {
    return new Findings(null, new DiscoveryStatus(
        discovery.source().label(), State.WAITING, now, null, 0, List.of(), "not read yet", 0, 0));
  }

  /** After an answer, of which so much can be used. */
  Findings after(Answer read, Merge merge, Discovery discovery, Instant now) {
    int found = merge.servers().size();
    boolean isKept = found == 0 && discovery.empty() == EmptyAnswer.KEEP;
    var reason = found > 0 ? "" : "no backend in the answer" + (isKept ? ": what was known stays" : "");
    return new Findings(isKept ? answer : read,
        told(found > 0 ? State.CURRENT : State.EMPTY, now, now, found, merge.left(), reason, 1, 0));
  }

  /** After a failure. */
  Findings after(String failure, Discovery discovery, Instant now) {
    var read = status.read();
    boolean isOver = discovery.keepFor() != null && read != null && now.isAfter(read.plus(discovery.keepFor()));
    return new Findings(isOver ? NOTHING : answer,
        told(State.FAILED, now, read, status.found(), List.of(), failure, 0, 1));
  }

  private DiscoveryStatus told(State state, Instant now, @Nullable Instant read, int found, List<String> left,
      String reason, int reads, int failures) {
    var since = state == status.state() ? status.since() : now;
    return new DiscoveryStatus(status.source(), state, since, read, found, left, reason, status.reads() + reads,
        status.failures() + failures);
  }
}
