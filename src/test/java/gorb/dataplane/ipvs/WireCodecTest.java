package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.ipvs.WireDestination.Tunnel;
import gorb.dataplane.ipvs.WireStats.Amounts;
import gorb.dataplane.ipvs.WireStats.Width;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.ServiceKey;
import gorb.netlink.AnnotatedHex;
import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import gorb.netlink.Vectors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records against what real kernels send: see the vectors for where they are from. */
class WireCodecTest {
  private static final Vectors VECTORS = Vectors.of(WireCodecTest.class, 19);
  private static final int GENERIC_HEADER = 4;
  private static final long WHOLE_ADDRESS = 0xffff_ffffL;
  private static final Amounts NOTHING = new Amounts(0, 0, 0, 0, 0);

  @TestFactory
  Stream<DynamicTest> servicesAreReadAndWrittenBackByteForByte() {
    return Map.of(
        "service -t 10.0.0.1:80 ",
        new WireService(endpoint(6, "10.0.0.1", 80), "wrr", 0x2, 0, WHOLE_ADDRESS, Optional.empty()),
        "service -t 10.0.0.1:81 ",
        new WireService(endpoint(6, "10.0.0.1", 81), "rr", 0x2, 0, WHOLE_ADDRESS, Optional.empty()),
        "service -u [fd00::1]:53 ",
        new WireService(endpoint(17, "fd00::1", 53), "mh", 0x1 | 0x2 | 0x8 | 0x10, 600, 64, Optional.empty()),
        "service -f 7 ",
        new WireService(new WireServiceKey.Mark(AddressFamily.IPV4, 7), "rr", 0x3, 60, 0xffff_ff00L, Optional.empty()),
        "service -f 8 ",
        new WireService(new WireServiceKey.Mark(AddressFamily.IPV6, 8), "rr", 0x6, 0, 128, Optional.empty()),
        "service -u 10.0.0.9:5060 ",
        new WireService(endpoint(17, "10.0.0.9", 5060), "rr", 0x3, 360, WHOLE_ADDRESS, Optional.of("sip")))
        .entrySet().stream()
        .map(vector -> DynamicTest.dynamicTest(vector.getKey(), () -> {
          var nest = service(VECTORS.payload(vector.getKey()));
          var narrow = stats(nest, WireService.Attribute.IPVS_SVC_ATTR_STATS, Width.BITS_32);
          var wide = stats(nest, WireService.Attribute.IPVS_SVC_ATTR_STATS64, Width.BITS_64);

          assertThat(WireService.decode(nest)).isEqualTo(vector.getValue());
          assertThat(wide).isEqualTo(narrow);
          assertThat(encoded(1, writer -> writer.nested(CommandAttribute.IPVS_CMD_ATTR_SERVICE, entry -> {
            vector.getValue().encode(entry);
            entry.nested(WireService.Attribute.IPVS_SVC_ATTR_STATS, inner -> narrow.encode(inner, Width.BITS_32));
            entry.nested(WireService.Attribute.IPVS_SVC_ATTR_STATS64, inner -> wide.encode(inner, Width.BITS_64));
          }))).isEqualTo(VECTORS.payload(vector.getKey()));
        }));
  }

  @TestFactory
  Stream<DynamicTest> destinationsAreReadAndWrittenBackAttributeForAttribute() {
    return Map.of(
        "destination 10.1.0.1:8080 ", destination("10.1.0.1", 8080, 0, 5, Tunnel.DEFAULT, 100, 50),
        "destination 10.1.0.2:80 ", destination("10.1.0.2", 80, 3, 0, Tunnel.DEFAULT, 0, 0),
        "destination 10.1.0.3:80 ", destination("10.1.0.3", 80, 2, 1, Tunnel.DEFAULT, 0, 0),
        "destination 10.1.0.4:80 ", destination("10.1.0.4", 80, 2, 1, new Tunnel(Tunnel.GUE, 6080, 1), 0, 0),
        "destination 10.1.0.5:80 ", destination("10.1.0.5", 80, 2, 1, new Tunnel(Tunnel.GRE, 0, 1), 0, 0),
        "destination 10.0.0.1:8081 ", destination("10.0.0.1", 8081, 0, 3, Tunnel.DEFAULT, 100, 50))
        .entrySet().stream()
        .map(vector -> DynamicTest.dynamicTest(vector.getKey(), () -> {
          byte[] payload = VECTORS.payload(vector.getKey());
          var nest = destination(payload);
          var narrow = stats(nest, WireDestination.Attribute.IPVS_DEST_ATTR_STATS, Width.BITS_32);
          var wide = stats(nest, WireDestination.Attribute.IPVS_DEST_ATTR_STATS64, Width.BITS_64);

          assertThat(WireDestination.decode(nest, AddressFamily.IPV4)).isEqualTo(vector.getValue());
          byte[] again = encoded(5, writer -> writer.nested(CommandAttribute.IPVS_CMD_ATTR_DEST, entry -> {
            vector.getValue().encode(entry);
            new WireConnections(0, 0, 0).encode(entry);
            entry.nested(WireDestination.Attribute.IPVS_DEST_ATTR_STATS, inner -> narrow.encode(inner, Width.BITS_32));
            entry.nested(WireDestination.Attribute.IPVS_DEST_ATTR_STATS64, inner -> wide.encode(inner, Width.BITS_64));
          }));
          assertThat(again).hasSameSizeAs(payload);
          assertThat(attributes(again, 2)).isEqualTo(attributes(payload, 2));
        }));
  }

