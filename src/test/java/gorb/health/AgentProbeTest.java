package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static gorb.health.TcpDialogueTest.hang;
import static gorb.health.TcpDialogueTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.Advice;
import gorb.model.CheckMethod.Agent;
import gorb.model.Health;
import gorb.model.Octets;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy's agent-check protocol: management.txt and configuration.txt, "agent-check". */
class AgentProbeTest {
  @ParameterizedTest
  @ValueSource(strings = {"up", "ready", "up ready", "100%", "200%", "up 100%", "maxconn:30 up", "UP", "\tup\t",
    "drain ready"})
  void anAgentCanSayThatAllIsWell(String line) throws Exception {
    assertThat(AgentAnswer.parse(line)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "75%, 75, 75%", "up 75%, 75, 75%", "'75%, up', 75, 75%", "0%, 0, 0%", "drain, 0, drain", "maint, 0, maint",
    "up drain 50%, 0, drain", "ready 5% # busy, 5, 5%", "down up 50%, 50, 50%"
  })
  void anAgentCanAskForLess(String line, int percent, String words) throws Exception {
    assertThat(AgentAnswer.parse(line)).isEqualTo(new Advice("agent", percent, words));
  }

  @ParameterizedTest
  @CsvSource({
    "down, agent says down", "failed # disk full, agent says failed: disk full",
    "stopped#x\u0007y, agent says stopped: x.y",
    "fail, agent says fail", "up 50% down, agent says down", "'', agent says nothing", "# all well, agent says nothing",
    "hello, 'agent says \"hello\" (expected: up, ready, down, failed, stopped, drain, maint or a percentage)'",
    "-5%, 'agent says \"-5%\" (expected: up, ready, down, failed, stopped, drain, maint or a percentage)'"
  })
  void whatIsNotWellOrMeansNothingIsAFailure(String line, String reason) {
    assertThatThrownBy(() -> AgentAnswer.parse(line)).isInstanceOf(CheckFailedException.class).hasMessage(reason);
  }

  @Test
  void anAgentIsAskedAndItsAdviceBelongsToTheHealth() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      heard.add(new String(connection.getInputStream().readNBytes(5), java.nio.charset.StandardCharsets.UTF_8));
      write(connection, "up 7");
      write(connection, "5%\n");
      hang();
    })) {
      var report = once(new Agent(server.target(), Octets.ofText("web1\n"), null), PLENTY);

      assertThat(report.health().advice()).isEqualTo(new Advice("agent", 75, "75%"));
      assertThat(report.health().health()).isInstanceOf(Health.Up.class);
      assertThat(heard.take()).isEqualTo("web1\n");
    }
  }

  @Test
  void aLineMayEndWithTheConnection() throws Exception {
    assertThat(check(connection -> write(connection, "down # by hand"))).isEqualTo("agent says down: by hand");
    assertThat(check(_ -> {})).isEqualTo("agent says nothing");
  }

  @Test
  void aLineWithoutEndIsBounded() throws Exception {
    assertThat(check(connection -> {
      while (true) {
        write(connection, "up ".repeat(100));
      }
    })).isEqualTo("agent says more than 1024 bytes in a line");
  }

  @Test
  void aResetAndASilentAgentAreFailures() throws Exception {
    assertThat(check(connection -> {
      write(connection, "u");
      connection.setSoLinger(true, 0);
    })).isEqualTo("connection reset");
    try (var server = LoopbackServer.on("127.0.0.1", _ -> hang())) {
      assertThat(reason(once(new Agent(server.target(), Octets.NONE, null), SHORT)))
          .isEqualTo("timed out after 300 ms");
    }
  }

  private static String check(LoopbackServer.Treatment treatment) throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", treatment)) {
      return reason(once(new Agent(server.target(), Octets.NONE, null), PLENTY));
    }
  }
}
