package gorb.shared;

import static gorb.shared.SharedIntents.LAYOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import gorb.control.Intent;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.MemoryStore;
import gorb.shared.kv.Stored;
import gorb.shared.kv.Write;
import gorb.store.SeededIntents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of writing: what was written is read, and nothing else happens to a store. */
class TableWritesTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsWrittenIsWhatIsRead(long seed) throws Exception {
    var walk = new SeededIntents(seed, 20);
    var store = new MemoryStore();
    store.put(LAYOUT.marker(), new Marker("t", true, false).text());
    store.put("servicesother", "somebody else's");
    var reader = new TableReader(LAYOUT, SharedIntents.documents());
    try (var link = store.link()) {
      var table = reader.read(link.read(LAYOUT.prefixes()), Intent.EMPTY);
      for (int i = 0; i < 100; i++) {
        var next = SharedIntents.next(walk);
        var writes = TableWrites.between(table.intent(), next, table, LAYOUT);
        for (var part : TableWrites.transactions(writes)) {
          assertThat(part.stream().map(Write::key)).as("keys of a transaction").doesNotHaveDuplicates();
          assertThat(link.commit(part)).isPresent();
        }
        table = new TableReader(LAYOUT, SharedIntents.documents()).read(link.read(LAYOUT.prefixes()), Intent.EMPTY);

        assertThat(table.problems()).isEmpty();
        assertThat(SharedIntents.text(table.intent())).as("step %d", i).isEqualTo(SharedIntents.text(next));
        assertThat(TableWrites.between(table.intent(), next, table, LAYOUT)).as("nothing is left to write").isEmpty();
        assertThat(table.marker()).contains(new Marker("t", next.services().isEmpty(), false));
        assertThat(store.texts()).containsEntry("servicesother", "somebody else's");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8})
  void whatIsUndoneIsAsItWas(long seed) throws Exception {
    var walk = new SeededIntents(seed, 10);
    var store = new MemoryStore();
    var reader = new TableReader(LAYOUT, SharedIntents.documents());
    try (var link = store.link()) {
      for (int i = 0; i < 50; i++) {
        var before = reader.read(link.read(LAYOUT.prefixes()), Intent.EMPTY);
        var texts = store.texts();
        var writes = TableWrites.between(before.intent(), SharedIntents.next(walk), before, LAYOUT);
        for (var part : TableWrites.transactions(writes)) {
          assertThat(link.commit(part)).isPresent();
        }
        var after = reader.read(link.read(LAYOUT.prefixes()), Intent.EMPTY);
        if (i % 2 == 0) {
          for (var part : TableWrites.transactions(TableWrites.undoing(writes, before, after))) {
            assertThat(link.commit(part)).isPresent();
          }
          assertThat(store.texts()).isEqualTo(texts);
        }
      }
    }
  }

  @Test
  void whatTheDiscoveryOfADirectorFoundIsNotWritten() {
    var table = new SharedTable(Intent.EMPTY, Map.of(), Map.of(), 0, Optional.empty(), List.of());
    for (long seed = 20; seed < 25; seed++) {
      var walk = new SeededIntents(seed, 20);
      for (int i = 0; i < 50; i++) {
        var all = walk.next().intent();
        var own = Intent.EMPTY;
        for (var service : all.services().entrySet()) {
          own = own.with(service.getKey(), service.getValue().withoutFound());
        }

        assertThat(TableWrites.between(own, all, table, LAYOUT)).isEmpty();
        assertThat(TableWrites.between(Intent.EMPTY, all, table, LAYOUT))
            .isEqualTo(TableWrites.between(Intent.EMPTY, own, table, LAYOUT));
      }
    }
  }

  @Test
  void aReadingThatRemembersSaysTheSameAsOneThatDoesNot() throws Exception {
    var walk = new SeededIntents(11, 15);
    var store = new MemoryStore();
    var remembering = new TableReader(LAYOUT, SharedIntents.documents());
    var table = remembering.read(Map.of(), Intent.EMPTY);
    try (var link = store.link()) {
      for (int i = 0; i < 100; i++) {
        for (var part : TableWrites.transactions(
            TableWrites.between(table.intent(), SharedIntents.next(walk), table, LAYOUT))) {
          link.commit(part).orElseThrow();
        }
        var entries = link.read(LAYOUT.prefixes());
        table = remembering.read(entries, table.intent());

        assertThat(SharedIntents.text(table.intent())).isEqualTo(SharedIntents.text(
            new TableReader(LAYOUT, SharedIntents.documents()).read(entries, Intent.EMPTY).intent()));
      }
    }
  }

  @Test
  void twoBackendsOfOneNameHavePlacesOfTheirOwn() {
    var table = read(Map.of("services/web", "{\"port\":80}", "services/api", "{\"port\":81}",
        "backends/one", "{\"host\":\"192.0.2.9\",\"port\":80,\"vsid\":\"web\"}"));
    var one = table.intent().server("web", "one");
    var api = table.intent().service("api");

    var writes = TableWrites.between(
        table.intent(), table.intent().with("api", api.withServer("one", one)), table, LAYOUT);

    assertThat(writes).extracting(Write::getClass, Write::key).containsExactly(
        tuple(Write.Check.class, "backends/one"),
        tuple(Write.Check.class, "services/api"),
        tuple(Write.Put.class, "backends/api/one"));
  }

  @Test
  void aServiceThatIsMadeAnewHasNothingOfTheOneBefore() {
    var table = read(Map.of("services/other", "{\"port\":80}",
        "backends/old", "{\"host\":\"192.0.2.9\",\"port\":80,\"vsid\":\"web\"}"));
    var web = table.intent().service("other");

    var writes = TableWrites.between(Intent.EMPTY, Intent.EMPTY.with("web", web), table, LAYOUT);

    assertThat(writes).extracting(Write::key).containsExactly("services/web", "backends/old");
    assertThat(writes.getLast()).isInstanceOf(Write.Delete.class);
  }

  @Test
  void manyWritesAreSeveralTransactionsWithoutLosingOrTurningAny() {
    var writes = new ArrayList<Write>();
    for (int i = 0; i < 500; i++) {
      writes.add(new Write.Put("k" + i, 0, "x".repeat(i * 20)));
    }

    var parts = TableWrites.transactions(writes);

    assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(writes);
    assertThat(parts).allSatisfy(part -> {
      assertThat(part).hasSizeBetween(1, KeyValueStore.MOST_WRITES);
      assertThat(part.stream().mapToInt(it -> ((Write.Put) it).value().length()).sum())
          .isLessThanOrEqualTo(KeyValueStore.MOST_CHARACTERS);
    });
    assertThat(new HashSet<>(parts)).hasSizeGreaterThan(8);
  }

  private static SharedTable read(Map<String, String> texts) {
    Map<String, Stored> stored = SharedIntents.stored(texts);
    return new TableReader(LAYOUT, SharedIntents.documents()).read(stored, Intent.EMPTY);
  }
}
