package gorb.shared;

import static gorb.shared.SharedIntents.LAYOUT;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Intent;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final String MARK = "gorb/table";
  private static final String WEB = "{\"port\":80}";
  private static final String API = "{\"port\":81}";
  private static final Intent BOTH = said(Map.of("services/web", WEB, "services/api", API)).intent();

  @Test
  void whatTheSameTableSaysIsCarriedOut() {
    assertThat(objection("t", Map.of("services/web", WEB, MARK, mark("t", false)))).isEmpty();
    assertThat(objection("t", Map.of(MARK, mark("t", true)))).as("a client removed the last service").isEmpty();
    assertThat(objection(null, Map.of("services/web", WEB, MARK, mark("t", false)))).as("after a start").isEmpty();
    assertThat(objection(null, Map.of("services/web", WEB))).as("the original's").isEmpty();
  }

  @Test
  void anEmptyStoreIsNotCarriedOut() {
    assertThat(objection("t", Map.of())).isPresent();
    assertThat(objection(null, Map.of())).as("after a start").isPresent();
    assertThat(objection("t", Map.of(MARK, mark("t", false)))).as("somebody removed the keys").isPresent();
    assertThat(objection("t", Map.of(MARK, mark("u", true)))).as("made anew by another director").isPresent();
  }

  @Test
  void anotherTableIsNotCarriedOutWhereAServiceWouldEnd() {
    assertThat(objection("t", Map.of("services/web", WEB, MARK, mark("u", false)))).get().asString()
        .contains("lacks 1 of 2 services").contains("another one than before").contains("gorb store refill");
    assertThat(objection("t", Map.of("services/web", WEB))).isPresent();
    assertThat(objection("t", Map.of("services/web", WEB, "services/api", API, MARK, mark("u", false)))).isEmpty();
  }

  /** Which table it is does not help a director that starts. */
  @Test
  void aTableThatIsBeingFilledAgainIsNotCarriedOutBeforeItIsWhole() {
    var filling = new Marker("t", false, true).text();
    assertThat(Marker.read(filling)).contains(new Marker("t", false, true));
    assertThat(objection("t", Map.of("services/web", WEB, MARK, filling))).get().asString()
        .contains("lacks 1 of 2 services").contains("is being filled again");
    assertThat(objection(null, Map.of("services/web", WEB, MARK, filling))).as("after a start").isPresent();
    assertThat(objection(null, Map.of("services/web", WEB, "services/api", API, MARK, filling))).isEmpty();
  }

  @Test
  void whoHasNothingLosesNothing() {
    assertThat(Guard.objection(Intent.EMPTY, Optional.of("t"), said(Map.of()))).isEmpty();
  }

  private static Optional<String> objection(String known, Map<String, String> texts) {
    return Guard.objection(BOTH, Optional.ofNullable(known), said(texts));
  }

  private static String mark(String id, boolean isEmpty) {
    return new Marker(id, isEmpty, false).text();
  }

  private static SharedTable said(Map<String, String> texts) {
    return new TableReader(LAYOUT, SharedIntents.documents()).read(SharedIntents.stored(texts), Intent.EMPTY);
  }
}
