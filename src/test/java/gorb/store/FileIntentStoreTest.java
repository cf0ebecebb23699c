package gorb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.Intent;
import gorb.control.Revision;
import gorb.document.StateWriter;
import gorb.model.ServerRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class FileIntentStoreTest {
  private static final String NEWEST = "0000000002.json";

  private final FragileFolder folder = new FragileFolder();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyRevisionThatIsKeptComesBackAsItWasSaved(long seed) throws IOException {
    var walk = new SeededIntents(seed, 24);
    var saved = new TreeMap<Long, Revision>();
    var store = open(folder);
    for (int i = 0; i < 150; i++) {
      var revision = walk.next();
      store.save(revision);
      saved.put(revision.number(), revision);
      if (i % 10 == 9) {
        store = open(folder);
        assertThat(store.latest().map(Bare::revision)).as("seed %d", seed).contains(Bare.revision(revision));
      }
    }

    assertThat(store.revisions()).isEqualTo(
        saved.descendingMap().values().stream().limit(FileIntentStore.KEPT).map(Revision::summary).toList());
    for (var summary : store.revisions()) {
      assertThat(store.revision(summary.number()).map(Bare::revision)).as("seed %d", seed)
          .contains(Bare.revision(saved.get(summary.number())));
    }
    assertThat(store.revision(50)).as("forgotten").isEmpty();
    assertThat(store.revision(151)).as("never there").isEmpty();
    assertThat(store.problems()).isEmpty();
  }

  @Test
  void onlyTheLastRevisionsAndWhatTheyBuildOnAreKept() throws IOException {
    var store = open(folder);
    var state = intent(40);
    store.save(revision(1, state));
    for (int number = 2; number <= 250; number++) {
      store.save(revision(number, state.with("s0", state.service("s0").withoutServer(number % 2 == 0 ? "a" : "b"))));
    }

    assertThat(store.revisions()).hasSize(100).first().extracting(Revision.Summary::number).isEqualTo(250L);
    assertThat(folder.names()).hasSizeBetween(101, 119).startsWith("0000000001.json").doesNotContain("0000000100.json");
    assertThat(open(folder).revisions()).isEqualTo(store.revisions());
    assertThat(Bare.intent(open(folder).revision(151).orElseThrow().intent()))
        .isEqualTo(Bare.intent(state.with("s0", state.service("s0").withoutServer("b"))));
  }

  @Test
  void aBackendHasALineOfItsOwn() throws IOException {
    open(folder).save(revision(1, intent(1)));

    assertThat(new String(folder.bytes("0000000001.json"), StandardCharsets.UTF_8).lines())
        .as("two backends").filteredOn(line -> line.matches("\t{4}\"\\w+\": \\{\"host\": .*\\},?")).hasSize(2);
  }

  @Test
  void aSmallChangeOfABigStateIsWrittenAsItsDifferenceAlsoAfterARestart() throws IOException {
    open(folder).save(revision(1, intent(40)));
    var store = open(folder);
    var again = store.latest().orElseThrow().intent();
    for (var name : again.services().keySet()) {
      var service = again.service(name);
      again = again.with(name, service.withServer("a", service.servers().get("a").withIncarnation(7)));
    }
    store.save(revision(2, again.without("s7")));

    assertThat(new String(folder.bytes(NEWEST), StandardCharsets.UTF_8)).startsWith("""
        {"format":4,"number":2,"at":"2026-07-01T00:00:00Z","cause":"test","base":1}
        {
        	"services": {},
        	"removed": [
        		"s7"
        	]
        }
        {"sha256":\"""");
    assertThat(open(folder).latest().orElseThrow().intent().services()).hasSize(39);
  }

  @Test
  void ofAServiceOnlyTheBackendsThatChangedAreWrittenAndTheNamesOfThoseThatAreGone() throws IOException {
    var state = intent(60);
    var store = open(folder);
    store.save(revision(1, state));
    var other = state.service("s3").servers().get("a").withRole(ServerRole.FALLBACK);
    var after = state.with("s3", state.service("s3").withServer("a", other))
        .with("s4", state.service("s4").withoutServer("b"));
    store.save(revision(2, after));

    var text = new String(folder.bytes(NEWEST), StandardCharsets.UTF_8);
    assertThat(text.lines().filter(line -> line.startsWith("\t\t\t\t\""))).as("lines of backends").singleElement().asString()
        .contains("\"a\": {").contains("\"role\": \"fallback\"");
    assertThat(text).contains("""
        \t"removed": [],
        \t"removed_backends": {
        \t\t"s4": [
        \t\t\t"b"
        \t\t]
        \t}
        """);
    assertThat(Bare.intent(open(folder).latest().orElseThrow().intent())).isEqualTo(Bare.intent(after));
  }

  @Test
  void aDifferenceOfTheFirstFormatHasEveryBackendOfItsServices() throws IOException {
    var state = intent(60);
    var store = open(folder);
    store.save(revision(1, state));
    store.save(revision(2, state.with("s4", state.service("s4").withoutServer("b"))));
    var service = StateWriter.kept(Intent.EMPTY.with("s4", state.service("s4").withoutServer("b")));
    service.putArray("removed").add("s5");

    var first = folder.with(NEWEST, _ -> Seal.on(
        "{\"format\":1,\"number\":2,\"at\":\"2026-07-01T00:00:00Z\",\"cause\":\"test\",\"base\":1}\n" + service + "\n"));

    assertThat(Bare.intent(open(first).latest().orElseThrow().intent())).isEqualTo(
        Bare.intent(state.with("s4", state.service("s4").withoutServer("b")).without("s5")));
  }

  @Test
  void aFileOfTheSecondFormatSaysAllOfABackend() throws IOException {
    open(folder).save(revision(1, intent(1)));
    var second = folder.with("0000000001.json", _ -> Seal.on("""
        {"format":2,"number":1,"at":"2026-07-01T00:00:00Z","cause":"test"}
        {"services": {"web": {"host": "10.0.0.1", "port": 80, "protocol": "tcp", "method": "wrr", "flags": "", "origin": "api",
          "address": "10.0.0.1", "backends": {
            "one": {"host": "10.1.0.1", "port": 8080, "weight": 100, "method": "nat", "pulse": {"type": "tcp", "interval": "1m",
              "args": null}, "state": "enabled", "address": "10.1.0.1"},
            "two": {"host": "two.example", "port": 8080, "weight": 5, "method": "ipip", "pulse": {"type": "none",
              "interval": "60s", "args": null}, "state": "quiesced", "address": "10.1.0.2"}}}}}
        """));

    var store = open(second);
    var read = store.latest().orElseThrow().intent();
    store.save(revision(2, read));

    assertThat(StateWriter.of(read).path("services").path("web").path("backends")).hasToString(("{"
        + "'one':{'host':'10.1.0.1','port':8080,'weight':100,'method':'nat','pulse':{'type':'tcp','interval':'1m','args':null},"
        + "'state':'enabled'},"
        + "'two':{'host':'two.example','port':8080,'weight':5,'method':'ipip','pulse':{'type':'none','interval':'60s',"
        + "'args':null},'state':'quiesced'}}").replace('\'', '"'));
    assertThat(open(second).latest().orElseThrow().intent().services()).isEqualTo(read.services());
  }

  @Test
  void whatWasPreparedIsKeptAsWhatWasNotIs() throws IOException {
    var store = open(folder);
    store.prepare(revision(1, intent(40)));
    store.save(revision(1, intent(40)));
    store.prepare(revision(2, intent(40).without("s7")));
    store.save(revision(2, intent(40).without("s7")));

    var other = new FragileFolder();
    var unprepared = open(other);
    unprepared.save(revision(1, intent(40)));
    unprepared.save(revision(2, intent(40).without("s7")));

    assertThat(folder.bytes(NEWEST)).isEqualTo(other.bytes(NEWEST));
    assertThat(folder.bytes("0000000001.json")).isEqualTo(other.bytes("0000000001.json"));
  }

  @Test
  void whatIsKeptIsWhatIsSavedWhateverWasPrepared() throws IOException {
    var store = open(folder);
    store.prepare(revision(1, intent(3)));
    store.save(revision(1, intent(4)));
    store.prepare(revision(2, intent(5)));

    assertThat(Bare.intent(open(folder).latest().orElseThrow().intent())).isEqualTo(Bare.intent(intent(4)));
  }

  @Test
  void contentLastsBeforeItsNameAndItsNameBeforeTheAnswer() throws IOException {
    var store = open(folder);
    folder.done();
    store.save(revision(1, intent(1)));

    assertThat(folder.done()).containsExactly(
        "write 0000000001.json.tmp",
        "sync 0000000001.json.tmp",
        "rename 0000000001.json.tmp 0000000001.json",
        "sync");
  }

  @Test
  void aPowerCutAtAnyMomentLeavesTheStateBeforeOrAfter() throws IOException {
    for (int seed = 0; seed < 400; seed++) {
      var random = new SplittableRandom(seed);
      var walk = new SeededIntents(seed, 12);
      var disk = new FragileFolder();
      var store = open(disk);
      var before = walk.next();
      store.save(before);
      for (int i = random.nextInt(5); i > 0; i--) {
        before = walk.next();
        store.save(before);
      }
      disk.failAfter(random.nextInt(6));
      var after = walk.next();
      boolean isSaved = isSaved(store, after);

      var found = open(disk.afterPowerCut(random)).latest().map(Bare::revision).orElseThrow();

      if (isSaved) {
        assertThat(found).as("seed %d", seed).isEqualTo(Bare.revision(after));
      } else {
        assertThat(found).as("seed %d", seed).isIn(Bare.revision(before), Bare.revision(after));
      }
    }
  }

  @Test
  void aFullDiskIsToldWithItsFileAndWhatWasKeptStaysAndSavingGoesOnWhenThereIsRoom() throws IOException {
    var store = open(folder);
    var first = revision(1, intent(1));
    store.save(first);
    for (int changes = 0; changes < 4; changes++) {
      folder.failAfter(changes);
      assertThatThrownBy(() -> store.save(revision(2, intent(2)))).isInstanceOf(IOException.class)
          .hasMessage("keep revision 2 in memory/0000000002.json: No space left on device");
      folder.failAfter(Integer.MAX_VALUE);
      assertThat(store.latest()).contains(first);
      assertThat(store.revisions()).containsExactly(first.summary());
    }
    store.save(revision(2, intent(3)));

    assertThat(Bare.intent(open(folder).latest().orElseThrow().intent())).isEqualTo(Bare.intent(intent(3)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTruncationOfTheNewestFileIsNoticedAndTheOneBeforeTaken(boolean isDifference) throws IOException {
    saveSmall(isDifference);
    int length = folder.bytes(NEWEST).length;

    assertThat(new String(folder.bytes(NEWEST), StandardCharsets.UTF_8).contains("\"base\"")).isEqualTo(isDifference);
    for (int kept = 0; kept < length; kept++) {
      int end = kept;
      assertFallsBack(bytes -> Arrays.copyOf(bytes, end), "cut at " + kept);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyFlippedBitOfTheNewestFileIsNoticedAndTheOneBeforeTaken(boolean isDifference) throws IOException {
    saveSmall(isDifference);
    int length = folder.bytes(NEWEST).length;

    for (int bit = 0; bit < length * 8; bit++) {
      int position = bit;
      assertFallsBack(bytes -> {
        var flipped = bytes.clone();
        flipped[position / 8] ^= (byte) (1 << position % 8);
        return flipped;
      }, "bit " + bit);
    }
  }

  @Test
  void whatIsDamagedIsKeptForPeopleAndItsNumberIsFreeAgain() throws IOException {
    saveTwo(2);
    var damaged = folder.with(NEWEST, bytes -> Arrays.copyOf(bytes, 100));
    var store = open(damaged);

    assertThat(store.problems()).containsExactly("0000000002.json: the checksum of its last line is not that of the"
        + " lines before (kept as 0000000002.json.damaged)");
    store.save(revision(2, intent(5)));
    assertThat(damaged.names()).containsExactly("0000000001.json", NEWEST, NEWEST + ".damaged");
    assertThat(open(damaged).problems()).as("told once").isEmpty();
  }

  @Test
  void aDamagedBaseTakesWithItWhatBuildsOnIt() throws IOException {
    var store = open(folder);
    store.save(revision(1, intent(3)));
    store.save(revision(2, intent(40)));
    store.save(revision(3, intent(41)));
    var found = open(folder.with(NEWEST, bytes -> new byte[5]));

    assertThat(found.latest()).map(Revision::number).contains(1L);
    assertThat(found.problems()).hasSize(2).anySatisfy(problem ->
        assertThat(problem).startsWith("0000000003.json: it builds on 0000000002.json: torn: 5 bytes"));
  }

  @Test
  void changesOfABigStateBuildOnAChangeBeforeThemAndThatOneOnTheWholeState() throws IOException {
    var saved = saveChanges(open(folder), intent(400), 10);

    assertThat(folder.names().stream().map(this::base)).containsExactly(null, 1L, 2L, 1L, 4L, 4L, 1L, 7L, 7L, 7L, 1L);
    var store = open(folder);
    for (var revision : saved) {
      assertThat(store.revision(revision.number()).map(Bare::revision)).contains(Bare.revision(revision));
    }
  }

  @Test
  void whatARestartFindsIsBuiltOnAsItWasBefore() throws IOException {
    open(folder).save(revision(1, intent(400)));
    for (int number = 2; number <= 11; number++) {
      var store = open(folder);
      store.save(revision(number, changed(store.latest().orElseThrow().intent(), number)));
    }

    assertThat(folder.names().stream().map(this::base)).containsExactly(null, 1L, 2L, 1L, 4L, 4L, 1L, 7L, 7L, 7L, 1L);
  }

  @Test
  void aChangeIsKeptForAsLongAsOneBuildsOnIt() throws IOException {
    var state = intent(400);
    var changed = state;
    for (int i = 0; i < 8; i++) {
      changed = changed.without("s" + i);
    }
    var store = open(folder);
    store.save(revision(1, state));
    store.save(revision(2, changed));
    for (int number = 3; number <= 250; number++) {
      store.save(revision(number, number % 2 == 0 ? changed : changed.without("s9")));
    }

    assertThat(folder.names()).hasSizeBetween(102, 119).startsWith("0000000001.json", NEWEST).doesNotContain("0000000100.json");
    assertThat(Bare.intent(open(folder).revision(151).orElseThrow().intent())).isEqualTo(Bare.intent(changed.without("s9")));
  }

  @Test
  void aDamagedChangeTakesOnlyWhatBuildsOnItWithIt() throws IOException {
    saveChanges(open(folder), intent(400), 9);
    var found = open(folder.with("0000000007.json", bytes -> new byte[5]));

    assertThat(found.latest()).map(Revision::number).contains(6L);
    assertThat(found.problems()).hasSize(4).anySatisfy(problem ->
        assertThat(problem).startsWith("0000000010.json: it builds on 0000000007.json: torn: 5 bytes"));
  }

  @Test
  void aFileThatBuildsOnTooManyOthersIsDamaged() throws IOException {
    saveChanges(open(folder), intent(400), 2);
    var deep = folder.with("0000000003.json", bytes -> bytes);
    deep.write("0000000004.json", Seal.on(
        "{\"format\":4,\"number\":4,\"at\":\"2026-07-01T00:00:00Z\",\"cause\":\"test\",\"base\":3}\n{\"services\":{}}\n"));

    assertThat(open(deep).problems()).singleElement().asString().startsWith(
        "0000000004.json: it builds on 0000000003.json: it builds on 0000000002.json: it is no whole one");
  }

  @Test
  void aFileThatBuildsOnItselfIsDamaged() throws IOException {
    saveTwo(1);
    var looped = folder.with(NEWEST, _ -> Seal.on(
        "{\"format\":4,\"number\":2,\"at\":\"2026-07-01T00:00:00Z\",\"cause\":\"test\",\"base\":2}\n{\"services\":{}}\n"));

    assertThat(open(looped).latest()).map(Revision::number).contains(1L);
  }

  @Test
  void anOldRevisionThatIsDamagedIsToldWhenItIsAskedFor() throws IOException {
    saveTwo(1);
    var damaged = open(folder.with("0000000001.json", bytes -> Arrays.copyOf(bytes, bytes.length - 1)));

    assertThat(damaged.problems()).isEmpty();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> damaged.revision(1)).isInstanceOf(IOException.class)
          .hasMessageContaining("0000000001.json: the checksum");
    }
    assertThat(damaged.problems()).hasSize(1);
    assertThat(damaged.latest()).isPresent();
  }

  @Test
  void whereNoRevisionIsGoodNothingIsTakenForTheStateAndNothingIsChanged() throws IOException {
    open(folder).save(revision(1, intent(1)));
    var damaged = folder.with("0000000001.json", bytes -> new byte[0]);

    assertThatThrownBy(() -> open(damaged)).isInstanceOf(IOException.class)
        .hasMessageContaining("no revision can be read").hasMessageContaining("0000000001.json: torn: 0 bytes");
    assertThat(damaged.names()).containsExactly("0000000001.json");
  }

  @Test
  void whatANewerVersionWroteIsRefusedAndNothingIsChanged() throws IOException {
    saveTwo(1);
    var newer = folder.with(NEWEST, _ -> Seal.on("{\"format\":5,\"revision\":2}\nsomething else\n"));
    var names = newer.names();

    assertThatThrownBy(() -> open(newer)).isInstanceOf(IOException.class)
        .hasMessage("memory/0000000002.json: written in format 5 by a newer version of gorb (this one knows format 4;"
            + " start that version, or give another --state-dir)");
    assertThat(newer.names()).isEqualTo(names);
  }

  @Test
  void whatAKilledProcessBeganToWriteIsRemoved() throws IOException {
    folder.write("0000000001.json.tmp", new byte[3]);

    assertThat(open(folder).latest()).isEmpty();
    assertThat(folder.names()).isEmpty();
  }

  @Test
  void filesOfOthersAreLeftAlone() throws IOException {
    folder.write("README", new byte[3]);
    folder.write("7.json", new byte[3]);

    assertThat(open(folder).latest()).isEmpty();
    assertThat(folder.names()).containsExactly("7.json", "README");
  }

  @Test
  void numbersOnlyGrow() throws IOException {
    saveTwo(1);

    assertThatThrownBy(() -> open(folder).save(revision(2, intent(1))))
        .hasMessage("revision: 2 (expected: more than 2)");
  }

  /** A state, and changes of it, each of one server of another service. */
  private static List<Revision> saveChanges(FileIntentStore store, Intent state, int changes) throws IOException {
    var saved = new ArrayList<Revision>();
    var next = state;
    for (int number = 1; number <= 1 + changes; number++) {
      saved.add(revision(number, next));
      store.save(saved.getLast());
      next = changed(next, number);
    }
    return saved;
  }

  /** One server of one service is another. */
  private static Intent changed(Intent intent, int number) {
    var service = intent.service("s" + number);
    return intent.with("s" + number, service.withServer("a", service.servers().get("a").withRole(ServerRole.FALLBACK)));
  }

  /** The base of a file; null where it is written whole. */
  private @Nullable Long base(String name) {
    var header = JsonMapper.shared().readTree(new String(folder.bytes(name), StandardCharsets.UTF_8).lines().findFirst().orElseThrow());
    return header.has("base") ? header.required("base").longValue() : null;
  }

  private void saveTwo(int services) throws IOException {
    var store = open(folder);
    store.save(revision(1, intent(services)));
    store.save(revision(2, intent(services + 1)));
  }

  /** Two revisions, the newest in a small file. */
  private void saveSmall(boolean isDifference) throws IOException {
    var store = open(folder);
    store.save(revision(1, intent(isDifference ? 13 : 0)));
    store.save(revision(2, intent(isDifference ? 12 : 1)));
  }

  private void assertFallsBack(UnaryOperator<byte[]> damage, String description) throws IOException {
    var store = open(folder.with(NEWEST, damage));

    assertThat(store.latest().map(Revision::number)).as(description).contains(1L);
    assertThat(store.problems()).as(description).singleElement().asString().startsWith(NEWEST + ": ");
  }

  private static boolean isSaved(FileIntentStore store, Revision revision) {
    try {
      store.save(revision);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static FileIntentStore open(FragileFolder folder) throws IOException {
    return FileIntentStore.open(folder, () -> {});
  }

  private static Revision revision(long number, Intent intent) {
    return new Revision(number, Instant.parse("2026-07-01T00:00:00Z"), "test", intent);
  }

  /** So many services of two servers. */
  private static Intent intent(int services) {
    return Samples.intent(services);
  }
}
