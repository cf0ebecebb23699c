package gorb.control;

import gorb.dataplane.DirectorStep;
import gorb.dataplane.Refusal;
import java.util.List;

/** What became of settings of the director that somebody wanted. */
public sealed interface DirectorOutcome {
  /** They are in force. */
  record Accepted(List<DirectorStep> steps) implements DirectorOutcome {
    public Accepted {
      steps = List.copyOf(steps);
    }
  }

  /** The configuration file says what is wanted, and a client of the API cannot. */
  record Owned() implements DirectorOutcome {}

  /** One was refused; what was done before it was undone, as far as that was possible. */
  record Refused(Refusal.Kind kind, String reason) implements DirectorOutcome {}
}
