package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gorb.model.CheckMethod.Dns;
import gorb.model.CheckTarget;
import gorb.model.DnsQuestion;
import gorb.model.DnsQuestion.Type;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a name server of Netty's codec, which is another hand than ours. */
class DnsProbeTest {
  /** An answer of a public resolver: www.example.com A by a CNAME, with pointers. */
  private static final String CAPTURED = "00078180000100020000000003777777076578616d706c6503636f6d0000010001"
      + "c00c00050001000000e10006036e6577c010" + "c02d00010001000000140004cb007105";

  private MultiThreadIoEventLoopGroup group;
  private Channel server;

  @BeforeEach
  void start() throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    server = new Bootstrap().group(group).channel(NioDatagramChannel.class)
        .handler(new ChannelInitializer<NioDatagramChannel>() {
          @Override
          protected void initChannel(NioDatagramChannel channel) {
            channel.pipeline().addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Zone());
          }
        }).bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
  }

  @AfterEach
  void stop() throws Exception {
    server.close().sync();
    group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
  }

  @ParameterizedTest
  @CsvSource({
    "web.example, A, ''", "web.example, A, 10.1.0.1",
    "WEB.example, A, 10.1.0.2", "web.example, AAAA, fd00:0:0:0:0:0:0:1",
    "web.example, TXT, hello world", "web.example, CNAME, other.example", "web.example, MX, 10 other.example",
    "web.example, SRV, 1 2 5060 other.example", "'', NS, other.example"
  })
  void recordsOfEachTypeAreComparedAsText(String name, Type type, String answer) throws Exception {
    assertThat(check(name, type, answer)).startsWith("Success");
  }

  @ParameterizedTest
  @CsvSource({
    "web.example, A, 10.9.9.9, 'answer 10.1.0.1, 10.1.0.2 (expected 10.9.9.9)'",
    "empty.example, A, '', no A of empty.example", "none.example, A, '', answer NXDOMAIN",
    "broken.example, A, '', answer SERVFAIL", "refused.example, A, '', answer REFUSED"
  })
  void whatIsMissingOrAnotherIsAFailure(String name, Type type, String answer, String reason) throws Exception {
    assertThat(check(name, type, answer)).isEqualTo(reason);
  }

  @Test
  void aServerThatDoesNotAnswerTimesOutAndStrangersAreNotHeard() throws Exception {
    assertThat(reason(once(new Dns(target(), new DnsQuestion("silent.example", Type.A, "")), SHORT)))
        .isEqualTo("timed out after 300 ms");
    assertThat(reason(once(new Dns(target(), new DnsQuestion("stranger.example", Type.A, "")), SHORT)))
        .isEqualTo("timed out after 300 ms");
  }

  @Test
  void aPortWhereNobodyListensRefuses() throws Exception {
    var target = target();
    server.close().sync();

    assertThat(reason(once(new Dns(target, new DnsQuestion("web.example", Type.A, "")), PLENTY)))
        .isEqualTo("refused datagram");
  }

  @Test
  void aCapturedAnswerIsReadAlongItsPointers() throws Exception {
    assertThat(DnsMessage.answers(captured(), Type.A)).containsExactly("203.0.113.5");
    assertThat(DnsMessage.answers(captured(), Type.CNAME)).containsExactly("new.example.com");
    assertThat(DnsMessage.isAnswerTo(7, captured())).isTrue();
    assertThat(DnsMessage.isAnswerTo(8, captured())).isFalse();
  }

  @Test
  void everyProperPrefixOfAnAnswerIsAFailure() {
    var whole = HexFormat.of().parseHex(CAPTURED);
    for (int length = 0; length < whole.length; length++) {
      var prefix = ByteBuffer.wrap(whole, 0, length);

      assertThat(catchThrowable(() -> DnsMessage.answers(prefix, Type.A)))
          .as("length %d", length).isInstanceOf(CheckFailedException.class);
    }
  }

  /** RFC 1035 §4.1.1, TC: what fits into the datagram counts, and only where it says that it was cut. */
  @Test
  void ofATruncatedAnswerTheRecordsThatFitAreThere() throws Exception {
    var cut = HexFormat.of().parseHex(CAPTURED);
    cut = Arrays.copyOf(cut, cut.length - 1);
    cut[2] |= 0x02;

    assertThat(DnsMessage.answers(ByteBuffer.wrap(cut), Type.CNAME)).containsExactly("new.example.com");
    assertThat(DnsMessage.answers(ByteBuffer.wrap(cut), Type.A)).isEmpty();
  }

  @Test
  void pointersWithoutEndAndGarbageAreFailures() {
    var loop = HexFormat.of().parseHex("000781800001000000000000c00c00010001");

    assertThat(catchThrowable(() -> DnsMessage.answers(ByteBuffer.wrap(loop), Type.A)))
        .hasMessage("answer that is no message of DNS");
    for (long seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      var octets = HexFormat.of().parseHex(CAPTURED);
      for (int i = 0; i < 4; i++) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
      }
      var failure = catchThrowable(() -> DnsMessage.answers(ByteBuffer.wrap(octets), Type.A));
      assertThat(failure == null || failure instanceof CheckFailedException).as("seed %d: %s", seed, failure).isTrue();
    }
  }

  private static ByteBuffer captured() {
    return ByteBuffer.wrap(HexFormat.of().parseHex(CAPTURED));
  }

  private String check(String name, Type type, String answer) throws Exception {
    return reason(once(new Dns(target(), new DnsQuestion(name, type, answer)), PLENTY));
  }

  private CheckTarget target() {
    return new CheckTarget("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort());
  }

  private static final class Zone extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      var question = query.<DefaultDnsQuestion>recordAt(DnsSection.QUESTION);
      var name = question.name().toLowerCase(java.util.Locale.ROOT);
      if (name.equals("silent.example.")) {
        return;
      }
      int id = name.equals("stranger.example.") ? query.id() ^ 1 : query.id();
      var code = switch (name) {
        case "none.example." -> DnsResponseCode.NXDOMAIN;
        case "broken.example." -> DnsResponseCode.SERVFAIL;
        case "refused.example." -> DnsResponseCode.REFUSED;
        default -> DnsResponseCode.NOERROR;
      };
      var answer = new DatagramDnsResponse(query.recipient(), query.sender(), id);
      answer.setCode(code);
      answer.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
      if (code.equals(DnsResponseCode.NOERROR) && !name.equals("empty.example.")) {
        for (var content : contents(question.type())) {
          answer.addRecord(DnsSection.ANSWER, new DefaultDnsRawRecord(question.name(), question.type(), 60, content));
        }
      }
      context.writeAndFlush(answer);
    }

    private static ByteBuf[] contents(DnsRecordType type) {
      var other = "056f74686572076578616d706c6500";
      return switch (type.name()) {
        case "A" -> new ByteBuf[] {octets("0a010001"), octets("0a010002")};
        case "AAAA" -> new ByteBuf[] {octets("fd000000000000000000000000000001")};
        case "TXT" -> new ByteBuf[] {octets("0668656c6c6f2005776f726c64")};
        case "MX" -> new ByteBuf[] {octets("000a" + other)};
        case "SRV" -> new ByteBuf[] {octets("0001000213c4" + other)};
        default -> new ByteBuf[] {octets(other)};
      };
    }

    private static ByteBuf octets(String hex) {
      return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }
  }
}
