package gorb.control;

import gorb.model.AdminState;

/**
 * A drain that came to its end.
 *
 * @param server which
 * @param state what was wanted of it until now
 * @param cause why it ended
 * @param left how many connections were left; 0 also where that is not known
 */
public record DrainEnd(ServerRef server, AdminState.Draining state, Cause cause, long left) {
  /** Why a drain ends. */
  public enum Cause {
    /** No connection was left. */
    EMPTY,
    /** Its time was over. */
    DEADLINE,
    /** It served datagrams: a flow has no end to wait for, and would stick to it. */
    DATAGRAMS
  }

  /** What happened, in words: of the list of revisions and the log. */
  String words() {
    return switch (cause) {
      case EMPTY -> "drained " + server + ": no connection left";
      case DEADLINE -> "drained " + server + ": its time is over"
          + (left == 0 ? "" : left == 1 ? ", 1 connection left" : ", " + left + " connections left");
      case DATAGRAMS -> "drained " + server + ": flows of UDP are not waited for";
    };
  }
}
