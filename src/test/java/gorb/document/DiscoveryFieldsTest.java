package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import gorb.model.DiscoverySource.Consul;
import gorb.model.DiscoverySource.Dns;
import gorb.model.DiscoverySource.Records;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class DiscoveryFieldsTest {
  private final ServiceReader reader = new ServiceReader(Hosts.unresolved());

  @Test
  void asLittleAsCanBeSaidMeansTheDefaults() throws DocumentException {
    assertThat(discovery("{'consul':{'service':'web'}}")).isEqualTo(new Discovery(
        new Consul("web", "", "", "", Verdict.BOTH), "{}", 256, EmptyAnswer.KEEP, null));
    assertThat(discovery("{'dns':{'name':'web.example.'}}")).isEqualTo(new Discovery(
        new Dns("web.example", Records.A, null, Duration.ofSeconds(5), Duration.ofMinutes(5)), "{}", 256,
        EmptyAnswer.KEEP, null));
    assertThat(discovery("{}")).isEqualTo(Discovery.NONE);
    assertThat(read("{'host':'10.0.0.1','port':80}").discovery()).isEqualTo(Discovery.NONE);
  }

  @Test
  void everythingThatCanBeSaidIsRead() throws DocumentException {
    assertThat(discovery("{'consul':{'service':'web','tag':'blue','near':'_agent','datacenter':'east',"
        + "'health':'pulse'},'backend':{'weight':7},'most':3,'on_empty':'remove','keep_for':'1h'}")).isEqualTo(new Discovery(
        new Consul("web", "blue", "_agent", "east", Verdict.PULSE), "{\"weight\":7}", 3, EmptyAnswer.REMOVE,
        Duration.ofHours(1)));
    assertThat(discovery("{'dns':{'name':'_http._tcp.example','record':'SRV','server':'[fd00::53]:5353',"
        + "'min_refresh':'2s','max_refresh':'9s'}}").source()).isEqualTo(new Dns("_http._tcp.example", Records.SRV,
        new ServerKey(IpAddress.of("fd00::53"), 5353), Duration.ofSeconds(2), Duration.ofSeconds(9)));
  }

  @ParameterizedTest
  @CsvSource({
      "10.0.0.53,10.0.0.53:53", "10.0.0.53:54,10.0.0.53:54", "fd00::53,[fd00::53]:53", "[fd00::53],[fd00::53]:53"})
  void aNameServerIsAnAddressWithOrWithoutAPort(String text, String server) throws DocumentException {
    var dns = (Dns) discovery("{'dns':{'name':'web.example','server':'" + text + "'}}").source();

    assertThat(dns.server()).hasToString(server);
  }

  @Test
  void aServiceOfIpv6AsksForItsAddresses() throws DocumentException {
    var service = read("{'host':'fd00::1','port':80,'discover':{'dns':{'name':'web.example'}}}");

    assertThat(((Dns) service.discovery().source()).records()).isEqualTo(Records.AAAA);
  }

  @Test
  void oneBoundOfTheRefreshMovesTheOther() throws DocumentException {
    var early = (Dns) discovery("{'dns':{'name':'a.example','max_refresh':'2s'}}").source();
    var late = (Dns) discovery("{'dns':{'name':'a.example','min_refresh':'1h'}}").source();

    assertThat(early.shortest()).isEqualTo(Duration.ofSeconds(2));
    assertThat(late.longest()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    assertThatThrownBy(() -> discovery("{'consul':{'tag':'a\\u0007b','health':'mine','colour':'blue'},"
        + "'backend':{'host':'10.1.0.1','weight':0,'port':70000,'state':'quiesced','pulse':{'type':'soap'}},"
        + "'most':0,'on_empty':'panic','keep_for':'0s','sauce':1}"))
        .isInstanceOf(DocumentException.class).message().contains(
            "discover.consul.service: missing (expected: the name of a service in Consul)",
            "discover.consul.tag: holds control characters (expected: none)",
            "discover.consul.health: \"mine\"",
            "discover.consul.colour: unknown",
            "discover.backend.host: given (expected: not here: the source says where backends are)",
            "discover.backend.weight: 0", "discover.backend.port: 70000",
            "discover.backend.state: given (expected: not here: the source says where backends are)",
            "specified pulse type is unknown",
            "discover.most: 0 (expected: an integer from 1 to 10000)", "discover.on_empty: \"panic\"",
            "discover.keep_for: ", "discover.sauce: unknown");
  }

  @Test
  void everyProblemOfDnsIsNamedAtOnce() {
    assertThatThrownBy(() -> discovery("{'dns':{'name':'no such name','record':'MX','server':'ns.example',"
        + "'min_refresh':'9s','max_refresh':'5s'}}"))
        .isInstanceOf(DocumentException.class).message().contains(
            "discover.dns.name: \"no such name\" (expected: the name of a host or service)",
            "discover.dns.record: \"MX\"",
            "discover.dns.server: \"ns.example\" (expected: an address, with or without a port,",
            "an IPv6 address in brackets)",
            "discover.dns.max_refresh: 5s (expected: at least min_refresh, which is 9s)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'most':3}", "{'consul':{'service':'web'},'dns':{'name':'web.example'}}"})
  void thereIsOneSource(String discover) {
    assertThatThrownBy(() -> discovery(discover))
        .hasMessageContaining("(expected: one of consul and dns, or an empty object for none)");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'consul':{'service':'web','tag':'blue','near':'n1','datacenter':'east','health':'consul'},"
          + "'backend':{'method':'dr','pulse':{'type':'none'},'weight':7},'most':3,'on_empty':'remove','keep_for':'1h'}",
      "{'dns':{'name':'a.example','record':'SRV','server':'10.0.0.53:54','min_refresh':'2s','max_refresh':'9s'}}"})
  void whatIsWrittenIsWhatIsRead(String discover) throws DocumentException {
    var service = read("{'host':'10.0.0.1','port':80,'discover':" + discover + "}");

    var written = ServiceWriter.options(service);
    assertThat(written.get("discover")).isEqualTo(object(discover));
    assertThat(reader.read(written, Problems.lenient()).discovery()).isEqualTo(service.discovery());
  }

  @Test
  void aBackendIsAsTheTemplateSaysAndItsPortIsOfWhoeverKnows() throws DocumentException {
    var plain = read("{'host':'10.0.0.1','port':80,'discover':{'dns':{'name':'a.example'}}}");
    var given = read("{'host':'10.0.0.1','port':80,'discover':{'dns':{'name':'a.example'},'backend':{'port':8443,"
        + "'weight':7,'upper_threshold':9}}}");
    var address = IpAddress.of("10.1.0.1");

    assertThat(DiscoveryTemplate.server(plain, address, OptionalInt.of(8080)).key()).hasToString("10.1.0.1:8080");
    assertThat(DiscoveryTemplate.server(plain, address, OptionalInt.empty()).key()).hasToString("10.1.0.1:80");
    var server = DiscoveryTemplate.server(given, address, OptionalInt.of(8080));
    assertThat(server.key()).hasToString("10.1.0.1:8443");
    assertThat(server.weight()).isEqualTo(7);
    assertThat(server.thresholds().upper()).isEqualTo(9);
  }

  @Test
  void anEditReplacesTheDiscoveryAsAWholeAndAnEmptyOneEndsIt() throws DocumentException {
    var service = read("{'host':'10.0.0.1','port':80,'discover':{'consul':{'service':'web'},'most':3}}");

    assertThat(edited(service, "{'discover':{'consul':{'service':'other'}}}").most()).isEqualTo(Discovery.DEFAULT_MOST);
    assertThat(edited(service, "{'discover':{}}")).isEqualTo(Discovery.NONE);
    assertThat(reader.readEdit(object("{'quorum':2}"), "web", service, Problems.lenient()).orElseThrow().discovery())
        .isNull();
  }

  private Discovery edited(VirtualService service, String body) throws DocumentException {
    return reader.readEdit(object(body), "web", service, Problems.lenient()).orElseThrow().discovery();
  }

  private Discovery discovery(String discover) throws DocumentException {
    return read("{'host':'10.0.0.1','port':80,'discover':" + discover + "}").discovery();
  }

  private VirtualService read(String service) throws DocumentException {
    return reader.read(object(service), Problems.strict());
  }

  private static ObjectNode object(String text) throws DocumentException {
    return JsonInput.object("body", text.replace('\'', '"'));
  }
}
