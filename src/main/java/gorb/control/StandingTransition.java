package gorb.control;

import gorb.model.PoolStanding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service won or lost its quorum, or other servers of it are used.
 *
 * @param service its name
 * @param from how it stood before
 * @param to how it stands now
 */
public record StandingTransition(String service, PoolStanding from, PoolStanding to) {
  /** The transition between two standings: none where nothing of note changed, or a standing is of no servers. */
  static List<StandingTransition> between(String service, @Nullable PoolStanding before, PoolStanding after) {
    return before == null || before.regulars() == 0 || after.regulars() == 0
            || (before.hasQuorum() == after.hasQuorum() && before.use() == after.use())
        ? List.of()
        : List.of(new StandingTransition(service, before, after));
  }
}
