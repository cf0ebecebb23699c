package gorb.control;

import gorb.dataplane.Refusal;
import java.util.List;

/** What became of a {@link Change}. Anything but {@link Accepted} left intent as it was. */
public sealed interface Outcome {
  /**
   * The change is in force: the data plane took it.
   *
   * @param snapshot the first that contains it
   * @param steps how many steps the data plane took, in the turn that decided it, of the services that it is about
   */
  record Accepted(Snapshot snapshot, int steps) implements Outcome {}

  /** The service or server that it names does not exist. */
  record NotFound(String what) implements Outcome {}

  /** The name is taken. */
  record AlreadyExists(String what) implements Outcome {}

  /** It contradicts something else that is wanted. */
  record Conflict(String reason) implements Outcome {}

  /** It was made for another revision than the one in force. */
  record Stale(long revision) implements Outcome {}

  /** It can never be. */
  record Invalid(Problem problem, String reason) implements Outcome {}

  /** The data plane refused steps that it needs; what was taken of it is undone. */
  record Refused(List<Refusal> refusals) implements Outcome {
    public Refused {
      refusals = List.copyOf(refusals);
    }
  }

  /** The data plane cannot be reached, or this program is stopping. */
  record Unavailable(String reason) implements Outcome {}

  /** Why a change can never be. */
  enum Problem {
    /** Service and server are of different address families. */
    INCOMPATIBLE_FAMILIES
  }
}
