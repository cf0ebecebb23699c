package gorb.dataplane.userspace.scheduling;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code twos}: of two usable servers drawn by weight, the one with less overhead for its weight; the first draw where
 * they are equal (ip_vs_twos.c).
 *
 * <p>A draw is a number from 0 to the sum of all weights, both included, from which the weights are taken in the order
 * of the list until nothing is left. So the first server of the list has one chance more than its weight.
 *
 * @param random where draws come from
 */
record TwoChoices(RandomGenerator random) implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    long total = 0;
    for (var server : servers) {
      total += server.usable() ? server.weight() : 0;
    }
    if (total == 0) {
      return new Pick(Pick.NONE, this);
    }
    int first = drawn(random.nextLong(total + 1), servers);
    int second = drawn(random.nextLong(total + 1), servers);
    return new Pick(isHeavier(servers.get(first), servers.get(second)) ? second : first, this);
  }

  private static boolean isHeavier(Candidate one, Candidate other) {
    return one.overhead() * other.weight() > other.overhead() * one.weight();
  }

  private static int drawn(long draw, List<? extends Candidate> servers) {
    long left = draw;
    int position = Pick.NONE;
    do {
      position++;
      left -= servers.get(position).usable() ? servers.get(position).weight() : 0;
    } while (left > 0 || !servers.get(position).usable());
    return position;
  }
}
