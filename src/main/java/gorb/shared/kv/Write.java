package gorb.shared.kv;

/** One part of a transaction: what has to be so before it, and what is so after it. */
public sealed interface Write {
  /** Stands for a key that is not there, where a revision is expected. */
  long ABSENT = 0;

  /** The key, without a slash at its begin. */
  String key();

  /** The revision that the key has to have; {@link #ABSENT} for a key that must not be there. */
  long expected();

  /** The key is as it has to be; nothing happens to it. */
  record Check(String key, long expected) implements Write {}

  /** The key has this value afterwards. */
  record Put(String key, long expected, String value) implements Write {}

  /** The key, which has to be there, is gone afterwards; keys that begin with it are not. */
  record Delete(String key, long expected) implements Write {
    public Delete {
      if (expected == ABSENT) {
        throw new IllegalArgumentException("delete " + key + ": it is not there");
      }
    }
  }
}
