package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Proxied;
import gorb.model.ForwardingMethod.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntroducedCheckTest {
  private static final ServerKey SERVER = new ServerKey(IpAddress.of("10.0.0.7"), 8080);
  private static final CheckTarget HERE = new CheckTarget("10.0.0.7", 8080);
  private static final ForwardingMethod V2 = new Proxied(Introduction.V2, Source.HOST);

  @ParameterizedTest
  @MethodSource("methodsOfTcp")
  void everyKindThatConnectsIsIntroducedWhereClientsAre(CheckMethod method) {
    var check = IntroducedCheck.of(server(V2, method));

    assertThat(check.method()).hasToString(method.toString()).isNotEqualTo(method);
    assertThat(targetOf(check.method())).isEqualTo(new CheckTarget("10.0.0.7", 8080, true));
    assertThat(check.interval()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @MethodSource("methodsOfTcp")
  void noneIsOfAServerThatGetsNoHeader(CheckMethod method) {
    var masqueraded = server(ForwardingMethod.MASQUERADE, method);
    var shown = server(new Proxied(Introduction.NONE, Source.CLIENT), method);

    assertThat(IntroducedCheck.of(masqueraded)).isEqualTo(masqueraded.check());
    assertThat(IntroducedCheck.of(shown)).isEqualTo(shown.check());
  }

  @Test
  void noneIsAtAnotherAddressOrPort() {
    for (var target : List.of(new CheckTarget("10.0.0.7", 8081), new CheckTarget("10.0.0.8", 8080))) {
      var server = server(V2, new CheckMethod.TcpConnect(target));

      assertThat(IntroducedCheck.of(server)).isEqualTo(server.check());
    }
  }

  static Stream<CheckMethod> methodsOfTcp() {
    return Stream.of(
        new CheckMethod.TcpConnect(HERE),
        new CheckMethod.HttpStatus(HERE, "GET", "/", 200),
        new CheckMethod.Agent(HERE, Octets.NONE, null),
        new CheckMethod.Held(HERE, Duration.ofSeconds(30)),
        new CheckMethod.Grpc(HERE, "", null));
  }

  private static @Nullable CheckTarget targetOf(CheckMethod method) {
    return switch (method) {
      case CheckMethod.TcpConnect tcp -> tcp.target();
      case CheckMethod.HttpStatus http -> http.target();
      case CheckMethod.Agent agent -> agent.target();
      case CheckMethod.Held held -> held.target();
      case CheckMethod.Grpc grpc -> grpc.target();
      case CheckMethod.Always _, CheckMethod.Udp _, CheckMethod.Dns _, CheckMethod.Exec _ -> null;
    };
  }

  private static RealServer server(ForwardingMethod forwarding, CheckMethod method) {
    var check = new HealthCheck(method, Duration.ofSeconds(7), Duration.ofSeconds(3));
    return new RealServer(SERVER, 1, AdminState.ENABLED, forwarding, Thresholds.NONE, check, 1, Map.of());
  }
}
