package gorb.dataplane.userspace.scheduling;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

/** The table of a hashing scheduler: in each slot the position of a server. Empty, or full. Immutable. */
final class Slots {
  /** Of a service without servers. */
  static final Slots EMPTY = new Slots(new char[0]);

  /** Two bytes each: no table has more than 65,536 slots, nor more servers than slots. */
  private final char[] positions;

  private Slots(char[] positions) {
    this.positions = positions;
  }

  /** A table of so many positions. */
  static Slots of(int... positions) {
    var table = new char[positions.length];
    for (int slot = 0; slot < table.length; slot++) {
      table[slot] = (char) positions[slot];
    }
    return new Slots(table);
  }

  /**
   * A table that servers fill in the order of their list, over and over.
   *
   * @param share how many slots in a row a server gets; 0 counts as 1
   */
  static Slots inTurn(int size, List<? extends Candidate> servers, ToIntFunction<Candidate> share) {
    if (servers.isEmpty()) {
      return EMPTY;
    }
    var table = new char[size];
    int slot = 0;
    for (int position = 0; slot < size; position = (position + 1) % servers.size()) {
      int end = slot + Math.clamp(share.applyAsInt(servers.get(position)), 1, size - slot);
      Arrays.fill(table, slot, end, (char) position);
      slot = end;
    }
    return new Slots(table);
  }

  /**
   * Finds the server of a flow in constant time, if it is usable; with fallback, the first usable one of a walk through
   * the flow's slots that begins where the first hash says (ip_vs_sh.c: {@code ip_vs_sh_get_fallback}, and the same in
   * ip_vs_mh.c).
   *
   * @param hash the slot of the flow at an offset; at 0, its own
   * @return a position, or {@link Pick#NONE}
   */
  int find(IntUnaryOperator hash, boolean fallback, List<? extends Candidate> servers) {
    if (positions.length == 0) {
      return Pick.NONE;
    }
    int home = hash.applyAsInt(0);
    int own = positions[home];
    if (servers.get(own).usable()) {
      return own;
    }
    if (fallback && servers.stream().anyMatch(Candidate::usable)) {
      for (int offset = 0; offset < positions.length; offset++) {
        int other = positions[hash.applyAsInt((offset + home) % positions.length)];
        if (servers.get(other).usable()) {
          return other;
        }
      }
    }
    return Pick.NONE;
  }

  /** The positions, slot by slot. */
  List<Integer> toList() {
    return new String(positions).chars().boxed().toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slots that && Arrays.equals(positions, that.positions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(positions);
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}