  @Test
  void countersOfThreeConnectionsAreRead() throws MalformedMessageException {
    var counted = new WireStats(new Amounts(3, 3, 3, 180, 120), new Amounts(0, 0, 0, 1, 1));
    var service = service(VECTORS.payload("service -t 10.0.0.1:81 "));
    var destination = destination(VECTORS.payload("destination 10.0.0.1:8081 "));

    assertThat(WireStats.decode(
        service, WireService.Attribute.IPVS_SVC_ATTR_STATS64, WireService.Attribute.IPVS_SVC_ATTR_STATS))
        .isEqualTo(counted);
    assertThat(WireStats.decode(
        destination, WireDestination.Attribute.IPVS_DEST_ATTR_STATS64, WireDestination.Attribute.IPVS_DEST_ATTR_STATS))
        .isEqualTo(counted);
    assertThat(WireConnections.decode(destination)).isEqualTo(new WireConnections(0, 0, 0));
  }

  @Test
  void aKernelWithoutWideCountersHasNarrowOnes() throws MalformedMessageException {
    var narrow = new WireStats(new Amounts(1, 2, 3, 1L << 40, 5), new Amounts(6, 7, 8, 9, WHOLE_ADDRESS));
    byte[] bytes = encoded(1, writer -> writer.nested(
        WireService.Attribute.IPVS_SVC_ATTR_STATS, inner -> narrow.encode(inner, Width.BITS_32)));

    assertThat(WireStats.decode(
        parse(bytes, 12), WireService.Attribute.IPVS_SVC_ATTR_STATS64, WireService.Attribute.IPVS_SVC_ATTR_STATS))
        .isEqualTo(narrow);
  }

  @Test
  void thePaddingOf64BitCountersIsSkipped() throws MalformedMessageException {
    byte[] plain = encoded(1, writer -> new WireStats(NOTHING, NOTHING).encode(writer, Width.BITS_64));
    byte[] padded = AnnotatedHex.bytes("01010000 0400 0b00"); // IPVS_STATS_ATTR_PAD, without content
    int before = padded.length;
    padded = Arrays.copyOf(padded, before + plain.length - GENERIC_HEADER);
    System.arraycopy(plain, GENERIC_HEADER, padded, before, plain.length - GENERIC_HEADER);

    assertThat(WireStats.decode(parse(padded, 10), Width.BITS_64)).isEqualTo(new WireStats(NOTHING, NOTHING));
  }

  @Test
  void informationIsReadAndWrittenBack() throws MalformedMessageException {
    var information = WireInfo.decode(parse(VECTORS.payload("information"), WireInfo.Attribute.HIGHEST));

    assertThat(information).isEqualTo(new WireInfo(0x010201, 4096));
    assertThat(information.versionText()).isEqualTo("1.2.1");
    assertThat(encoded(14, information::encode)).isEqualTo(VECTORS.payload("information"));
  }

  @Test
  void timeoutsAreReadAndWrittenBack() throws MalformedMessageException {
    var timeouts = WireTimeouts.decode(parse(VECTORS.payload("configuration"), WireTimeouts.Attribute.HIGHEST));

    assertThat(timeouts)
        .isEqualTo(new WireTimeouts(Duration.ofSeconds(900), Duration.ofSeconds(120), Duration.ofSeconds(300)));
    assertThat(encoded(12, timeouts::encode)).isEqualTo(VECTORS.payload("configuration"));
  }

  @Test
  void syncDaemonsAreReadAndWrittenBack() throws MalformedMessageException {
    var backup = new WireDaemon(WireDaemon.BACKUP, "lo", 7,
        Optional.of(new WireDaemon.Multicast(65_507, IpAddress.of("224.0.0.81"), 8848, 1)));
    var master = new WireDaemon(WireDaemon.MASTER, "ve0", 9,
        Optional.of(new WireDaemon.Multicast(1400, IpAddress.of("ff02::9"), 8900, 3)));

    assertThat(WireDaemon.decode(daemon("daemon backup"))).isEqualTo(backup);
    assertThat(WireDaemon.decode(daemon("daemon master"))).isEqualTo(master);
    assertThat(encoded(9, writer -> writer.nested(CommandAttribute.IPVS_CMD_ATTR_DAEMON, backup::encode)))
        .isEqualTo(VECTORS.payload("daemon backup"));
    assertThat(encoded(9, writer -> writer.nested(CommandAttribute.IPVS_CMD_ATTR_DAEMON, master::encode)))
        .isEqualTo(VECTORS.payload("daemon master"));
  }

