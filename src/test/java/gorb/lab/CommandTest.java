package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void bothOutputsAndTheExitCodeAreKept() {
    var output = Command.of("sh", "-c", "echo one; echo two >&2; exit 3").run();

    assertThat(output.stdout()).isEqualTo("one\n");
    assertThat(output.stderr()).isEqualTo("two\n");
    assertThat(output.exitCode()).isEqualTo(3);
  }

  @Test
  void theInputIsGivenWhole() {
    var text = "a line of text\n".repeat(20_000);

    assertThat(Command.of("cat").withInput(text).succeed().stdout()).isEqualTo(text);
  }

  @Test
  void aFailureNamesTheCommandAndWhatItSaid() {
    assertThatThrownBy(() -> Command.of("sh", "-c", "echo no such luck >&2; exit 4").succeed())
        .hasMessageContainingAll("sh -c", "exit code 4", "no such luck");
  }

  @Test
  void aProgramThatIgnoresItsInputIsNoFailure() {
    assertThat(Command.of("true").withInput("x".repeat(1_000_000)).run().exitCode()).isZero();
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatThrownBy(() -> Command.of("no-such-program").run()).hasMessageContaining("no-such-program");
  }

  @Test
  void aProgramThatTakesTooLongIsKilled() {
    assertThatThrownBy(() -> Command.of("sleep", "60").within(Duration.ofMillis(100)).run())
        .hasMessageContainingAll("sleep 60", "still running after PT0.1S");
  }

  @Test
  void aChildThatKeepsTheOutputOpenIsToldFromTheProgram() {
    // The JDK closes a pipe that nobody reads from when the program ends; the pause lets the reading begin first.
    var command = Command.of("sh", "-c", "sleep 0.5; sleep 3 & echo done").within(Duration.ofMillis(1500));

    assertThatThrownBy(command::run)
        .hasMessageContaining("keeps its output open");
  }
}
