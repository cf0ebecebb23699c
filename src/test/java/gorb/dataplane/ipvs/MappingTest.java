package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.Destination;
import gorb.dataplane.ipvs.WireDestination.Tunnel;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
  private static final ServiceKey WEB = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  private static final ServiceKey WEB6 = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("fd00::1"), 80);
  private static final ServerKey SERVER = new ServerKey(IpAddress.of("10.1.0.1"), 8080);

  @Test
  void aServiceWithoutPersistenceHasTheWholeAddressAsItsNetmask() {
    var settings = ServiceSettings.of(Scheduler.WRR);

    assertThat(ServiceMapping.toWire(WEB, settings)).isEqualTo(new WireService(
        new WireServiceKey.Endpoint(6, IpAddress.of("10.0.0.1"), 80), "wrr", 0, 0, 0xffff_ffffL, Optional.empty()));
    assertThat(ServiceMapping.toWire(WEB6, settings).netmask()).isEqualTo(128);
  }

  @Test
  void persistenceHasAMaskForIpv4AndALengthForIpv6() {
    var sticky = new Persistence.Sticky(Duration.ofMinutes(5), 24, Persistence.Engine.SIP);
    var settings = new ServiceSettings(Scheduler.RR, Set.of(), sticky, PacketScheduling.BY_CONNECTION);

    var ipv4 = ServiceMapping.toWire(WEB, settings);
    var ipv6 = ServiceMapping.toWire(WEB6, settings);

    assertThat(ipv4.netmask()).isEqualTo(0xffff_ff00L);
    assertThat(ipv6.netmask()).isEqualTo(24);
    assertThat(ipv4.flags()).isEqualTo(WireService.PERSISTENT);
    assertThat(ipv4.timeout()).isEqualTo(300);
    assertThat(ipv4.engine()).contains("sip");
  }

  @Test
  void theKernelsOwnFlagAndUnknownOnesAreNotPartOfTheSettings() throws InexpressibleException {
    var wire = new WireService(
        ServiceMapping.toWire(WEB), "rr", 0x2 | 0x8 | 0x8000, 0, 0xffff_ffffL, Optional.empty());

    assertThat(ServiceMapping.settings(wire)).isEqualTo(new ServiceSettings(
        Scheduler.RR, Set.of(SchedulerFlag.FLAG_1), Persistence.none(), PacketScheduling.BY_CONNECTION));
  }

  @Test
  void whatPersistenceWouldUseDoesNotCountWithoutIt() throws InexpressibleException {
    var wire = new WireService(ServiceMapping.toWire(WEB), "rr", 0x2, 77, 0, Optional.of("odd"));

    assertThat(ServiceMapping.settings(wire)).isEqualTo(ServiceSettings.of(Scheduler.RR));
  }

  @Test
  void tunnelsKeepTheirEncapsulation() throws InexpressibleException {
    for (var encapsulation : List.of(
        new Encapsulation.Ipip(),
        new Encapsulation.Gue(6080, Checksum.REMOTE),
        new Encapsulation.Gre(Checksum.FULL))) {
      var destination = new Destination(1, new ForwardingMethod.Tunnel(encapsulation), Thresholds.NONE);

      assertThat(DestinationMapping.toModel(DestinationMapping.toWire(SERVER, destination))).isEqualTo(destination);
    }
    assertThat(DestinationMapping.toWire(SERVER, new Destination(1,
        new ForwardingMethod.Tunnel(new Encapsulation.Gue(6080, Checksum.REMOTE)), Thresholds.NONE)).tunnel())
        .isEqualTo(new Tunnel(1, 6080, 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void whateverTheModelSaysComesBackAsItWas(long seed) throws InexpressibleException {
    var random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      var key = key(random);
      var settings = settings(random, key.family());
      var server = new ServerKey(address(random), random.nextInt(65_536));
      var destination = destination(random);

      var wire = ServiceMapping.toWire(key, settings);
      assertThat(ServiceMapping.toModel(wire.key())).as("seed %d", seed).isEqualTo(key);
      assertThat(ServiceMapping.settings(wire)).as("seed %d", seed).isEqualTo(settings);
      var wireDestination = DestinationMapping.toWire(server, destination);
      assertThat(DestinationMapping.toModel(wireDestination.key())).as("seed %d", seed).isEqualTo(server);
      assertThat(DestinationMapping.toModel(wireDestination)).as("seed %d", seed).isEqualTo(destination);
    }
  }

  @ParameterizedTest
  @CsvSource({
      "rr, 1, 0, 0xffffffff, '', persistence timeout 0",
      "rr, 1, 4294967295, 0xffffffff, '', persistence timeout 4294967295",
      "rr, 1, 60, 0xff00ff00, '', persistence netmask 0xff00ff00",
      "rr, 1, 60, 0x0, '', persistence netmask 0x0",
      "rr, 1, 60, 0xffffffff, odd, persistence engine \"odd\"",
      "r r, 0, 0, 0xffffffff, '', scheduler \"r r\"",
      "'', 0, 0, 0xffffffff, '', scheduler \"\"",
  })
  void aServiceThatTheModelCannotSayIsToldByItsReason(
      String scheduler, int flags, long timeout, String netmask, String engine, String reason) {
    var wire = new WireService(ServiceMapping.toWire(WEB), scheduler, flags, timeout, Long.decode(netmask),
        engine.isEmpty() ? Optional.empty() : Optional.of(engine));

    assertThatThrownBy(() -> ServiceMapping.settings(wire)).isInstanceOf(InexpressibleException.class).hasMessage(reason);
  }

  @Test
  void aKeyThatTheModelCannotSayIsToldByItsReason() {
    assertThatThrownBy(() -> ServiceMapping.toModel(new WireServiceKey.Endpoint(47, IpAddress.of("10.0.0.1"), 80)))
        .isInstanceOf(InexpressibleException.class).hasMessage("protocol 47");
    assertThatThrownBy(() -> ServiceMapping.toModel(new WireServiceKey.Mark(AddressFamily.IPV4, 0)))
        .isInstanceOf(InexpressibleException.class).hasMessage("firewall mark 0");
    assertThatThrownBy(() -> ServiceMapping.settings(
        new WireService(ServiceMapping.toWire(WEB6), "rr", 1, 60, 129, Optional.empty())))
        .hasMessage("persistence netmask 0x81");
  }

  @ParameterizedTest
  @CsvSource({
      "5, 1, 0, 0, 0, 0, 0, forwarding method 5",
      "7, 1, 0, 0, 0, 0, 0, forwarding method 7",
      "0, -1, 0, 0, 0, 0, 0, weight -1",
      "0, 1, 5, 6, 0, 0, 0, thresholds 6 above 5",
      "2, 1, 0, 0, 9, 0, 0, tunnel type 9",
      "2, 1, 0, 0, 1, 0, 0, GUE port 0",
      "2, 1, 0, 0, 1, 6080, 3, tunnel flags 0x3",
      "2, 1, 0, 0, 2, 0, 4, tunnel flags 0x4",
  })
  void aDestinationThatTheModelCannotSayIsToldByItsReason(
      int forwarding, int weight, long upper, long lower, int type, int port, int flags, String reason) {
    var wire = new WireDestination(
        DestinationMapping.toWire(SERVER), forwarding, weight, new Tunnel(type, port, flags), upper, lower);

    assertThatThrownBy(() -> DestinationMapping.toModel(wire))
        .isInstanceOf(InexpressibleException.class).hasMessage(reason);
  }

  @Test
  void whatOnlyTheKernelChoosesIsRead() throws InexpressibleException {
    assertThat(DestinationMapping.toModel(
        new WireDestination(DestinationMapping.toWire(SERVER), 1, 1, Tunnel.DEFAULT, 0, 0)).forwarding())
        .isEqualTo(new ForwardingMethod.LocalNode());
    assertThat(DestinationMapping.toModel(
        new WireDestination(DestinationMapping.toWire(SERVER), 4, 1, Tunnel.DEFAULT, 0, 0)).forwarding())
        .isEqualTo(new ForwardingMethod.Bypass());
  }

  private static ServiceKey key(Random random) {
    return random.nextInt(4) == 0
        ? new ServiceKey.FirewallMark(family(random), 1 + random.nextLong(0xffff_ffffL))
        : new ServiceKey.Endpoint(
            Protocol.values()[random.nextInt(3)], address(random), random.nextInt(65_536));
  }

  private static ServiceSettings settings(Random random, AddressFamily family) {
    var flags = EnumSet.noneOf(SchedulerFlag.class);
    for (var flag : SchedulerFlag.values()) {
      if (random.nextBoolean()) {
        flags.add(flag);
      }
    }
    var persistence = random.nextBoolean()
        ? Persistence.none()
        : new Persistence.Sticky(
            Duration.ofSeconds(1 + random.nextInt(Integer.MAX_VALUE)),
            1 + random.nextInt(family.bits()),
            Persistence.Engine.values()[random.nextInt(2)]);
    return new ServiceSettings(
        Scheduler.WLC, flags, persistence, PacketScheduling.values()[random.nextInt(2)]);
  }

  private static Destination destination(Random random) {
    long upper = random.nextLong(0x1_0000_0000L);
    return new Destination(
        random.nextInt(Integer.MAX_VALUE), forwarding(random), new Thresholds(upper, random.nextLong(upper + 1)));
  }

  private static ForwardingMethod forwarding(Random random) {
    var checksum = Checksum.values()[random.nextInt(3)];
    return switch (random.nextInt(5)) {
      case 0 -> ForwardingMethod.MASQUERADE;
      case 1 -> ForwardingMethod.DIRECT_ROUTE;
      case 2 -> ForwardingMethod.IPIP;
      case 3 -> new ForwardingMethod.Tunnel(new Encapsulation.Gue(1 + random.nextInt(65_535), checksum));
      default -> new ForwardingMethod.Tunnel(new Encapsulation.Gre(checksum));
    };
  }

  private static AddressFamily family(Random random) {
    return AddressFamily.values()[random.nextInt(2)];
  }

  private static IpAddress address(Random random) {
    return switch (family(random)) {
      case IPV4 -> new IpAddress(AddressFamily.IPV4, 0, random.nextLong(0x1_0000_0000L));
      case IPV6 -> new IpAddress(AddressFamily.IPV6, random.nextLong(), random.nextLong());
    };
  }
}
