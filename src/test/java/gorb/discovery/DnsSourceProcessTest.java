package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.AddressFamily;
import gorb.model.DiscoverySource.Dns;
import gorb.model.DiscoverySource.Records;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real name server, dnsmasq. */
@Tag("process")
class DnsSourceProcessTest {
  private final NameServers names = new NameServers();

  @TempDir
  private Path folder;

  @AfterEach
  void close() {
    names.close();
  }

  @Test
  void addressesAreReadAnewWhenTheyHaveLived() throws Exception {
    try (var server = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n10.1.0.2 web.test\nfd00::1 web.test\n", 7)) {
      var source = source(server.address(), "web.test", Records.A);

      var answer = source.read();
      assertThat(answer.instances()).extracting(it -> it.address().toString())
          .containsExactlyInAnyOrder("10.1.0.1", "10.1.0.2");
      assertThat(answer.next()).as("the time to live").isEqualTo(Duration.ofSeconds(7));

      server.say("10.1.0.3 web.test\n");
      assertThat(source.read().instances()).extracting(it -> it.address().toString()).containsExactly("10.1.0.3");
    }
  }

  @Test
  void addressesOfIpv6AreRead() throws Exception {
    try (var server = DnsmasqProcess.start(folder, "10.1.0.1 web.test\nfd00::1 web.test\n", 7)) {
      assertThat(source(server.address(), "web.test", Records.AAAA).read().instances())
          .extracting(it -> it.address().toString()).containsExactly("fd00::1");
    }
  }

  @Test
  void theTimeToLiveIsBounded() throws Exception {
    try (var server = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n", 0)) {
      assertThat(source(server.address(), "web.test", Records.A).read().next()).isEqualTo(Duration.ofSeconds(2));
    }
    try (var server = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n", 86_400)) {
      assertThat(source(server.address(), "web.test", Records.A).read().next()).isEqualTo(Duration.ofMinutes(1));
    }
  }

  @Test
  void serversOfAServiceComeWithPortWeightAndPriority() throws Exception {
    try (var server = DnsmasqProcess.start(folder, "10.1.0.1 one.test\n10.1.0.2 two.test\n", 7,
        "--srv-host=_http._tcp.test,one.test,8081,1,20", "--srv-host=_http._tcp.test,two.test,8082,5,0",
        "--srv-host=_http._tcp.test,gone.test,8083,1,1")) {
      var answer = source(server.address(), "_http._tcp.test", Records.SRV).read();

      assertThat(answer.instances()).containsExactly(
          new Instance("one.test:8081", IpAddress.of("10.1.0.1"), java.util.OptionalInt.of(8081), 20, true, null),
          new Instance("two.test:8082", IpAddress.of("10.1.0.2"), java.util.OptionalInt.of(8082), 1, true,
              ServerRole.FALLBACK));
      assertThat(answer.left()).containsExactly("gone.test:8083: has no address");
    }
  }

  @Test
  void anAnswerTooLongForADatagramIsReadByTcp() throws Exception {
    var lines = IntStream.range(0, 500).mapToObj(i -> "10.1." + i / 250 + "." + (1 + i % 250) + " many.test")
        .collect(Collectors.joining("\n", "", "\n"));
    try (var server = DnsmasqProcess.start(folder, lines, 7)) {
      assertThat(source(server.address(), "many.test", Records.A).read().instances()).hasSize(500);
    }
  }

  @Test
  void aNameThatIsNotThereIsAnAnswerAndAServerThatIsNotThereIsNone() throws Exception {
    try (var server = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n", 7)) {
      assertThat(source(server.address(), "nothing.test", Records.A).read().instances()).isEmpty();
      assertThatThrownBy(() -> source(server.address(), "elsewhere.example", Records.A).read())
          .as("no zone of it").isInstanceOf(IOException.class).hasMessageContaining("Refused(5)");
    }
    ServerKey nobody;
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      nobody = new ServerKey(IpAddress.of("127.0.0.1"), socket.getLocalPort());
    }
    assertThatThrownBy(() -> source(nobody, "web.test", Records.A).read())
        .isInstanceOf(IOException.class).hasMessageContaining("name server 127.0.0.1 port " + nobody.port());
  }

  private DnsSource source(ServerKey server, String name, Records records) {
    return new DnsSource(names, new Dns(name, records, server, Duration.ofSeconds(2), Duration.ofMinutes(1)),
        AddressFamily.IPV4, 100);
  }
}
