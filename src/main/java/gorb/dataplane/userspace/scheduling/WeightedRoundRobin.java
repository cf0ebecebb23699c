package gorb.dataplane.userspace.scheduling;

import java.util.List;

/**
 * {@code wrr}: in passes over the list, each pass for the servers whose weight reaches a mark that falls from the
 * highest weight to 1 in steps of the weights' greatest common divisor (ip_vs_wrr.c).
 *
 * <p>Marks are {@code highest - (divisor - 1)}, then one divisor less each pass, so that the last one is 1. Any change
 * of a server starts the list over, with the mark kept as near as the new weights allow.
 *
 * @param last the position of the server that was chosen last, or {@link #HEAD} ({@code cl} in the kernel)
 * @param mark the weight that a server must have in this pass ({@code cw})
 * @param highestMark the mark of a first pass, 0 when no server has a weight ({@code mw})
 * @param divisor the greatest common divisor of the weights, 1 when no server has one ({@code di})
 */
record WeightedRoundRobin(int last, int mark, int highestMark, int divisor) implements Scheduling {
  /** The next search begins with the first server. */
  static final int HEAD = -1;

  static Scheduling start(List<? extends Candidate> servers) {
    int divisor = divisor(servers);
    int highestMark = highestMark(servers, divisor);
    return new WeightedRoundRobin(HEAD, highestMark, highestMark, divisor);
  }

  @Override
  public Scheduling added(List<? extends Candidate> servers) {
    return edited(servers);
  }

  @Override
  public Scheduling removed(int position, List<? extends Candidate> servers) {
    return edited(servers);
  }

  @Override
  public Scheduling edited(List<? extends Candidate> servers) {
    int newDivisor = divisor(servers);
    int newHighest = highestMark(servers, newDivisor);
    int newMark = mark;
    if (mark > newHighest || mark == 0) {
      newMark = newHighest;
    } else if (newDivisor > 1) {
      newMark = mark / newDivisor * newDivisor + 1;
    }
    return new WeightedRoundRobin(HEAD, newMark, newHighest, newDivisor);
  }

  /**
   * Goes on behind the last server, then in full passes with lower marks, then from the highest mark again. The kernel
   * goes pass by pass; marks that no usable server reaches are skipped here at once, so that a heavy server that is
   * overloaded beside light ones costs two walks over the list, not one for each unit of weight.
   */
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int position = firstReaching(mark, last + 1, servers);
    if (position != Pick.NONE) {
      return new Pick(position, at(position, mark));
    }
    int reachable = highestUsable(servers);
    if (reachable == 0) {
      return new Pick(Pick.NONE, afterFailure());
    }
    int next = mark > divisor ? mark - divisor : highestMark;
    if (next > reachable) {
      next -= Math.ceilDiv(next - reachable, divisor) * divisor;
    }
    int found = firstReaching(next, 0, servers);
    return new Pick(found, at(found, next));
  }

  private WeightedRoundRobin at(int position, int newMark) {
    return new WeightedRoundRobin(position, newMark, highestMark, divisor);
  }

  /** Where the kernel's search ends that finds nobody: at the head, or where it had begun in a pass with mark 1. */
  private WeightedRoundRobin afterFailure() {
    if (highestMark == 0) {
      return this;
    }
    return last == HEAD || mark > divisor ? at(HEAD, highestMark) : at(last, 1);
  }

  private static int firstReaching(int mark, int from, List<? extends Candidate> servers) {
    for (int position = from; position < servers.size(); position++) {
      var server = servers.get(position);
      if (server.usable() && server.weight() >= mark) {
        return position;
      }
    }
    return Pick.NONE;
  }

  private static int highestUsable(List<? extends Candidate> servers) {
    int highest = 0;
    for (var server : servers) {
      highest = server.usable() ? Math.max(highest, server.weight()) : highest;
    }
    return highest;
  }

  private static int highestMark(List<? extends Candidate> servers, int divisor) {
    int highest = 0;
    for (var server : servers) {
      highest = Math.max(highest, server.weight());
    }
    return highest - (divisor - 1);
  }

  private static int divisor(List<? extends Candidate> servers) {
    int divisor = 0;
    for (var server : servers) {
      divisor = Divisor.greatestCommon(server.weight(), divisor);
    }
    return divisor == 0 ? 1 : divisor;
  }
}
