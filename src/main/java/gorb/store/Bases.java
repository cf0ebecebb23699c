package gorb.store;

import gorb.control.Revision;
import org.jspecify.annotations.Nullable;

/**
 * What the next revision may be written as its difference to: the newest one that is written whole, and the newest that is
 * written as its difference to that one (docs/decisions/0042-differences-to-differences.md).
 *
 * @param whole null where there is none; then no other is there
 * @param near null where there is none since the whole one
 * @param distance the size of the difference between the two
 */
record Bases(@Nullable Revision whole, @Nullable Revision near, int distance) {
  static final Bases NONE = new Bases(null, null, 0);

  /** Those where a revision was written whole. */
  static Bases whole(Revision revision) {
    return new Bases(revision, null, 0);
  }

  /** Those where a revision was written as its difference to the whole one. */
  Bases withNear(Revision revision, int size) {
    return new Bases(whole, revision, size);
  }

  /**
   * How big a difference to the near one may be: twice the square root of its own. With bigger ones, or a new near one
   * sooner, more is written in the long run.
   */
  int reach() {
    return (int) (2 * Math.sqrt(distance));
  }

  /** A revision that is one of these, with those that were there when it was written; null where it is none. */
  @Nullable Kept find(long number) {
    if (near != null && near.number() == number) {
      return new Kept(near, this);
    }
    return whole != null && whole.number() == number ? new Kept(whole, whole(whole)) : null;
  }

  /** A revision that is kept, and what the next one may be written on. */
  record Kept(Revision revision, Bases bases) {}
}
