package gorb.shared;

import static gorb.shared.SharedIntents.LAYOUT;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Intent;
import gorb.shared.kv.MemoryStore;
import gorb.store.SeededIntents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a director gives a store that lost its table. */
class RefillTest {
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void whatTheStoreHasStaysAndWhatItLacksIsAdded(long seed) {
    var walk = new SeededIntents(seed, 20);
    for (int i = 0; i < 100; i++) {
      var said = SharedIntents.next(walk);
      var inForce = SharedIntents.next(walk);

      var completed = Refill.completed(said, inForce);

      said.services().forEach((name, service) -> {
        var after = completed.service(name);
        assertThat(after).as(name).isNotNull();
        assertThat(after.withServers(service.servers())).as("settings of %s", name).isEqualTo(service);
        assertThat(after.servers()).as("servers of %s", name).containsAllEntriesOf(service.servers());
      });
      inForce.services().forEach((name, service) -> {
        var after = completed.service(name);
        if (after == null) {
          assertThat(said.nameOf(service.key())).as("who has the address of %s", name).isNotNull();
        } else {
          service.withoutFound().servers().values().forEach(server ->
              assertThat(after.servers().values()).as("servers of %s", name)
                  .anyMatch(it -> it.key().equals(server.key()) || said.service(name) != null));
        }
      });
      assertThat(Refill.completed(completed, inForce).services()).as("once is enough").isEqualTo(completed.services());
    }
  }

  @Test
  void anEmptyTableIsMarkedFilledAndReadAsWhole() throws Exception {
    var inForce = SharedIntents.next(new SeededIntents(35, 20));
    try (var link = new MemoryStore().link()) {
      var table = new StoredTable(link, LAYOUT, new TableReader(LAYOUT, SharedIntents.documents()));
      table.take(table.read(Intent.EMPTY));

      assertThat(Refill.write(table, inForce, "t")).isTrue();

      assertThat(table.now().marker()).contains(new Marker("t", false, false));
      assertThat(SharedIntents.text(table.read(Intent.EMPTY).intent())).isEqualTo(SharedIntents.text(inForce));
    }
  }

  @Test
  void whereSomebodyElseWritesMeanwhileTheTableIsLeftMarkedAsBeingFilled() throws Exception {
    var store = new MemoryStore();
    var inForce = SharedIntents.next(new SeededIntents(36, 20));
    var name = inForce.services().keySet().iterator().next();
    try (var link = store.link()) {
      var table = new StoredTable(link, LAYOUT, new TableReader(LAYOUT, SharedIntents.documents()));
      table.take(table.read(Intent.EMPTY));
      store.put(LAYOUT.service(name), "{}");

      assertThat(Refill.write(table, inForce, "t")).isFalse();

      assertThat(Marker.read(store.texts().get(LAYOUT.marker()))).contains(new Marker("t", false, true));
    }
  }
}
