package gorb.netlink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.ffm.Errno;
import gorb.ffm.NetworkNamespace;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.Trace;
import gorb.netlink.route.RouteConnection.Family;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the kernel of this machine: reading as it is, writing in a network namespace of the test's own. */
class RouteConnectionTest {
  @Test
  void theInterfacesAreThoseThatJavaSees() throws Exception {
    try (var route = RouteConnection.open(Trace.NONE)) {
      var names = route.interfaces().stream().map(LinkInterface::name).toList();
      var loopbacks = route.interfaces().stream().filter(LinkInterface::isLoopback).toList();

      assertThat(names).containsAll(
          Collections.list(NetworkInterface.getNetworkInterfaces()).stream().map(NetworkInterface::getName).toList());
      assertThat(loopbacks).singleElement().returns("lo", LinkInterface::name);
      route.addresses();
      for (var family : Family.values()) {
        route.defaultInterface(family).ifPresent(index ->
            assertThat(interfaces(route)).extracting(LinkInterface::index).contains(index));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.9", "2001:db8::9"})
  void anAddressIsAddedOnceAndRemovedOnce(String literal) throws Exception {
    var reason = NetworkNamespace.missing();
    assumeTrue(reason.isEmpty(), "no network namespace of its own: " + reason);

    NetworkNamespace.inNew(() -> {
      try (var route = RouteConnection.open(Trace.NONE)) {
        int lo = interfaces(route).getFirst().index();
        var address = InterfaceAddress.ofHost(lo, InetAddress.ofLiteral(literal));

        route.add(address);
        assertThat(route.addresses()).extracting(InterfaceAddress::text).contains(address.text());
        assertThatThrownBy(() -> route.add(address))
            .isInstanceOfSatisfying(KernelRefusalException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
            .hasMessageStartingWith("add address " + address.text() + " to interface " + lo + ": EEXIST (File exists)");
        route.remove(address);
        assertThat(route.addresses()).extracting(InterfaceAddress::text).doesNotContain(address.text());
        assertThatThrownBy(() -> route.remove(address))
            .isInstanceOfSatisfying(
                KernelRefusalException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL));
      }
      return null;
    });
  }

  @Test
  void anInterfaceThatIsNotThereIsRefused() throws Exception {
    var reason = NetworkNamespace.missing();
    assumeTrue(reason.isEmpty(), "no network namespace of its own: " + reason);

    NetworkNamespace.inNew(() -> {
      try (var route = RouteConnection.open(Trace.NONE)) {
        assertThatThrownBy(() -> route.add(InterfaceAddress.ofHost(99, InetAddress.ofLiteral("192.0.2.9"))))
            .hasMessageStartingWith("add address 192.0.2.9/32 to interface 99: ENODEV (No such device)");
        assertThat(route.defaultInterface(Family.IPV4)).isEmpty();
        assertThat(route.defaultInterface(Family.IPV6)).isEmpty();
      }
      return null;
    });
  }

  @Test
  void aTraceShowsWhatIsSentAndReceived() throws Exception {
    var lines = new ArrayList<String>();

    try (var route = RouteConnection.open(lines::add)) {
      route.interfaces();
    }

    assertThat(lines).anyMatch(line -> line.startsWith("// sent, 32 bytes"));
    assertThat(lines).anyMatch(line -> line.contains("6c6f00"));
  }

  private static List<LinkInterface> interfaces(RouteConnection route) {
    try {
      return route.interfaces();
    } catch (gorb.netlink.NetlinkException e) {
      throw new AssertionError(e);
    }
  }
}
