package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.Change.ServerEdit;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Proxied;
import gorb.model.ForwardingMethod.Source;
import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** How a backend says by what it learns its clients. */
class ProxiedFieldsTest {
  private static final BackendReader READER = new BackendReader(
      new Hosts(host -> IpAddress.parse(host).orElseThrow(), Optional::empty));
  private static final ForwardingMethod V2 = new Proxied(Introduction.V2, Source.HOST);
  private static final ForwardingMethod CLIENT = new Proxied(Introduction.NONE, Source.CLIENT);
  private static final ForwardingMethod BOTH = new Proxied(Introduction.V2, Source.CLIENT);

  @Test
  void eachMaySayItAndWhatIsSaidIsShown() throws DocumentException {
    assertThat(server("'proxy_protocol':'v2'").forwarding()).isEqualTo(V2);
    assertThat(server("'method':'nat','source_address':'client'").forwarding()).isEqualTo(CLIENT);
    assertThat(server("'proxy_protocol':'none','source_address':'host'").forwarding())
        .isEqualTo(ForwardingMethod.MASQUERADE);

    assertThat(options("'proxy_protocol':'v2','source_address':'client'"))
        .contains("\"method\":\"nat\",\"proxy_protocol\":\"v2\",\"source_address\":\"client\"");
    assertThat(options("'weight':1")).doesNotContain("proxy_protocol", "source_address");
  }

  @Test
  void anEditChangesWhatItNames() throws DocumentException {
    assertThat(edited("'proxy_protocol':'v2'", "'source_address':'client'")).contains(BOTH);
    assertThat(edited("'proxy_protocol':'v2','source_address':'client'", "'proxy_protocol':'none'")).contains(CLIENT);
    assertThat(edited("'proxy_protocol':'v2'", "'proxy_protocol':'none'")).contains(ForwardingMethod.MASQUERADE);
    assertThat(edited("'proxy_protocol':'v2'", "'method':'nat'")).contains(V2);
    assertThat(edited("'proxy_protocol':'v2'", "'weight':3")).isEmpty();
    assertThat(edited("'proxy_protocol':'v2'", "'method':'dr'")).contains(ForwardingMethod.DIRECT_ROUTE);
    assertThat(edited("'method':'dr'", "'method':'nat','proxy_protocol':'v2'")).contains(V2);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "'proxy_protocol':'v1' -> proxy_protocol: \"v1\" (expected: none, v2)",
      "'source_address':'10.0.0.1' -> source_address: \"10.0.0.1\" (expected: host, client)",
      "'method':'dr','proxy_protocol':'v2' -> proxy_protocol: given with method dr (expected: with nat only)",
      "'method':'gre','source_address':'host' -> source_address: given with method gre (expected: with nat only)"})
  void whatMakesNoSenseIsAProblem(String row) {
    var fields = row.split(" -> ");

    assertThatThrownBy(() -> server(fields[0])).hasMessageContaining(fields[1]);
  }

  private static String options(String fields) throws DocumentException {
    return BackendWriter.options(server(fields), 1).toString();
  }

  private static Optional<ForwardingMethod> edited(String fields, String edit) throws DocumentException {
    return READER.readEdit(body(edit), service(), server(fields), Problems.lenient()).map(ServerEdit::forwarding);
  }

  private static RealServer server(String fields) throws DocumentException {
    return READER.read(body("'host':'10.1.0.1','port':80," + fields), service(), Problems.lenient());
  }

  private static VirtualService service() throws DocumentException {
    return StateReader.readKept(JsonInput.object("state", """
        {"services":{"web":{"host":"10.0.0.1","port":80,"address":"10.0.0.1"}}}""")).service("web");
  }

  private static ObjectNode body(String fields) throws DocumentException {
    return JsonInput.object("body", ("{" + fields + "}").replace('\'', '"'));
  }
}
