package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.Body;
import gorb.http.Headers;
import gorb.http.Peer;
import gorb.http.Request;
import gorb.http.Target;
import gorb.model.IpAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final Peer HERE = new Peer.Tcp(IpAddress.of("127.0.0.1"));
  private static final Peer HERE_BY_IPV6 = new Peer.Tcp(IpAddress.of("::1"));
  private static final Peer ELSEWHERE = new Peer.Tcp(IpAddress.of("192.0.2.7"));
  private static final Set<String> NAMES = Set.of("LB1", "lb1.example");

  private final Access local = new Access(new Access.Rule.Local(), NAMES);
  private final Access token = new Access(new Access.Rule.Token(() -> Optional.of("s3cret")), NAMES);
  private final Access open = new Access(new Access.Rule.Open(), NAMES);

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void everybodyMayRead(String method) {
    for (var access : Set.of(local, token, open)) {
      assertThat(status(access, request(ELSEWHERE, method, Map.of("Host", "10.0.0.1:4672")))).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "POST", "OPTIONS", "anything"})
  void onlyThisHostMayChangeAnything(String method) {
    for (var access : Set.of(local, token)) {
      assertThat(status(access, request(HERE, method, Map.of("Host", "localhost:4672")))).isZero();
      assertThat(status(access, request(HERE_BY_IPV6, method, Map.of("Host", "[::1]:4672")))).isZero();
      assertThat(status(access, request(new Peer.UnixSocket(), method, Map.of("Host", "whatever")))).isZero();
      assertThat(status(access, request(ELSEWHERE, method, Map.of("Host", "10.0.0.1:4672")))).isEqualTo(401);
    }
    assertThat(status(open, request(ELSEWHERE, method, Map.of("Host", "10.0.0.1:4672")))).isZero();
  }

  @Test
  void aRefusalSaysHowToLetTheClientIn() {
    var request = request(ELSEWHERE, "PUT", Map.of("Host", "10.0.0.1"));

    assertThat(local.denial(request).orElseThrow().reason()).contains("--token-file", "--open");
    assertThat(token.denial(request).orElseThrow().reason()).contains("Authorization: Bearer");
  }

  @Test
  void whoMayOnlyReadLearnsItByReading() {
    var elsewhere = request(ELSEWHERE, "GET", Map.of("Host", "10.0.0.1:4672"));
    var withToken = request(ELSEWHERE, "GET", Map.of("Host", "10.0.0.1", "Authorization", "Bearer s3cret"));

    assertThat(token.denialOfChange(elsewhere).orElseThrow().status()).isEqualTo(401);
    assertThat(token.denialOfChange(withToken)).isEmpty();
    assertThat(local.denialOfChange(request(HERE, "GET", Map.of("Host", "localhost")))).isEmpty();
    assertThat(open.denialOfChange(elsewhere)).isEmpty();
    assertThat(token.takesToken()).isTrue();
    assertThat(local.takesToken()).isFalse();
    assertThat(new Access(new Access.Rule.Token(Optional::empty), NAMES).takesToken()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cret", "bearer s3cret", "BEARER   s3cret "})
  void theTokenLetsAnybodyIn(String header) {
    assertThat(status(token, request(ELSEWHERE, "PUT", Map.of("Host", "evil.example", "Authorization", header))))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cre", "Bearer s3cret2", "Bearer", "Bearer ", "Basic s3cret", "s3cret", "",
      "Bearer S3CRET"})
  void anotherTokenDoesNot(String header) {
    assertThat(status(token, request(ELSEWHERE, "PUT", Map.of("Host", "10.0.0.1", "Authorization", header))))
        .isEqualTo(401);
  }

  @Test
  void noTokenLetsNobodyIn() {
    for (var none : Set.of(Optional.<String>empty(), Optional.of(""))) {
      var access = new Access(new Access.Rule.Token(() -> none), NAMES);
      assertThat(status(access, request(ELSEWHERE, "PUT", Map.of("Host", "10.0.0.1", "Authorization", "Bearer "))))
          .isEqualTo(401);
    }
    assertThat(status(local, request(ELSEWHERE, "PUT", Map.of("Host", "10.0.0.1", "Authorization", "Bearer s3cret"))))
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:4672", "127.0.0.1", "[fd00::1]:80", "lb1", "LB1.example:4672",
      "192.0.2.1:1", ""})
  void thisHostIsKnownByItsAddressesAndNames(String host) {
    assertThat(status(local, request(HERE, "GET", Map.of("Host", host)))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:4672", "lb1.evil.example", "127.0.0.1.evil.example", "[evil]",
      "[", "localhost.evil.example:80", "1.2.3"})
  void anotherNameIsRefusedEvenForReading(String host) {
    assertThat(status(local, request(HERE, "GET", Map.of("Host", host)))).isEqualTo(403);
    assertThat(status(local, request(HERE, "PUT", Map.of("Host", host)))).isEqualTo(403);
    assertThat(status(open, request(ELSEWHERE, "PUT", Map.of("Host", host)))).isZero();
  }

  @Test
  void aRequestOfHttp10NeedNotNameAHost() {
    assertThat(status(local, request(HERE, "PUT", Map.of()))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "https://localhost:4672", "http://localhost",
      "http://localhost:4673", ""})
  void aPageOfAnotherOriginMayReadButNotChangeAnything(String origin) {
    var headers = Map.of("Host", "localhost:4672", "Origin", origin);

    assertThat(status(local, request(HERE, "PUT", headers))).isEqualTo(403);
    assertThat(status(open, request(HERE, "PUT", headers))).isEqualTo(403);
    assertThat(status(local, request(HERE, "GET", headers))).isZero();
  }

  @Test
  void aPageOfThisOriginMayChangeThings() {
    assertThat(status(local, request(HERE, "PUT", Map.of("Host", "localhost:4672", "Origin",
        "http://localhost:4672")))).isZero();
    assertThat(status(local, request(HERE, "PUT", Map.of("Host", "localhost:80", "Origin", "http://localhost"))))
        .isZero();
    assertThat(status(local, request(HERE, "PUT", Map.of("Host", "localhost", "Sec-Fetch-Site", "same-origin"))))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void aRequestThatABrowserSendsForAnotherSiteIsRefused(String site) {
    assertThat(status(local, request(HERE, "PUT", Map.of("Host", "localhost", "Sec-Fetch-Site", site)))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "x-real-ip"})
  void whatAProxyPassesOnIsNotOfThisHost(String header) {
    assertThat(status(local, request(HERE, "PUT", Map.of("Host", "localhost", header, "192.0.2.7")))).isEqualTo(401);
  }

  private static int status(Access access, Request request) {
    return access.denial(request).map(Access.Denial::status).orElse(0);
  }

  private static Request request(Peer peer, String method, Map<String, String> headers) {
    return new Request(method, Target.parse("/service"), Headers.of(headers.entrySet()), Body.EMPTY, peer);
  }
}