  @Test
  void aRequestIsTheOneThatAKernelUnderstood() {
    var service = new WireService(endpoint(6, "10.0.0.2", 80), "bogus", 0, 0, WHOLE_ADDRESS, Optional.empty());

    assertThat(encoded(1, writer -> writer.nested(CommandAttribute.IPVS_CMD_ATTR_SERVICE, service::encode)))
        .isEqualTo(VECTORS.payload("request: add a service"));
  }

  @Test
  void everyProperPrefixIsMalformed() {
    int prefixes = 0;
    for (var name : VECTORS.names()) {
      if (name.startsWith("service") || name.startsWith("destination") || name.startsWith("daemon")
          || name.equals("information")) {
        byte[] payload = VECTORS.payload(name);
        for (int length = GENERIC_HEADER; length < payload.length; length++) {
          byte[] prefix = Arrays.copyOf(payload, length);
          assertThatThrownBy(() -> decode(name, prefix)).as("%s: %d bytes", name, length)
              .isInstanceOf(MalformedMessageException.class);
          prefixes++;
        }
      }
    }
    assertThat(prefixes).isEqualTo(3_916);
  }

  /** Offsets are those of the value in the payload, {@code at=} and the bytes that replace it. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      service -t 10.0.0.1:80 | 12 | 0700      | IPVS_SVC_ATTR_AF: 7 (expected: 2 or 10)
      service -t 10.0.0.1:80 | 8  | 0500      | IPVS_CMD_ATTR_SERVICE: IPVS_SVC_ATTR_AF of length 1 (expected: 2)
      service -t 10.0.0.1:80 | 10 | 3f00      | IPVS_CMD_ATTR_SERVICE: IPVS_SVC_ATTR_AF is missing
      service -t 10.0.0.1:80 | 18 | 3f00      | IPVS_CMD_ATTR_SERVICE: IPVS_SVC_ATTR_PROTOCOL is missing
      service -t 10.0.0.1:80 | 24 | 1300      | IPVS_CMD_ATTR_SERVICE: IPVS_SVC_ATTR_ADDR of length 15 (expected: 16)
      service -t 10.0.0.1:80 | 56 | 77727272  | IPVS_CMD_ATTR_SERVICE: IPVS_SVC_ATTR_SCHED_NAME without a closing NUL, \
      length 4
      service -t 10.0.0.1:80 | 6  | 3f00      | IPVS message: IPVS_CMD_ATTR_SERVICE is missing
      service -t 10.0.0.1:80 | 8  | 0000      | IPVS_CMD_ATTR_SERVICE: attribute 1 of length 0 (expected: 4..296, \
      what its holder has left)
      service -t 10.0.0.1:80 | 8  | 0080      | IPVS_CMD_ATTR_SERVICE: attribute 1 of length 32768 (expected: 4..296, \
      what its holder has left)
      destination 10.1.0.1:8080 | 28 | 0500   | IPVS_CMD_ATTR_DEST: IPVS_DEST_ATTR_PORT of length 1 (expected: 2)
      destination 10.1.0.1:8080 | 46 | 3f00   | IPVS_CMD_ATTR_DEST: IPVS_DEST_ATTR_WEIGHT is missing
      destination 10.1.0.1:8080 | 60 | 0500   | IPVS_CMD_ATTR_DEST: IPVS_DEST_ATTR_TUN_PORT of length 1 (expected: 2)
      destination 10.1.0.1:8080 | 120 | 0300  | IPVS_DEST_ATTR_ADDR_FAMILY: 3 (expected: 2 or 10)
      daemon backup | 20 | 6c6f78             | IPVS_CMD_ATTR_DAEMON: IPVS_DAEMON_ATTR_MCAST_IFN without a closing NUL, \
      length 3
      daemon backup | 56 | 0700               | IPVS_CMD_ATTR_DAEMON: IPVS_DAEMON_ATTR_MCAST_GROUP of length 3 \
      (expected: 4)
      information   | 6  | 3f00               | IPVS message: IPVS_INFO_ATTR_VERSION is missing
      information   | 4  | 0600               | IPVS message: IPVS_INFO_ATTR_VERSION of length 2 (expected: 4)
      """)
  void malformedMessagesSayWhatIsWrong(String name, int at, String hex, String message) {
    byte[] payload = VECTORS.payload(name);
    byte[] change = AnnotatedHex.bytes(hex);
    System.arraycopy(change, 0, payload, at, change.length);

    assertThatThrownBy(() -> decode(name, payload))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void noBytesThrowAnythingElse(long seed) {
    var random = new Random(seed);
    var names = new ArrayList<String>();
    VECTORS.names().forEach(names::add);
    names.removeIf(name -> name.startsWith("answer") || name.startsWith("request"));
    int malformed = 0;
    for (int round = 0; round < 5_000; round++) {
      var name = names.get(random.nextInt(names.size()));
      byte[] payload = VECTORS.payload(name);
      if (random.nextInt(10) == 0) {
        random.nextBytes(payload);
      }
      for (int change = random.nextInt(4); change >= 0; change--) {
        payload[random.nextInt(Math.min(payload.length, 160))] = (byte) random.nextInt();
      }
      try {
        assertThat(decode(name, payload)).as("seed %d", seed).isNotNull().doesNotHaveToString("");
      } catch (MalformedMessageException e) {
        malformed++;
      }
    }
    assertThat(malformed).as("seed %d", seed).isBetween(500, 4_500);
  }

  /** Reads a message as the data plane does, up to the model. */
  private static Object decode(String name, byte[] payload) throws MalformedMessageException {
    var first = parse(payload, CommandAttribute.IPVS_CMD_ATTR_DAEMON.number());
    if (name.startsWith("service")) {
      stats(service(payload), WireService.Attribute.IPVS_SVC_ATTR_STATS, Width.BITS_32);
      return IpvsAnswers.SERVICE.decode(first);
    }
    if (name.startsWith("destination")) {
      WireConnections.decode(destination(payload));
      return IpvsAnswers.destinationOf(new ServiceKey.FirewallMark(AddressFamily.IPV4, 1)).decode(first);
    }
    if (name.startsWith("daemon")) {
      return WireDaemon.decode(first.nested(CommandAttribute.IPVS_CMD_ATTR_DAEMON, WireDaemon.Attribute.HIGHEST));
    }
    return name.equals("information")
        ? IpvsAnswers.INFORMATION.decode(first)
        : WireTimeouts.decode(parse(payload, WireTimeouts.Attribute.HIGHEST));
  }

