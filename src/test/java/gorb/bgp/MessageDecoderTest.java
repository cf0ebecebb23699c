package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bgp.message.AsWidth;
import gorb.bgp.message.ErrorName;
import gorb.bgp.message.Keepalive;
import gorb.bgp.message.Message;
import gorb.bgp.message.MessageException;
import gorb.bgp.message.Notification;
import gorb.bgp.message.Update;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MessageDecoderTest {
  private static final Update NOTHING = new Update(List.of(), List.of(), List.of());

  private final List<Integer> traced = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(new MessageDecoder.Wire() {
    @Override
    public AsWidth width() {
      return AsWidth.FOUR;
    }

    @Override
    public void received(byte[] bytes) {
      traced.add(bytes.length);
    }
  }));

  @Test
  void messagesAreWholeHoweverTheBytesCome() {
    var messages = List.of(new Keepalive(), NOTHING, Notification.of(ErrorName.CEASE));
    for (var message : messages) {
      for (byte octet : Message.encode(message, AsWidth.FOUR)) {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {octet}));
      }
    }
    channel.writeInbound(Unpooled.wrappedBuffer(
        Message.encode(new Keepalive(), AsWidth.FOUR), Message.encode(NOTHING, AsWidth.FOUR)));

    assertThat(channel.inboundMessages()).containsExactly(
        messages.get(0), messages.get(1), messages.get(2), new Keepalive(), NOTHING);
    assertThat(traced).containsExactly(19, 23, 21, 19, 23);
  }

  @Test
  void nothingIsReadAfterWhatIsNoMessage() {
    byte[] broken = Message.encode(new Keepalive(), AsWidth.FOUR);
    broken[3] = 0;
    channel.writeInbound(Unpooled.wrappedBuffer(broken, Message.encode(new Keepalive(), AsWidth.FOUR)));
    channel.writeInbound(Unpooled.wrappedBuffer(Message.encode(new Keepalive(), AsWidth.FOUR)));

    assertThat(channel.inboundMessages()).singleElement().isInstanceOf(MessageException.class);
  }

  /** RFC 4271 §4.1: of a message that does not end, its longest length; of what follows one that is none, nothing. */
  @Test
  void whatAPeerSendsIsNotKept() {
    var held = new AtomicInteger();
    var decoder = new MessageDecoder(new MessageDecoder.Wire() {
      @Override
      public AsWidth width() {
        return AsWidth.FOUR;
      }

      @Override
      public void received(byte[] bytes) {
        held.accumulateAndGet(bytes.length, Math::max);
      }
    });
    var peer = new EmbeddedChannel(decoder);
    byte[] longest = Arrays.copyOf(Message.encode(NOTHING, AsWidth.FOUR), Message.LONGEST);
    longest[16] = (byte) (Message.LONGEST >> 8);
    longest[17] = (byte) Message.LONGEST;
    for (int round = 0; round < 1_000; round++) {
      peer.writeInbound(Unpooled.wrappedBuffer(longest, 0, 4_000), Unpooled.wrappedBuffer(longest, 4_000, 96));
      peer.inboundMessages().clear();
    }
    byte[] none = new byte[1 << 20];
    var sent = new ArrayList<ByteBuf>();
    for (int round = 0; round < 64; round++) {
      sent.add(Unpooled.wrappedBuffer(none));
      peer.writeInbound(sent.getLast());
    }

    assertThat(held.get()).isEqualTo(Message.LONGEST);
    assertThat(sent).allMatch(bytes -> bytes.refCnt() == 0);
  }
}
