package gorb.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets from here and from further away; run by {@code lab/bgp}, where the port is nobody else's. */
@Tag("bgp")
class DetectorTest {
  private static final IntegerUnixChannelOption IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
  private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);

  @ParameterizedTest
  @CsvSource({"10.9.0.1, 10.9.0.3, 10.9.0.4", "fd00:9::1, fd00:9::3, fd00:9::4"})
  void aPacketFromFurtherAwayIsNotHeard(String here, String far, String near) throws Exception {
    try (var detector = new Detector(InstantSource.system(), new SplittableRandom(1));
        var fromFar = watch(detector, far, here);
        var fromNear = watch(detector, near, here)) {
      await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(() -> {
        // One socket queue: what comes second was read second.
        send(far, here, 254);
        send(near, here, 255);
        return fromNear.view().state() == LinkState.INIT;
      });

      assertThat(fromFar.view().state()).isEqualTo(LinkState.DOWN);
      assertThat(fromFar.view().detectionTime()).isZero();
      send(far, here, 255);
      await().atMost(Duration.ofSeconds(30)).until(() -> fromFar.view().state() == LinkState.INIT);
    }
  }

  @ParameterizedTest
  @CsvSource({"10.9.0.1, 10.9.0.3", "fd00:9::1, fd00:9::3"})
  void anEndFreesThePort(String here, String peer) throws Exception {
    for (int i = 0; i < 20; i++) {
      try (var detector = new Detector(InstantSource.system(), new SplittableRandom(i))) {
        watch(detector, peer, here);
      }
      try (var port = DatagramChannel.open()) {
        port.bind(new InetSocketAddress(IpAddress.of(here).toInetAddress(), DatagramSockets.PORT));
        assertThat(port.getLocalAddress()).isNotNull();
      }
    }
  }

  @Test
  void aPortThatIsTakenIsTriedAgain() throws Exception {
    var port = DatagramChannel.open();
    port.bind(new InetSocketAddress("10.9.0.1", DatagramSockets.PORT));
    try (var detector = new Detector(InstantSource.system(), new SplittableRandom(1));
        var link = watch(detector, "10.9.0.3", "10.9.0.1")) {
      port.close();

      awaitHeard(link, LinkState.INIT, packet(LinkState.DOWN, 0));
    }
  }

  @Test
  void aLinkThatTheOperatorOfThePeerTookDownIsNotDead() throws Exception {
    var dead = new CopyOnWriteArrayList<String>();
    try (var detector = new Detector(InstantSource.system(), new SplittableRandom(1));
        var link = (WatchedLink) detector.watch(IpAddress.of("10.9.0.3"), Optional.of(IpAddress.of("10.9.0.1")),
            BfdSettings.DEFAULT, dead::add)) {
      awaitHeard(link, LinkState.UP, packet(LinkState.INIT, link.discriminator()));
      awaitHeard(link, LinkState.DOWN, packet(LinkState.ADMIN_DOWN, link.discriminator()));
      assertThat(link.view().failures()).isZero();

      awaitHeard(link, LinkState.UP, packet(LinkState.INIT, link.discriminator()));
      awaitHeard(link, LinkState.INIT, packet(LinkState.DOWN, link.discriminator()));
      assertThat(dead).singleElement().asString().startsWith("the peer says: ");
    }
  }

  private static byte[] packet(LinkState state, long to) {
    return new ControlPacket(0, state, ControlPacket.Marks.NONE, 255, 9, to,
        new ControlPacket.Intervals(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO)).encode();
  }

  /** Says something of 10.9.0.3 to 10.9.0.1 until it is heard. */
  private static void awaitHeard(Link link, LinkState state, byte[] packet) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).until(() -> {
      send("10.9.0.3", "10.9.0.1", 255, packet);
      return link.view().state() == state;
    });
  }

  private static Link watch(Detector detector, String peer, String here) {
    return detector.watch(IpAddress.of(peer), Optional.of(IpAddress.of(here)), BfdSettings.DEFAULT, _ -> { });
  }

  private static void send(String from, String to, int ttl) throws InterruptedException {
    send(from, to, ttl, packet(LinkState.DOWN, 0));
  }

  private static void send(String from, String to, int ttl, byte[] packet) throws InterruptedException {
    var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      var source = IpAddress.of(from);
      var channel = DatagramSockets.sending(group.next(), source.family()).handler(new ChannelInboundHandlerAdapter())
          .option(source.family() == AddressFamily.IPV4 ? IP_TTL : IPV6_UNICAST_HOPS, ttl)
          .bind(new InetSocketAddress(source.toInetAddress(), 0)).sync().channel();
      channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(packet),
          new InetSocketAddress(IpAddress.of(to).toInetAddress(), DatagramSockets.PORT))).sync();
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }
}
