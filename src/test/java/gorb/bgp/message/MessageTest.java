package gorb.bgp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import gorb.bgp.message.Capability.FourOctetAs;
import gorb.bgp.message.Capability.GracefulRestart;
import gorb.bgp.message.Capability.KeptFamily;
import gorb.bgp.message.Capability.Multiprotocol;
import gorb.bgp.message.Capability.RefreshesRoutes;
import gorb.bgp.message.Fault.Treatment;
import gorb.bgp.message.PathAttribute.AsPath;
import gorb.bgp.message.PathAttribute.Communities;
import gorb.bgp.message.PathAttribute.ExtendedCommunities;
import gorb.bgp.message.PathAttribute.LargeCommunities;
import gorb.bgp.message.PathAttribute.LocalPreference;
import gorb.bgp.message.PathAttribute.MultiExitDiscriminator;
import gorb.bgp.message.PathAttribute.NextHop;
import gorb.bgp.message.PathAttribute.Origin;
import gorb.bgp.message.PathAttribute.Reachable;
import gorb.bgp.message.PathAttribute.Source;
import gorb.bgp.message.Vectors.Vector;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {
  private static final IpAddress HERE = IpAddress.of("10.9.0.2");

  static List<Vector> vectors() {
    return Vectors.ALL;
  }

  @Test
  void theOpensOfTheThreeSpeakersAreUnderstood() throws Exception {
    assertThat(Vectors.BIRD_OPEN.decode()).isEqualTo(new Open(64513, Duration.ofSeconds(240), 0x0a090002, List.of(
        new Multiprotocol(Family.IPV4_UNICAST),
        new Multiprotocol(Family.IPV6_UNICAST),
        new RefreshesRoutes(),
        new GracefulRestart(false, false, Duration.ofSeconds(120),
            List.of(new KeptFamily(Family.IPV4_UNICAST, false), new KeptFamily(Family.IPV6_UNICAST, false))),
        new FourOctetAs(64513),
        new Capability.Other(70, Octets.NONE),
        new Capability.Other(71, Octets.NONE))));
    var frr = (Open) Vectors.FRR_OPEN.decode();
    assertThat(frr.asn()).isEqualTo(64514);
    assertThat(frr.families()).containsExactly(Family.IPV4_UNICAST, Family.IPV6_UNICAST);
    assertThat(frr.gracefulRestart()).hasValueSatisfying(restart -> {
      assertThat(restart.restarted()).isTrue();
      assertThat(restart.byNotification()).isTrue();
    });
    var gobgp = (Open) Vectors.GOBGP_OPEN.decode();
    assertThat(gobgp.refreshesRoutes()).isTrue();
    assertThat(gobgp.hasFourOctetAs()).isTrue();
    assertThat(gobgp.capabilities()).hasSize(7);
  }

  @Test
  void theUpdatesOfTheThreeSpeakersAreUnderstood() throws Exception {
    assertThat(Vectors.BIRD_UPDATE.decode()).isEqualTo(new Update(List.of(), List.of(
        new Origin(Source.IGP),
        AsPath.of(List.of(64513L)),
        new NextHop(HERE),
        new Communities(List.of(new Community(64513, 7))),
        new LargeCommunities(List.of(new LargeCommunity(64513, 1, 2)))),
        List.of(Prefix.host(IpAddress.of("192.0.2.1")))));
    assertThat(Vectors.BIRD_UPDATE_IPV6.decode()).isEqualTo(new Update(List.of(), List.of(
        new Reachable(Family.IPV6_UNICAST, IpAddress.of("fd00:9::2"), Optional.empty(),
            List.of(Prefix.host(IpAddress.of("2001:db8::1")))),
        new Origin(Source.IGP),
        AsPath.of(List.of(64513L))), List.of()));
    var frr = (Update) Vectors.FRR_UPDATE.decode();
    assertThat(frr.attributes()).contains(new MultiExitDiscriminator(50));
    assertThat(frr.faults()).isEmpty();
    assertThat(((Update) Vectors.FRR_UPDATE_IPV6.decode()).announcedCount()).isEqualTo(1);
    assertThat(((Update) Vectors.GOBGP_UPDATE.decode()).attributes()).contains(new Origin(Source.INCOMPLETE));
    assertThat(((Update) Vectors.GOBGP_UPDATE_IPV6.decode()).announcedCount()).isEqualTo(1);
    assertThat(((Update) Vectors.END_OF_RIB.decode()).isEndOfRib()).contains(Family.IPV4_UNICAST);
    assertThat(((Update) Vectors.END_OF_RIB_IPV6.decode()).isEndOfRib()).contains(Family.IPV6_UNICAST);
  }

  @Test
  void aShutdownIsToldInWords() throws Exception {
    assertThat(((Notification) Vectors.BIRD_SHUTDOWN.decode()).describe())
        .isEqualTo("administrative shutdown (6/2): maintenance tonight");
    assertThat(((Notification) Vectors.GOBGP_SHUTDOWN.decode()).describe()).isEqualTo("administrative shutdown (6/2)");
    assertThat(Notification.shutdown("weg").hard().describe())
        .isEqualTo("hard reset (6/9): administrative shutdown (6/2): weg");
    assertThat(new Notification(6, 99, Octets.NONE).describe()).isEqualTo("cease (6/99)");
    assertThat(new Notification(77, 1, Octets.NONE).describe()).isEqualTo("error 77/1");
  }

  @Test
  void aShutdownTextIsCutBetweenCharactersAndControlCharactersAreNotPrinted() {
    assertThat(Notification.shutdown("ü".repeat(200)).text()).contains("ü".repeat(127));
    assertThat(Notification.shutdown("a\nb\"c").text()).contains("a?b?c");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void whatIsWrittenAgainIsReadAsTheSame(Vector vector) throws Exception {
    var message = vector.decode();

    var written = Message.encode(message, AsWidth.FOUR);

    assertThat(Message.decode(ByteBuffer.wrap(written), AsWidth.FOUR)).isEqualTo(message);
    if (message instanceof Notification || message instanceof RouteRefresh || vector.equals(Vectors.BIRD_OPEN)
        || vector.equals(Vectors.GOBGP_OPEN)) {
      assertThat(HexFormat.of().formatHex(written)).isEqualTo(HexFormat.of().formatHex(vector.bytes()));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyMessageThatEndsTooEarlyIsAFaultOrAnErrorWithItsName(Vector vector) {
    byte[] whole = vector.bytes();
    for (int length = Message.HEADER; length < whole.length; length++) {
      byte[] cut = withLength(Arrays.copyOf(whole, length));
      // Between two pieces a message may end: then it says less, and nothing else.
      if (decoded(cut) instanceof Update update && update.faults().isEmpty()) {
        assertThat(update.announcedCount() == 0 || update.attributes().size() >= 2).as("%d bytes", length).isTrue();
      }
    }
  }

  @Test
  void aHeaderThatIsNoneIsToldByItsError() {
    assertThat(error("00".repeat(16) + "001304")).isEqualTo("connection not synchronized (1/1)");
    assertThat(error("ff".repeat(8) + "00".repeat(8) + "001304")).isEqualTo("connection not synchronized (1/1)");
    assertThat(error(Vectors.HEADER + "001204")).isEqualTo("bad message length (1/2)");
    assertThat(error(Vectors.HEADER + "100102")).isEqualTo("bad message length (1/2)");
    assertThat(error(Vectors.HEADER + "001404")).isEqualTo("bad message length (1/2)");
    assertThat(error(Vectors.HEADER + "001605000100")).as("ROUTE-REFRESH").isEqualTo("bad message length (1/2)");
    assertThat(error(Vectors.HEADER + "001306")).isEqualTo("bad message type (1/3)");
  }

  @Test
  void anOpenThatIsWrongIsToldByItsError() {
    assertThat(error(Vectors.HEADER + "001d01" + "03fc0100f00a09000200")).isEqualTo("unsupported version number (2/1)");
    assertThat(error(Vectors.HEADER + "002001" + "04fc0100f00a09000203010101"))
        .isEqualTo("unsupported optional parameter (2/4)");
    assertThat(error(Vectors.HEADER + "002001" + "04fc0100f00a09000203020201"))
        .isEqualTo("OPEN message error (2/0)");
  }

  @Test
  void ofSeveralWordsOnRestartsTheLastCountsAndOneOfAWrongLengthIsNone() throws Exception {
    var open = (Open) Message.decode(ByteBuffer.wrap(HexFormat.of().parseHex(Vectors.HEADER + "003201"
        + "04fc0100f00a090002" + "15" + "0213" + "40020014" + "40020028" + "4003003c00" + "400400500000")), AsWidth.FOUR);

    assertThat(open.gracefulRestart()).contains(new GracefulRestart(false, false, Duration.ofSeconds(40), List.of()));
  }

  @Test
  void attributesAreInTheOrderOfTheirNumbers() {
    List<PathAttribute> attributes = List.of(new LargeCommunities(List.of(new LargeCommunity(1, 2, 3))),
        new MultiExitDiscriminator(7), AsPath.of(List.of(64512L)), new Origin(Source.IGP));

    assertThat(Packing.announce(attributes, HERE, List.of(Prefix.host(HERE))).getFirst().attributes())
        .extracting(PathAttribute::type).containsExactly(1, 2, 3, 4, 32);
    assertThat(Packing.announce(attributes, IpAddress.of("fd00:9::2"), List.of(Prefix.host(IpAddress.of("2001:db8::1"))))
        .getFirst().attributes()).extracting(PathAttribute::type).containsExactly(1, 2, 4, 14, 32);
  }

  @Test
  void parametersMayHaveLongLengths() throws Exception {
    var open = (Open) Message.decode(ByteBuffer.wrap(HexFormat.of().parseHex(Vectors.HEADER + "002801"
        + "04fc0100f00a090002" + "ffff0008" + "020005" + "4603010203")), AsWidth.FOUR);

    assertThat(open.capabilities()).containsExactly(new Capability.Other(70, Octets.of(new byte[] {1, 2, 3})));
  }

  @Test
  void wrongAttributesDoNotEndASession() throws Exception {
    assertThat(update("400101 09 400200 400304 0a090002", "20c0000201").faults())
        .containsExactly(new Fault(1, Treatment.TREAT_AS_WITHDRAW, "attribute 1: value 9 (expected: 0..2)"));
    assertThat(update("400200 400304 0a090002", "20c0000201").faults())
        .containsExactly(new Fault(1, Treatment.TREAT_AS_WITHDRAW, "attribute 1: missing"));
    assertThat(update("40010100 400200", "20c0000201").faults())
        .containsExactly(new Fault(3, Treatment.TREAT_AS_WITHDRAW, "attribute 3: missing"));
    assertThat(update("40010100 400203 020100 400304 0a090002", "20c0000201").faults())
        .extracting(Fault::attribute).containsExactly(2);
    assertThat(update("40010100 400202 0200 400304 0a090002", "20c0000201").faults()).containsExactly(
        new Fault(2, Treatment.TREAT_AS_WITHDRAW, "attribute 2: segment of kind 2 with 0 systems"));
    assertThat(update("40010100 400200 400303 0a0900", "20c0000201").faults())
        .extracting(Fault::attribute).containsExactly(3);
    assertThat(update("40010100 40010100 400200 400304 0a090002", "20c0000201").faults())
        .containsExactly(new Fault(1, Treatment.ATTRIBUTE_DISCARD, "attribute 1: twice"));
    assertThat(update("80010100 400200 400304 0a090002", "20c0000201").faults())
        .containsExactly(new Fault(1, Treatment.TREAT_AS_WITHDRAW, "attribute 1: flags 0x80 (expected: 0x40)"));
    assertThat(update("40010100 400200 400304 0a090002 c00404 00000007", "20c0000201").faults())
        .containsExactly(new Fault(4, Treatment.TREAT_AS_WITHDRAW, "attribute 4: flags 0xc0 (expected: 0x80)"));
    assertThat(update("40010100 400200 400304 0a090002 c00803 000000", "20c0000201").faults())
        .extracting(Fault::attribute).containsExactly(8);
    assertThat(update("40010100 400200 400304 0a090002 c0207f 00", "20c0000201").faults()).as("a list that ends early")
        .extracting(Fault::attribute, Fault::treatment).containsExactly(tuple(0, Treatment.TREAT_AS_WITHDRAW));
    assertThat(update("40010100 400200 400304 0a090002 c063020102", "20c0000201").faults()).isEmpty();
    assertThat(update("40010100 400200 400304 0a090002 400600", "20c0000201").faults()).as("ATOMIC_AGGREGATE").isEmpty();
  }

  @Test
  void whatHidesThePrefixesEndsASession() {
    assertThat(updateError("40010100 400200 400304 0a090002", "21c0000201")).isEqualTo("invalid network field (3/10)");
    assertThat(updateError("40010100 400200 400304 0a090002", "20c00002")).isEqualTo("invalid network field (3/10)");
    assertThat(updateError("800f03000201 800f03000201", "")).isEqualTo("malformed attribute list (3/1)");
    assertThat(updateError("800e050002011000", "")).isEqualTo("optional attribute error (3/9)");
    assertThat(updateError("406300", "")).isEqualTo("unrecognized well-known attribute (3/2)");
    assertThat(error(Vectors.HEADER + "001702" + "00010000")).isEqualTo("malformed attribute list (3/1)");
  }

  @Test
  void whatIsAnnouncedIsWrittenByteForByte() {
    var update = new Update(List.of(Prefix.host(IpAddress.of("192.0.2.9"))), List.of(
        new Origin(Source.IGP),
        AsPath.of(List.of(64512L, 4200000001L)),
        new NextHop(HERE),
        new MultiExitDiscriminator(7),
        new LocalPreference(100),
        new Communities(List.of(Community.GRACEFUL_SHUTDOWN)),
        new ExtendedCommunities(List.of(ExtendedCommunity.linkBandwidth(64512, 1000))),
        new LargeCommunities(List.of(new LargeCommunity(4200000001L, 1, 2)))),
        List.of(Prefix.around(IpAddress.of("198.51.100.77"), 24)));

    assertThat(HexFormat.of().formatHex(Message.encode(update, AsWidth.FOUR))).isEqualTo(Vectors.HEADER + """
        006f 02
        0005 20 c0000209
        004f
        50 01 0001 00
        50 02 000a 02 02 0000fc00 fa56ea01
        50 03 0004 0a090002
        90 04 0004 00000007
        50 05 0004 00000064
        d0 08 0004 ffff 0000
        d0 10 0008 40 04 fc00 447a0000
        d0 20 000c fa56ea01 00000001 00000002
        18 c63364
        """.replaceAll("\\s", ""));
  }

  @Test
  void aLongAsNumberIsTransInSixteenBits() {
    assertThat(ExtendedCommunity.linkBandwidth(4200000001L, 1)).hasToString("link-bandwidth:23456:1.0");
    var path = new Update(List.of(), List.of(AsPath.of(List.of(4200000001L, 65000L))), List.of());
    assertThat(HexFormat.of().formatHex(Message.encode(path, AsWidth.TWO))).endsWith("5002000602025ba0fde8");
    var besides = new PathAttribute.As4Path(AsPath.of(List.of(4200000001L)).segments());
    assertThat(HexFormat.of().formatHex(Message.encode(new Update(List.of(), List.of(besides), List.of()), AsWidth.TWO)))
        .as("the path of those that are not lost").endsWith("d01100060201fa56ea01");
  }

  @Test
  void manyPrefixesTakeFewMessages() throws Exception {
    var attributes = List.of(new Origin(Source.IGP), AsPath.of(List.of(64512L)));
    var ipv4 = IntStream.range(0, 10_000).mapToObj(i -> Prefix.host(IpAddress.of("10.1." + i / 256 + "." + i % 256))).toList();
    var ipv6 = IntStream.range(0, 10_000).mapToObj(i -> Prefix.host(IpAddress.of("fd00::" + Integer.toHexString(i + 1)))).toList();

    var updates = Packing.announce(List.copyOf(attributes), HERE, ipv4);
    var updates6 = Packing.announce(List.copyOf(attributes), IpAddress.of("fd00:9::2"), ipv6);
    var withdrawals = Packing.withdraw(ipv6);

    assertThat(updates).hasSize(13);
    assertThat(updates6).hasSize(43);
    assertThat(withdrawals).hasSize(42);
    assertThat(updates.stream().mapToInt(Update::announcedCount).sum()).isEqualTo(10_000);
    assertThat(withdrawals.stream().mapToInt(Update::withdrawnCount).sum()).isEqualTo(10_000);
    for (var update : Stream.of(updates, updates6, withdrawals).flatMap(List::stream).toList()) {
      assertThat(Message.decode(ByteBuffer.wrap(Message.encode(update, AsWidth.FOUR)), AsWidth.FOUR)).isEqualTo(update);
    }
  }

  @Test
  void noBytesEndTheDecoder() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int readable = 0;
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = Vectors.ALL.get(random.nextInt(Vectors.ALL.size())).bytes();
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, Message.HEADER + random.nextInt(200));
      }
      for (int flips = random.nextInt(6); flips > 0 && bytes.length > Message.HEADER; flips--) {
        bytes[Message.HEADER + random.nextInt(bytes.length - Message.HEADER)] = (byte) random.nextInt(256);
      }
      withLength(bytes);
      try {
        var decoded = decoded(bytes);
        readable += decoded instanceof Message ? 1 : 0;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }

    assertThat(readable).isGreaterThan(3_000);
  }

  @Test
  void messagesAreReadFromTheMiddleOfABuffer() throws Exception {
    var buffer = ByteBuffer.allocate(100).position(3).put(Vectors.KEEPALIVE.bytes()).flip().position(3);

    assertThat(Message.length(buffer)).isEqualTo(Message.HEADER);
    assertThat(Message.decode(buffer, AsWidth.FOUR)).isEqualTo(new Keepalive());
    assertThatThrownBy(() -> Message.decode(buffer.slice(3, 18), AsWidth.FOUR))
        .hasMessage("message: 18 bytes (expected: one whole message)");
  }

  private static byte[] withLength(byte[] bytes) {
    bytes[16] = (byte) (bytes.length >> 8);
    bytes[17] = (byte) bytes.length;
    return bytes;
  }

  /** The more communities, the less room: what is left of it has every length. */
  @Test
  void noMessageIsTooLongWhateverItsRoutesCarry() {
    var ipv6 = IntStream.range(0, 300).mapToObj(i -> Prefix.host(IpAddress.of("fd00::" + Integer.toHexString(i + 1)))).toList();
    var ipv4 = IntStream.range(0, 1_000).mapToObj(i -> Prefix.host(IpAddress.of("10.1." + i / 256 + "." + i % 256))).toList();
    for (int count = 1; count <= 20; count++) {
      var communities = IntStream.range(0, count).mapToObj(i -> new Community(1, i)).toList();
      List<PathAttribute> attributes = List.of(new Origin(Source.IGP), AsPath.of(List.of(64512L)), new Communities(communities));
      assertThat(Stream.of(Packing.announce(attributes, IpAddress.of("fd00:9::2"), ipv6),
              Packing.announce(attributes, HERE, ipv4), Packing.withdraw(ipv6)).flatMap(List::stream))
          .allSatisfy(update -> assertThat(Message.encode(update, AsWidth.FOUR)).hasSizeLessThanOrEqualTo(Message.LONGEST));
    }
  }

  private static Object decoded(byte[] bytes) {
    try {
      return Message.decode(ByteBuffer.wrap(bytes), AsWidth.FOUR);
    } catch (MessageException e) {
      assertThat(e.notification().name()).doesNotStartWith("error");
      return e;
    }
  }

  private static Update update(String attributes, String prefixes) throws MessageException {
    return (Update) Message.decode(ByteBuffer.wrap(updateBytes(attributes, prefixes)), AsWidth.FOUR);
  }

  private static byte[] updateBytes(String attributes, String prefixes) {
    var packed = attributes.replace(" ", "");
    return withLength(HexFormat.of().parseHex(
        Vectors.HEADER + "0000" + "02" + "0000" + String.format("%04x", packed.length() / 2) + packed + prefixes));
  }

  private static String updateError(String attributes, String prefixes) {
    return error(HexFormat.of().formatHex(updateBytes(attributes, prefixes)));
  }

  private static String error(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return catchThrowableOfType(MessageException.class, () -> {
      Message.length(ByteBuffer.wrap(bytes));
      Message.decode(ByteBuffer.wrap(bytes), AsWidth.FOUR);
    }).notification().name();
  }
}
