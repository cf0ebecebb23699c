package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.dataplane.Step;
import gorb.dataplane.userspace.ProxySettings.Addresses;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services at addresses that no interface of this host has: those of documentation (RFC 5737, RFC 3849). */
class AddressToComeTest {
  @ParameterizedTest
  @CsvSource({"TCP, 192.0.2.77", "UDP, 192.0.2.77", "TCP, 2001:db8::77", "UDP, 2001:db8::77"})
  void listensBeforeTheAddressIsThereOnlyWhereItIsToCome(Protocol protocol, String address) {
    assumeTrue(Loopback.has(IpAddress.of(address).family()), "this host has the family");
    var step = service(protocol, IpAddress.of(address), 7077);
    try (var present = new UserspaceDataplane(Proxy.settings(2));
        var toCome = new UserspaceDataplane(Proxy.settings(2).withAddresses(Addresses.TO_COME));
        var second = new UserspaceDataplane(Proxy.settings(2).withAddresses(Addresses.TO_COME))) {
      assertThat(present.apply(List.of(step)))
          .singleElement().satisfies(refusal -> assertThat(refusal.toString()).contains("EADDRNOTAVAIL"));

      assertThat(toCome.apply(List.of(step))).isEmpty();

      assertThat(second.apply(List.of(step)))
          .as("an address is one daemon's")
          .singleElement().satisfies(refusal -> assertThat(refusal.toString()).contains("EADDRINUSE"));
    }
  }

  /** {@code SO_REUSEPORT}: an event loop never takes the clients of another. */
  @Test
  void eachEventLoopListensWithASocketOfItsOwn() throws IOException {
    var address = Loopback.address(3);
    int port = Loopback.freePort(address);
    try (var plane = new UserspaceDataplane(Proxy.settings(3))) {
      assertThat(plane.apply(List.of(service(Protocol.TCP, address, port)))).isEmpty();

      assertThat(listeners(address, port)).isEqualTo(3);
      plane.flush();
      assertThat(listeners(address, port)).isZero();
    }
  }

  @Test
  void silenceEndsAConnectionAfter900SecondsAndAFlowAfter300AsInIpvs() {
    var defaults = ProxySettings.of(1);

    assertThat(defaults.idleTimeout()).isEqualTo(Duration.ofSeconds(900));
    assertThat(defaults.flowTimeout()).isEqualTo(Duration.ofSeconds(300));
  }

  private static Step service(Protocol protocol, IpAddress address, int port) {
    return new Step.AddService(
        new ServiceKey.Endpoint(protocol, address, port), ServiceSettings.of(Scheduler.RR));
  }

  /** How many sockets listen (state 0A of /proc/net/tcp, where an address is a number of this host's byte order). */
  private static long listeners(IpAddress address, int port) throws IOException {
    var bytes = address.toBytes();
    var local = "%02X%02X%02X%02X:%04X 00000000:0000 0A".formatted(bytes[3], bytes[2], bytes[1], bytes[0], port);
    try (var lines = Files.lines(Path.of("/proc/net/tcp"))) {
      return lines.filter(line -> line.contains(local)).count();
    }
  }
}
