package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.Intent;
import gorb.model.AdminState;
import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDocumentTest {
  private static final Hosts HOSTS = new Hosts(host -> {
    if (host.equals("backend.example")) {
      return IpAddress.of("10.1.0.9");
    }
    return IpAddress.parse(host).orElseThrow(() -> new UnknownHostException("lookup " + host + ": no such host"));
  }, () -> Optional.of(IpAddress.of("10.0.0.1")));
  private static final StateReader READER = new StateReader(HOSTS);
  private static final String STATE = """
      {"services":{
        "web":{"port":80,"method":"mh","flags":"mh-port","persistent":true,"persistence_timeout":"90s","origin":"file",
          "backends":{
            "one":{"host":"backend.example","port":8080,"weight":0,"state":"quiesced"},
            "two":{"host":"10.1.0.2","port":8080,"method":"ipip","state":"draining",
              "drain_until":"2026-01-31T13:00:00.25+01:00","drain_keep":true,
              "pulse":{"type":"http","interval":"5s","args":{"path":"health","expect":"204","timeout":"1s"}}}}},
        "dns":{"host":"fd00::1","port":53,"protocol":"udp"}}}
      """;

  @Test
  void whatIsWrittenIsReadAsTheSame() throws DocumentException {
    var intent = read(STATE);

    var again = READER.read(StateWriter.of(intent));

    assertThat(bare(again)).isEqualTo(bare(intent));
    assertThat(bare(READER.read(StateWriter.kept(intent)))).isEqualTo(bare(intent));
    assertThat(StateWriter.of(again)).as("and reads as it was spelled").isEqualTo(StateWriter.of(intent));
    assertThat(intent.service("web").origin().label()).isEqualTo("file");
    assertThat(intent.server("web", "one").weight()).as("0 is no default in a document").isZero();
    assertThat(intent.server("web", "two").admin())
        .isEqualTo(new AdminState.Draining(Instant.parse("2026-01-31T12:00:00.25Z"), true));
    assertThat(intent.server("web", "one").key()).hasToString("10.1.0.9:8080");
  }

  @Test
  void addressesThatAreKeptNeedNoResolver() throws DocumentException {
    var kept = StateWriter.kept(read(STATE));

    assertThat(bare(StateReader.readKept(kept))).isEqualTo(bare(read(STATE)));
    assertThat(StateWriter.kept(StateReader.readKept(kept))).isEqualTo(kept);
  }

  @Test
  void ofABackendIsKeptWhatIsNotTheDefault() throws DocumentException {
    var kept = StateWriter.kept(read("""
        {"services":{"web":{"host":"10.0.0.1","port":80,"backends":{
          "a":{"host":"10.1.0.1","port":1,"weight":100,"method":"nat","state":"enabled",
            "pulse":{"type":"none","interval":"1m","args":null}},
          "b":{"host":"backend.example","port":2,"weight":0,"method":"ipip","upper_threshold":9,"role":"fallback",
            "state":"quiesced","pulse":{"type":"tcp","interval":"60s","args":{"port":3},"rise":2}}}}}}
        """));

    var backends = kept.path("services").path("web").path("backends");
    assertThat(backends.path("a")).hasToString("{\"host\":\"10.1.0.1\",\"port\":1,\"pulse\":{\"type\":\"none\"}}");
    assertThat(backends.path("b")).hasToString(("{'host':'backend.example','port':2,'address':'10.1.0.9','weight':0,"
        + "'method':'ipip','upper_threshold':9,'lower_threshold':0,'role':'fallback','state':'quiesced',"
        + "'pulse':{'type':'tcp','interval':'60s','args':{'port':3},'rise':2}}").replace('\'', '"'));
  }

  @Test
  void aBigDocumentIsReadAndKeptAsItsServicesAreOneByOne() throws DocumentException {
    var services = new StringBuilder();
    var expected = Intent.EMPTY;
    for (int i = 0; i < 300; i++) {
      var service = "\"s%d\":{\"host\":\"10.0.0.1\",\"port\":%d,\"backends\":{\"b\":{\"host\":\"10.1.0.1\",\"port\":%d}}}"
          .formatted(i, 1 + i, 1 + i);
      services.append(i == 0 ? "" : ",").append(service);
      expected = expected.with("s" + i, read("{\"services\":{" + service + "}}").service("s" + i));
    }

    var intent = read("{\"services\":{" + services + "}}");

    assertThat(intent.services()).isEqualTo(expected.services());
    assertThat(StateWriter.kept(intent).path("services").propertyNames()).containsExactlyElementsOf(
        expected.services().keySet());
    assertThat(bare(StateReader.readKept(StateWriter.kept(intent)))).isEqualTo(bare(intent));
  }

  @Test
  void theProblemsOfABigDocumentAreInItsOrder() {
    var services = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      services.append(i == 0 ? "" : ",").append("\"s%d\":{\"host\":\"10.0.0.1\",\"port\":%d}".formatted(i, i % 3));
    }

    assertThatThrownBy(() -> read("{\"services\":{" + services + "}}"))
        .isInstanceOfSatisfying(DocumentException.class, e -> assertThat(e.problems()).extracting(Problem::field)
            .hasSize(298).startsWith("services.s0.port", "services.s3.port", "services.s4", "services.s5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'path':'/a','Path':'/b'}",
      "{'timeout':'2s','unknown':{'deep':[1,{'b':1,'a':2}],'no number':'\uD800'}}",
      "{'huge':1e400,'long':123456789012345678901234567890,'small':1e-400}",
      "{'PATH':'x y','EXPECT':'204'}"})
  void whatAClientMayHaveWrittenIsReadAsItWasMeantWhenItWasKept(String args) throws DocumentException {
    var service = read("{\"services\":{\"web\":{\"port\":80}}}").service("web");
    var body = "{'host':'10.1.0.1','port':80,'weight':0,'pulse':{'type':'http','args':" + args + "}}";
    var server = new BackendReader(HOSTS).read(
        JsonInput.object("body", body.replace('\'', '"')), service, Problems.lenient());
    var intent = Intent.EMPTY.with("web", service.withServer("one", server));

    var kept = JsonInput.object("file", JsonText.of(StateWriter.kept(intent)));

    assertThat(bare(StateReader.readKept(kept))).isEqualTo(bare(intent));
  }

  @Test
  void aNameThatNoFileCanHoldIsNone() {
    assertThatThrownBy(() -> read("{\"services\":{\"\\ud800\":{\"port\":80}}}")).hasMessageContaining("no name");
  }

  @Test
  void everyProblemIsToldWithItsPath() {
    assertThatThrownBy(() -> read("""
        {"service":{},"services":{
          "a":{"port":0,"metod":"rr"},
          "b":{"host":"10.0.0.1","port":80,"backends":{"x":{"host":"nowhere.example","port":"80"},"y":5}},
          "c":{"host":"10.0.0.1","port":81,"origin":"me"},
          "":{"port":1},
          "d":7}}
        """))
        .isInstanceOfSatisfying(DocumentException.class, e -> assertThat(e.problems()).extracting(Problem::field)
            .containsExactlyInAnyOrder(
                "service", "services.a.port", "services.a.metod", "services.b.backends.x.host",
                "services.b.backends.x.port", "services.b.backends.y", "services.c.origin", "services.", "services.d"));
  }

  @Test
  void twoOfOneKeyAreAProblemOfTheSecond() {
    assertThatThrownBy(() -> read("""
        {"services":{"a":{"host":"10.0.0.1","port":80},"b":{"host":"10.0.0.1","port":80}}}
        """)).hasMessageContaining("tcp/10.0.0.1:80 belongs to service a");
    assertThatThrownBy(() -> read("""
        {"services":{"a":{"port":80,"backends":{"x":{"host":"10.1.0.1","port":1},"y":{"host":"10.1.0.1","port":1}}}}}
        """)).hasMessageContaining("services.a.backends.y.host: 10.1.0.1:1 belongs to backend x");
  }

  /** The services without how they were spelled. */
  private static Map<String, VirtualService> bare(Intent intent) {
    var services = new TreeMap<String, VirtualService>();
    intent.services().forEach((name, service) -> {
      var bare = service.with(service.settings(), Map.of());
      for (var server : service.servers().entrySet()) {
        var it = server.getValue();
        bare = bare.withServer(server.getKey(), new RealServer(
            it.key(), it.weight(), it.admin(), it.forwarding(), it.thresholds(), it.check(), 0, Map.of()));
      }
      services.put(name, bare);
    });
    return services;
  }

  private static Intent read(String text) throws DocumentException {
    return READER.read(JsonInput.object("state", text));
  }
}
