package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schedulers against what a real kernel chose, once, as the lab recorded it. */
class RecordedChoicesTest {
  static List<Subject> subjects() {
    return Subject.DETERMINISTIC;
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyConnectionGoesToTheServerThatTheKernelChose(Subject subject) throws Exception {
    var recorded = RecordedChoices.read().get(subject.name());

    assertThat(RecordedChoices.ours(Rehearsal.of(subject))).hasSize(Rehearsal.CONNECTIONS).isEqualTo(recorded);
  }

  @Test
  void everyRecordIsThatOfASubject() throws Exception {
    assertThat(RecordedChoices.read().keySet())
        .containsExactlyInAnyOrderElementsOf(Subject.DETERMINISTIC.stream().map(Subject::name).toList());
  }

  @Test
  void aRehearsalHasEverythingThatHappensToServers() {
    for (var subject : Subject.DETERMINISTIC) {
      var choices = RecordedChoices.ours(Rehearsal.of(subject));

      assertThat(choices.chars().distinct().count()).as(subject.name()).isGreaterThan(4);
    }
  }
}
