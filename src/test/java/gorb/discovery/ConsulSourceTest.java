package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.http.StandInServer;
import gorb.model.DiscoverySource;
import gorb.model.DiscoverySource.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Consul cannot be made to do: it fails, it goes back. DiscoveryProcessTest has a real one. */
class ConsulSourceTest {
  private static final String WEB =
      "[{\"Node\":{\"Node\":\"n\",\"Address\":\"10.1.0.1\"},\"Service\":{\"ID\":\"web\",\"Port\":80}}]";
  private static final String QUERY = "/v1/health/service/web?index=%s&wait=1s&tag=a%%26b&near=_agent&dc=east";

  private final StandInServer consul = new StandInServer();
  private final ConsulAgent agent = new ConsulAgent(
      new ConsulAgent.Settings(consul.url(), Optional::empty, Optional.empty(), Duration.ofSeconds(20)));
  private final ConsulSource source = new ConsulSource(
      agent, new DiscoverySource.Consul("web", "a&b", "_agent", "east", Verdict.BOTH), Duration.ofSeconds(1));

  ConsulSourceTest() throws IOException {}

  @AfterEach
  void close() {
    agent.close();
    consul.close();
  }

  @Test
  void aFurtherQuestionWaitsForSomethingNewer() throws Exception {
    say(200, "7", WEB);
    say(200, "9", "[]");
    say(200, "9", WEB);

    assertThat(source.read().instances()).hasSize(1);
    assertThat(source.read().instances()).isEmpty();
    assertThat(source.read().instances()).hasSize(1);
    assertAsked("0", "7", "9");
  }

  @Test
  void afterAnAnswerOf500EverythingIsReadAnew() throws Exception {
    say(200, "7", WEB);
    say(500, "", "rpc error: No cluster leader\nsecond line");
    say(200, "8", WEB);

    source.read();
    assertThatThrownBy(source::read).isInstanceOf(IOException.class)
        .hasMessage("GET /v1/health/service/web: 500 rpc error: No cluster leader");
    assertThat(source.read().instances()).hasSize(1);
    assertAsked("0", "7", "0");
  }

  @Test
  void anIndexThatGoesBackMeansThatEverythingIsReadAnew() throws Exception {
    say(200, "7", WEB);
    say(200, "3", "[]");
    say(200, "3", WEB);
    say(200, "4", WEB);

    for (int i = 0; i < 4; i++) {
      source.read();
    }
    assertAsked("0", "7", "0", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "nine", "99999999999999999999"})
  void withoutAnIndexNothingIsWaitedForAndItIsAskedLessOften(String index) throws Exception {
    say(200, index, WEB);
    say(200, index, WEB);

    assertThat(source.read().next()).isEqualTo(Duration.ofSeconds(10));
    source.read();
    assertAsked("0", "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "{}", "7", "[", "null"})
  void whatIsNoListOfInstancesIsAFailure(String body) throws Exception {
    say(200, "7", WEB);
    say(200, "8", body);
    say(200, "9", WEB);

    source.read();
    assertThatThrownBy(source::read).isInstanceOf(IOException.class)
        .hasMessageStartingWith("GET /v1/health/service/web: ");
    source.read();
    assertAsked("0", "7", "0");
  }

  @Test
  void anAnswerOfHostileDepthOrLengthIsAFailure() {
    say(200, "7", "[".repeat(100_000));
    say(200, "7", " ".repeat((16 << 20) + 1) + WEB);

    assertThatThrownBy(source::read).isInstanceOf(IOException.class);
    assertThatThrownBy(source::read).isInstanceOf(IOException.class);
  }

  /** What it says next; an index that is empty is not sent. */
  private void say(int status, String index, String body) {
    consul.then(status, body, index.isEmpty() ? Map.of() : Map.of("X-Consul-Index", index));
  }

  private void assertAsked(String... indexes) {
    assertThat(consul.targets()).containsExactly(
        Stream.of(indexes).map(index -> String.format(QUERY, index)).toArray(String[]::new));
  }
}
