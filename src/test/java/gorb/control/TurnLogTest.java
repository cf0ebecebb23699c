package gorb.control;

import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.ServerKey;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnLogTest {
  private static final int MANY = 25;

  private final List<String> lines = new ArrayList<>();
  private final Handler recorder = new Handler() {
    @Override
    public void publish(LogRecord line) {
      lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };
  private final Logger logger = Logger.getLogger(Controller.class.getName());
  private final Level level = logger.getLevel();
  private final ControllerRig rig = new ControllerRig();

  @BeforeEach
  void manyServers() {
    rig.ask(create("web", WEB));
    rig.ask(changes(server -> create("web", "server-" + server, address(server), 100)));
    logger.addHandler(recorder);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void restore() {
    logger.removeHandler(recorder);
    logger.setLevel(level);
  }

  @Test
  void ofDrainsThatEndAtOnceTwentyAreToldAndHowManyMoreThereAre() {
    rig.ask(changes(server -> new Change.Drain("web", "server-" + server, Duration.ofMinutes(1), false)));

    rig.pass(Duration.ofSeconds(1));

    assertThat(rig.lastTurn().drained()).hasSize(MANY);
    assertThat(told("drained")).hasSize(20).first().asString().contains("to=removed");
    assertThat(told("more")).containsExactly("event=more of=drained count=5");
  }

  @Test
  void ofWhatSomebodyElseChangedTwentyStepsAreTold() {
    rig.stranger(IntStream.range(0, MANY)
        .mapToObj(server -> new Step.RemoveDestination(WEB, address(server))).toArray(Step[]::new));

    rig.resync();

    assertThat(rig.lastTurn().drift()).hasSize(MANY);
    assertThat(told("drift")).hasSize(20);
    assertThat(told("more")).containsExactly("event=more of=drift count=5");
  }

  @Test
  void whatIsToldAsAWholeHasNoMore() {
    rig.stranger(new Step.RemoveDestination(WEB, address(1)));

    rig.resync();

    assertThat(told("drift")).hasSize(1);
    assertThat(told("more")).isEmpty();
  }

  @Test
  void aStepThatIsRefusedIsInTheTurnAndTold() {
    rig.faults.refuse(Refusal.Kind.REJECTED, step -> step instanceof Step.EditDestination);

    rig.ask(new Change.Drain("web", "server-1", Duration.ofMinutes(1), false));

    var first = rig.turns.stream().filter(turn -> !turn.refused().isEmpty()).findFirst().orElseThrow();
    assertThat(first.refused()).extracting(Refusal::kind).containsOnly(Refusal.Kind.REJECTED);
    assertThat(told("step-refused")).singleElement().asString().startsWith("event=step-refused kind=").contains("10.1.1.1:80");
  }

  @Test
  void aRefusalThatIsTriedAgainAndAgainIsToldOnce() {
    rig.faults.refuse(Refusal.Kind.TRANSIENT, step -> step instanceof Step.EditDestination);
    rig.report("web", "server-1", Samples.down());

    rig.pass(Duration.ofSeconds(1));
    rig.pass(Duration.ofSeconds(2));

    assertThat(rig.turns.reversed().subList(0, 3)).allSatisfy(turn -> assertThat(turn.refused()).isNotEmpty());
    assertThat(told("step-refused")).hasSize(1);
  }

  private List<String> told(String event) {
    return lines.stream().filter(line -> line.startsWith("event=" + event + " ")).toList();
  }

  private static Change[] changes(Function<Integer, Change> of) {
    return IntStream.range(0, MANY).boxed().map(of).toArray(Change[]::new);
  }

  private static ServerKey address(int server) {
    return Samples.key("10.1.1." + server);
  }
}
