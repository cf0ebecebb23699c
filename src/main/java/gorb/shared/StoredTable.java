package gorb.shared;

import gorb.control.Intent;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.Write;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of a store as it was read last, and what is written to it, each time on the condition that what it touches is
 * as it was read. Used by one thread.
 */
final class StoredTable {
  private final KeyValueStore store;
  private final Layout layout;
  private final TableReader reader;
  private @Nullable SharedTable now;

  StoredTable(KeyValueStore store, Layout layout, TableReader reader) {
    this.store = store;
    this.layout = layout;
    this.reader = reader;
  }

  /** What the store says at this moment, not taken for the table yet. Documents that did not change are not read again. */
  SharedTable read(Intent inForce) throws IOException, InterruptedException {
    return reader.read(store.read(layout.prefixes()), now == null ? inForce : now.intent());
  }

  /** Takes for the table what the store said; true where it is not what it was. */
  boolean take(SharedTable said) {
    boolean isNew = now == null || !said.entries().equals(now.entries());
    now = said;
    return isNew;
  }

  /** The table; null before it was taken first. */
  @Nullable SharedTable known() {
    return now;
  }

  /** The table, which was taken. */
  SharedTable now() {
    if (now == null) {
      throw new IllegalStateException("the store was not read yet");
    }
    return now;
  }

  /**
   * Writes, in as many transactions as it takes; the table has what was made.
   *
   * @return false where somebody else wrote meanwhile: this transaction and those after it were not made
   * @throws IOException where the store does not answer, and whether it has the last of them is not known
   */
  boolean write(List<Write> writes) throws IOException, InterruptedException {
    for (var part : TableWrites.transactions(writes)) {
      var revision = store.commit(part);
      if (revision.isEmpty()) {
        return false;
      }
      now = reader.read(TableWrites.made(now().entries(), part, revision.getAsLong()), now().intent());
    }
    return true;
  }

  /** What has to be written so that the table says one intent where it says another. */
  List<Write> between(Intent before, Intent after) {
    return TableWrites.between(before, after, now(), layout);
  }

  /** Writes the marker; false where somebody else did meanwhile. */
  boolean mark(Marker marker) throws IOException, InterruptedException {
    return write(List.of(new Write.Put(layout.marker(), now().revision(layout.marker()), marker.text())));
  }
}
