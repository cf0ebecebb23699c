package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.Body;
import gorb.http.Headers;
import gorb.http.Peer;
import gorb.http.Request;
import gorb.http.Response;
import gorb.http.Target;
import gorb.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private final List<String> obstacles = new ArrayList<>();
  private final Probes probes = new Probes(() -> obstacles, _ -> Response.of(200, "text/plain", "others"));

  @Test
  void aProcessThatAnswersIsLiveWhateverStandsInItsWay() {
    obstacles.add("no netlink");

    assertThat(ask("GET", "/health/live").status()).isEqualTo(200);
    assertThat(ask("HEAD", "/health/live").status()).isEqualTo(200);
  }

  @Test
  void readinessSaysWhatIsInTheWay() {
    assertThat(ask("GET", "/health/ready").status()).isEqualTo(200);

    obstacles.add("no netlink");

    assertThat(ask("GET", "/health/ready").status()).isEqualTo(503);
    assertThat(ask("GET", "/health/ready").body().text()).contains("\"ready\": false", "no netlink");
  }

  @Test
  void everythingElseGoesOn() {
    assertThat(ask("GET", "/service").body().text()).isEqualTo("others");
    assertThat(ask("GET", "/health").body().text()).isEqualTo("others");
    assertThat(ask("PUT", "/health/live").status()).isEqualTo(405);
  }

  private Response ask(String method, String target) {
    return probes.handle(new Request(
        method, Target.parse(target), Headers.NONE, Body.EMPTY, new Peer.Tcp(IpAddress.of("192.0.2.1"))));
  }
}
