package gorb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  private static final Resolver RESOLVER = host -> {
    if (host.equals("here.example")) {
      return IpAddress.of("127.0.0.9");
    }
    return IpAddress.parse(host).orElseThrow(() -> new UnknownHostException("lookup " + host + ": no such host"));
  };

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:4672, 127.0.0.1:4672",
    "[::1]:80, [::1]:80",
    "here.example:0, 127.0.0.9:0",
    "127.0.0.1:http, 127.0.0.1:80",
    "127.0.0.1:HTTPS, 127.0.0.1:443",
  })
  void hostsAndPortsMayBeNamed(String text, String address) {
    assertThat(ListenAddress.parse(text, RESOLVER)).hasToString(address);
  }

  @Test
  void noHostMeansEveryAddress() {
    var address = ListenAddress.parse(":4672", RESOLVER);

    assertThat(address.address().isAny()).isTrue();
    assertThat(address.port()).isEqualTo(4672);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bogus", ":99999", ":65536", ":", "", "::1:80", "127.0.0.1:-1", "127.0.0.1:no-such-port",
      "nowhere.example:1"})
  void whatCannotBeReadIsNamed(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text, RESOLVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("listen ");
  }

  @Test
  void aServiceIsFoundByItsNameAndItsAliases() {
    var lines = List.of("# comment", "smtp\t\t25/tcp\t\tmail # mail 26/tcp", "tftp 69/udp", "", "broken");

    assertThat(PortNames.tcpPort("smtp", lines)).hasValue(25);
    assertThat(PortNames.tcpPort("mail", lines)).hasValue(25);
    assertThat(PortNames.tcpPort("tftp", lines)).isEmpty();
    assertThat(PortNames.tcpPort("25/tcp", lines)).isEmpty();
    assertThat(PortNames.tcpPort("comment", lines)).isEmpty();
  }
}