  private static WireServiceKey endpoint(int protocol, String address, int port) {
    return new WireServiceKey.Endpoint(protocol, IpAddress.of(address), port);
  }

  private static WireDestination destination(
      String address, int port, int forwarding, int weight, Tunnel tunnel, long upper, long lower) {
    return new WireDestination(
        new WireDestination.Key(IpAddress.of(address), port), forwarding, weight, tunnel, upper, lower);
  }

  private static Attributes service(byte[] payload) throws MalformedMessageException {
    return parse(payload, 1).nested(CommandAttribute.IPVS_CMD_ATTR_SERVICE, WireService.Attribute.HIGHEST);
  }

  private static Attributes destination(byte[] payload) throws MalformedMessageException {
    return parse(payload, 2).nested(CommandAttribute.IPVS_CMD_ATTR_DEST, WireDestination.Attribute.HIGHEST);
  }

  private static Attributes daemon(String name) throws MalformedMessageException {
    return parse(VECTORS.payload(name), 3)
        .nested(CommandAttribute.IPVS_CMD_ATTR_DAEMON, WireDaemon.Attribute.HIGHEST);
  }

  private static WireStats stats(Attributes entry, AttributeName name, Width width) throws MalformedMessageException {
    return WireStats.decode(entry.nested(name, WireStats.Attribute.HIGHEST), width);
  }

  private static Attributes parse(byte[] payload, int highest) throws MalformedMessageException {
    return Attributes.parse("IPVS message", AnnotatedHex.buffer(payload).position(GENERIC_HEADER), highest);
  }

  private static byte[] encoded(int command, MessageWriter.Body body) {
    var buffer = ByteBuffer.allocateDirect(1024);
    var writer = new MessageWriter(buffer);
    writer.u8(command).u8(1).u16(0);
    body.writeTo(writer);
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The attributes of a nest by number, each as text: the kernel writes them in another order. */
  private static Map<Integer, List<Byte>> attributes(byte[] payload, int nest) {
    var outer = Tlv.parse(Arrays.copyOfRange(payload, GENERIC_HEADER, payload.length));
    var result = new TreeMap<Integer, List<Byte>>();
    Tlv.parse(outer.get(nest)).forEach((number, value) -> {
      var bytes = new ArrayList<Byte>();
      for (byte b : value) {
        bytes.add(b);
      }
      result.put(number, bytes);
    });
    return result;
  }
}
