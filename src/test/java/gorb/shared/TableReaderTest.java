package gorb.shared;

import static gorb.shared.SharedIntents.LAYOUT;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Intent;
import gorb.document.StateWriter;
import gorb.shared.kv.Stored;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableReaderTest {
  private final TableReader reader = new TableReader(LAYOUT, SharedIntents.documents());

  @Test // gorb-compat 6.2: what the original wrote, and the least that is a document
  void documentsOfTheOriginalAreReadAsTheyAre() {
    var table = read(Map.of(
        "services/web", "{\"host\":\"10.0.0.1\",\"port\":80,\"protocol\":\"tcp\",\"method\":\"wrr\",\"flags\":\"sh-port\","
            + "\"persistent\":false}",
        "services/least", "{\"port\":81}",
        "backends/one", "{\"host\":\"10.0.0.2\",\"port\":8080,\"weight\":0,\"method\":\"nat\",\"pulse\":{\"type\":\"http\","
            + "\"interval\":\"5s\",\"args\":{\"method\":\"GET\",\"path\":\"/\",\"expect\":\"200\"}},\"vsid\":\"web\"}",
        "backends/two", "{\"Host\":\"10.0.0.3\",\"PORT\":80,\"vsid\":\"least\",\"unknown\":1}"));

    assertThat(table.problems()).isEmpty();
    assertThat(table.intent().services().keySet()).containsExactly("least", "web");
    assertThat(table.intent().service("least").key()).hasToString("tcp/192.0.2.1:81");
    assertThat(table.intent().server("web", "one").weight()).isZero();
    assertThat(table.intent().server("least", "two").key()).hasToString("10.0.0.3:80");
  }

  @Test // T09
  void oneBadDocumentIsLeftOutAndNamed() {
    var table = read(Map.of("services/bad", "no JSON", "services/web", "{\"port\":80}",
        "backends/one", "{\"host\":\"10.0.0.2\",\"port\":8080,\"vsid\":\"web\"}",
        "backends/two", "{\"host\":\"10.0.0.2\",\"port\":99999,\"vsid\":\"web\"}",
        "backends/lost", "{\"host\":\"10.0.0.2\",\"port\":1}",
        "backends/orphan", "{\"host\":\"10.0.0.2\",\"port\":1,\"vsid\":\"nowhere\"}",
        "backends/a/b/c", "{}", "services/", "", "services/x/y", "{\"port\":1}"));

    assertThat(table.intent().services().keySet()).containsExactly("web");
    assertThat(table.intent().service("web").servers().keySet()).containsExactly("one");
    assertThat(table.problems()).hasSize(6)
        .anyMatch(it -> it.startsWith("services/bad: ") && it.endsWith("(left out)"))
        .anyMatch(it -> it.startsWith("services/x/y: no key of a service"))
        .anyMatch(it -> it.startsWith("backends/two: ") && it.contains("99999"))
        .anyMatch(it -> it.startsWith("backends/lost: no vsid"))
        .anyMatch(it -> it.startsWith("backends/a/b/c: no key of a backend"))
        .contains("backends/orphan: there is no service nowhere");
  }

  @Test
  void whatCannotBeReadAnyMoreCountsAsItWas() {
    var texts = new HashMap<>(Map.of("services/web", "{\"port\":80}",
        "backends/one", "{\"host\":\"10.0.0.2\",\"port\":8080,\"vsid\":\"web\"}"));
    var before = read(texts);

    texts.put("services/web", "{");
    texts.put("backends/one", "{");
    var after = reader.read(SharedIntents.stored(texts), before.intent());
    var again = reader.read(SharedIntents.stored(texts), after.intent());

    assertThat(SharedIntents.text(after.intent())).isEqualTo(SharedIntents.text(before.intent()));
    assertThat(SharedIntents.text(again.intent())).isEqualTo(SharedIntents.text(before.intent()));
    assertThat(after.problems()).hasSize(2).allMatch(it -> it.endsWith("(it counts as it was before)"));
  }

  @Test
  void documentsThatContradictEachOtherAreNamed() {
    var table = read(Map.of("services/a", "{\"port\":80}", "services/b", "{\"port\":80}",
        "backends/one", "{\"host\":\"10.0.0.2\",\"port\":80,\"vsid\":\"a\"}",
        "backends/two", "{\"host\":\"10.0.0.2\",\"port\":80,\"vsid\":\"a\"}",
        "backends/six", "{\"host\":\"2001:db8::1\",\"port\":80,\"vsid\":\"a\"}",
        "backends/a/one", "{\"host\":\"10.0.0.7\",\"port\":80}",
        "backends/a/wrong", "{\"host\":\"10.0.0.8\",\"port\":80,\"vsid\":\"b\"}"));

    assertThat(table.intent().services().keySet()).containsExactly("a");
    assertThat(table.intent().service("a").servers().keySet()).containsExactly("one", "two");
    assertThat(table.intent().server("a", "one").key()).hasToString("10.0.0.7:80");
    assertThat(table.problems()).containsExactlyInAnyOrder(
        "services/b: tcp/192.0.2.1:80 belongs to service a",
        "backends/a/wrong: vsid b (expected: a, as its key says)",
        "backends/one: a/one is at backends/a/one, too, which counts",
        "backends/six: [2001:db8::1]:80 behind tcp/192.0.2.1:80 (only a tunnel can do that)");
  }

  @Test
  void theAddressOfANameGoesWithIt() {
    var table = read(Map.of("services/web", "{\"host\":\"vip.test\",\"port\":80,\"address\":\"10.9.9.9\"}",
        "services/unknown", "{\"host\":\"vip.test\",\"port\":81}"));

    assertThat(table.intent().service("web").key()).hasToString("tcp/10.9.9.9:80");
    assertThat(table.problems()).singleElement().asString().contains("lookup vip.test: no such host");
    assertThat(StateWriter.of(table.intent()).toString()).contains("vip.test");
  }

  @Test
  void whatWasReadIsNotReadAgain() {
    var stored = SharedIntents.stored(Map.of("services/web", "{\"port\":80}",
        "backends/one", "{\"host\":\"10.0.0.2\",\"port\":8080,\"vsid\":\"web\"}"));
    var first = reader.read(stored, Intent.EMPTY).intent().server("web", "one");

    assertThat(reader.read(stored, Intent.EMPTY).intent().server("web", "one")).isSameAs(first);
    stored.computeIfPresent("backends/one", (_, text) -> new Stored(text.value(), 9));
    assertThat(reader.read(stored, Intent.EMPTY).intent().server("web", "one")).isNotSameAs(first);
  }

  private SharedTable read(Map<String, String> texts) {
    return reader.read(SharedIntents.stored(texts), Intent.EMPTY);
  }
}
