package gorb.dataplane.userspace.scheduling;

import java.util.BitSet;
import java.util.List;

/**
 * Fills the table of {@code mh} (ip_vs_mh.c: {@code ip_vs_mh_permutate}, {@code ip_vs_mh_populate}; the algorithm:
 * "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016, §3.4).
 *
 * <p>Each server has an order of all slots of its own, from two hashes of its address and port. In turn, each takes the
 * next free slots of its order, as many as its share, until none is left. Shares come from the last weight that was not
 * 0, so that a server that is quiesced keeps its slots, and nobody else's clients move.
 */
final class MaglevTable {
  /** A prime, by {@code CONFIG_IP_VS_MH_TAB_INDEX} 12: the default, and Debian's. */
  static final int SIZE = 4093;

  /** How many bits a share may have: {@code IP_VS_MH_TAB_BITS}, half of the index. */
  private static final int SHARE_BITS = 6;

  /** Keys that are the same in every kernel ({@code generate_hash_secret}). */
  private static final SipHash FIRST = SipHash.ofKey(2_654_435_761L);

  private static final SipHash SECOND = SipHash.ofKey(2_654_446_892L);

  private MaglevTable() {}

  /** The slot of a client's number, or where a server's order begins. */
  static int slot(int number) {
    return Integer.remainderUnsigned(FIRST.hash(number), SIZE);
  }

  /** The table of servers; empty where none has had a weight. Of more servers than slots, the last ones get none. */
  static Slots of(List<? extends Candidate> servers) {
    int[] shares = shares(servers);
    int turns = 0;
    for (int share : shares) {
      turns += share;
    }
    if (turns == 0) {
      return Slots.EMPTY;
    }
    int[] next = new int[shares.length];
    int[] skip = new int[shares.length];
    for (int position = 0; position < shares.length; position++) {
      var key = servers.get(position).key();
      int number = AddressHash.fold(key.address()) + key.port();
      next[position] = slot(number);
      skip[position] = Integer.remainderUnsigned(SECOND.hash(number), SIZE - 1) + 1;
    }
    return populated(shares, next, skip);
  }

  private static Slots populated(int[] shares, int[] next, int[] skip) {
    int[] table = new int[SIZE];
    var taken = new BitSet(SIZE);
    int free = SIZE;
    while (true) {
      for (int position = 0; position < shares.length; position++) {
        for (int turn = 0; turn < shares[position]; turn++) {
          int slot = next[position];
          while (taken.get(slot)) {
            slot = (slot + skip[position]) % SIZE;
          }
          next[position] = slot;
          taken.set(slot);
          table[slot] = position;
          free--;
          if (free == 0) {
            return Slots.of(table);
          }
        }
      }
    }
  }

  /** Last weights by their common divisor, halved until the highest has 6 bits; 1 at least for a server with one. */
  private static int[] shares(List<? extends Candidate> servers) {
    int divisor = 0;
    int highest = 0;
    for (var server : servers) {
      divisor = Divisor.greatestCommon(server.lastWeight(), divisor);
      highest = Math.max(highest, server.lastWeight());
    }
    int[] shares = new int[servers.size()];
    if (divisor == 0) {
      return shares;
    }
    int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(highest / divisor) - SHARE_BITS);
    for (int position = 0; position < shares.length; position++) {
      int weight = servers.get(position).lastWeight();
      shares[position] = weight == 0 ? 0 : Math.max(1, (weight / divisor) >> shift);
    }
    return shares;
  }
}
