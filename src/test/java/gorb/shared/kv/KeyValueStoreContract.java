package gorb.shared.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store has to do. Each test has keys of its own. */
public abstract class KeyValueStoreContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A way to the store that all tests use. */
  protected abstract KeyValueStore open();

  @Test
  void aKeyIsMadeChangedAndRemovedOnlyAsItWasSeen() throws Exception {
    try (var store = open()) {
      long first = store.commit(List.of(new Write.Put("cas/a", Write.ABSENT, "one"))).orElseThrow();
      assertThat(store.read(List.of("cas/"))).containsExactlyEntriesOf(Map.of("cas/a", new Stored("one", first)));

      assertThat(store.commit(List.of(new Write.Put("cas/a", Write.ABSENT, "two")))).isEmpty();
      assertThat(store.commit(List.of(new Write.Put("cas/a", first + 1, "two")))).isEmpty();
      long second = store.commit(List.of(new Write.Put("cas/a", first, "two"))).orElseThrow();
      assertThat(second).isGreaterThan(first);
      assertThat(store.commit(List.of(new Write.Delete("cas/a", first)))).isEmpty();
      assertThat(store.commit(List.of(new Write.Put("cas/b", second, "of nothing")))).isEmpty();
      assertThat(store.read(List.of("cas/"))).containsExactlyEntriesOf(Map.of("cas/a", new Stored("two", second)));

      assertThat(store.commit(List.of(new Write.Delete("cas/a", second)))).isPresent();
      assertThat(store.read(List.of("cas/"))).isEmpty();
    }
  }

  @Test
  void aRemovalIsOfOneKeyAndNotOfThoseThatBeginLikeIt() throws Exception {
    try (var store = open()) {
      long revision = store.commit(List.of(new Write.Put("exact/web", 0, "x"), new Write.Put("exact/web2", 0, "x"),
          new Write.Put("exact/web/one", 0, "x"))).orElseThrow();

      store.commit(List.of(new Write.Delete("exact/web", revision))).orElseThrow();

      assertThat(store.read(List.of("exact/")).keySet()).containsExactlyInAnyOrder("exact/web2", "exact/web/one");
    }
  }

  @Test
  void aTransactionIsMadeWholeOrNotAtAll() throws Exception {
    try (var store = open()) {
      long revision = store.commit(List.of(new Write.Put("txn/a", 0, "1"))).orElseThrow();

      assertThat(store.commit(List.of(new Write.Put("txn/b", 0, "1"), new Write.Put("txn/a", 0, "2")))).isEmpty();
      assertThat(store.commit(List.of(new Write.Put("txn/b", 0, "1"), new Write.Check("txn/a", 0)))).isEmpty();
      assertThat(store.commit(List.of(new Write.Put("txn/b", 0, "1"), new Write.Check("txn/a", revision + 1)))).isEmpty();
      assertThat(store.commit(List.of(new Write.Put("txn/b", 0, "1"), new Write.Check("txn/c", revision)))).isEmpty();
      assertThat(store.read(List.of("txn/")).keySet()).containsExactly("txn/a");

      assertThat(store.commit(List.of(
          new Write.Put("txn/b", 0, "1"), new Write.Check("txn/a", revision), new Write.Check("txn/c", 0)))).isPresent();
      assertThat(store.read(List.of("txn/")).keySet()).containsExactlyInAnyOrder("txn/a", "txn/b");
    }
  }

  @Test
  void aTransactionHasAsManyWritesAsItMay() throws Exception {
    var writes = new ArrayList<Write>();
    for (int i = 0; i < KeyValueStore.MOST_WRITES; i++) {
      writes.add(new Write.Put("many/" + i, 0, "x".repeat(KeyValueStore.MOST_CHARACTERS / KeyValueStore.MOST_WRITES)));
    }
    try (var store = open()) {
      assertThat(store.commit(writes)).isPresent();
      assertThat(store.read(List.of("many/"))).hasSize(KeyValueStore.MOST_WRITES);
    }
  }

  @Test
  void keysAndValuesAreAnyText() throws Exception {
    var key = "text/a b/größe?x=1&y#z%2F+/日本 😀\"\\";
    var value = "{\"größe\":\"<&> 😀\\n\"}\n";
    try (var store = open()) {
      store.commit(List.of(new Write.Put(key, 0, value), new Write.Put("text/empty", 0, ""))).orElseThrow();

      assertThat(store.read(List.of("text/")).get(key).value()).isEqualTo(value);
      assertThat(store.read(List.of("text/")).get("text/empty").value()).isEmpty();
    }
  }

  @Test
  void severalFoldersAreReadAsOfOneMoment() throws Exception {
    try (var store = open()) {
      store.commit(List.of(new Write.Put("one/a", 0, "1"), new Write.Put("two/b", 0, "2"), new Write.Put("three/c", 0, "3")))
          .orElseThrow();

      assertThat(store.read(List.of("one/", "two/", "none/")).keySet()).containsExactlyInAnyOrder("one/a", "two/b");
    }
  }

  @Test
  void aChangeOfAnotherIsTold() throws Exception {
    try (var store = open(); var other = open()) {
      var told = new AtomicInteger();
      store.watch(List.of("watch/", "watched"), told::incrementAndGet);
      // A watch may begin late: what is written before is not told.
      for (int i = 0; told.get() == 0; i++) {
        assertThat(i).isLessThan(600);
        other.commit(List.of(new Write.Put("watch/begin" + i, 0, "x"))).orElseThrow();
        Thread.sleep(50);
      }
      for (int i = 0; i < 5; i++) {
        awaitQuiet(told);
        int before = told.get();
        other.commit(List.of(new Write.Put((i % 2 == 0 ? "watch/" : "watched") + i, 0, "x"))).orElseThrow();
        await().atMost(PATIENCE).until(() -> told.get() > before);
      }
    }
  }

  @Test
  void aValueOfADirectorGoesAwayWithItAndIsReplacedByItsNextProcess() throws Exception {
    try (var reader = open()) {
      var store = open();
      store.keepAlive("nodes/a", "one");
      store.keepAlive("nodes/a", "two");
      assertThat(reader.read(List.of("nodes/")).get("nodes/a").value()).isEqualTo("two");

      try (var next = open()) {
        next.keepAlive("nodes/a", "of another process");
        assertThat(reader.read(List.of("nodes/")).get("nodes/a").value()).isEqualTo("of another process");
        next.keepAlive("nodes/a", "again");
        assertThat(reader.read(List.of("nodes/")).get("nodes/a").value()).isEqualTo("again");
      }
      await().atMost(PATIENCE).until(() -> reader.read(List.of("nodes/")).isEmpty());
      store.close();
    }
  }

  @Test
  void aRemovalThatNamesNoRevisionIsRefused() {
    assertThatThrownBy(() -> new Write.Delete("a", Write.ABSENT)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void awaitQuiet(AtomicInteger told) throws InterruptedException, IOException {
    int before;
    do {
      before = told.get();
      Thread.sleep(200);
    } while (told.get() != before);
  }
}
