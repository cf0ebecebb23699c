package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.DiscoveryStatus.State;
import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import gorb.model.DiscoverySource.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of backends when a source answers, answers nothing, or fails. */
class FindingsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Answer TWO =
      answer(MergeTest.instance("a", "10.1.0.1", 1), MergeTest.instance("b", "10.1.0.2", 1));
  private static final Answer EMPTY = answer();

  @Test
  void nothingIsWantedBeforeTheFirstAnswerWhateverFails() {
    var hasty = discovery(EmptyAnswer.REMOVE, Duration.ofSeconds(1));

    var findings = Findings.none(hasty, START).after("refused", hasty, at(1)).after("refused", hasty, at(1_000_000));

    assertThat(findings.answer()).isNull();
    assertThat(findings.status().state()).isEqualTo(State.FAILED);
    assertThat(findings.status().since()).isEqualTo(at(1));
    assertThat(findings.status().failures()).isEqualTo(2);
    assertThat(findings.status().lastRead()).isEmpty();
  }

  @Test
  void aFailureKeepsWhatWasKnown() {
    var discovery = discovery(EmptyAnswer.KEEP, null);

    var findings = read(Findings.none(discovery, START), TWO, discovery, 1).after("refused", discovery, at(1_000_000));

    assertThat(findings.answer()).isSameAs(TWO);
    assertThat(findings.status().reason()).isEqualTo("refused");
    assertThat(findings.status().lastRead()).contains(at(1));
  }

  @Test
  void aFailureThatLastsLongerThanWantedRemovesWhatWasKnownAndTheNextAnswerBringsItBack() {
    var discovery = discovery(EmptyAnswer.KEEP, Duration.ofSeconds(60));
    var known = read(Findings.none(discovery, START), TWO, discovery, 1);

    assertThat(known.after("refused", discovery, at(61)).answer()).isSameAs(TWO);
    var over = known.after("refused", discovery, at(62));
    assertThat(over.answer().instances()).isEmpty();
    assertThat(read(over, TWO, discovery, 63).answer()).isSameAs(TWO);
  }

  @Test
  void anEmptyAnswerKeepsWhatWasKnownAndSaysSo() {
    var discovery = discovery(EmptyAnswer.KEEP, null);

    var findings = read(read(Findings.none(discovery, START), TWO, discovery, 1), EMPTY, discovery, 2);

    assertThat(findings.answer()).isSameAs(TWO);
    assertThat(findings.status().state()).isEqualTo(State.EMPTY);
    assertThat(findings.status().reason()).isEqualTo("no backend in the answer: what was known stays");
    assertThat(findings.status().found()).isZero();
  }

  @Test
  void anEmptyAnswerRemovesWhatWasKnownWhereThatIsWanted() {
    var discovery = discovery(EmptyAnswer.REMOVE, null);

    var findings = read(read(Findings.none(discovery, START), TWO, discovery, 1), EMPTY, discovery, 2);

    assertThat(findings.answer()).isSameAs(EMPTY);
  }

  @Test
  void anAnswerOfWhichNothingCanBeUsedIsAnEmptyOne() {
    var discovery = discovery(EmptyAnswer.KEEP, null);
    var six = answer(MergeTest.instance("six", "fd00::1", 1));

    var findings = read(read(Findings.none(discovery, START), TWO, discovery, 1), six, discovery, 2);

    assertThat(findings.answer()).isSameAs(TWO);
    assertThat(findings.status().left()).hasSize(1);
  }

  private static Findings read(Findings before, Answer answer, Discovery discovery, long second) {
    var merge = Merge.of(MergeTest.service(Verdict.BOTH, 10), answer, MergeTest.TEMPLATE);
    return before.after(answer, merge, discovery, at(second));
  }

  private static Answer answer(Instance... instances) {
    return new Answer(List.of(instances), List.of(), Duration.ZERO);
  }

  private static Discovery discovery(EmptyAnswer empty, @Nullable Duration keepFor) {
    var plain = MergeTest.service(Verdict.BOTH, 10).discovery();
    return new Discovery(plain.source(), "{}", 10, empty, keepFor);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }
}
