package gorb.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that saves revisions until it is killed, and prints the number of each when it is kept. Arguments: the
 * state directory, the seed of the revisions, the last number.
 */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] arguments) throws IOException {
    var directory = Path.of(arguments[0]);
    var walk = walk(Long.parseLong(arguments[1]));
    long last = Long.parseLong(arguments[2]);
    try (var store = FileIntentStore.open(directory)) {
      long number = store.latest().map(revision -> revision.number()).orElse(0L);
      if (number > 0) {
        walk.at(number);
      }
      while (number < last) {
        var revision = walk.next();
        store.save(revision);
        number = revision.number();
        System.out.println(number);
      }
    }
  }

  /** The revisions of a seed: some are written whole, most as a difference. */
  static SeededIntents walk(long seed) {
    return new SeededIntents(seed, 100);
  }
}
