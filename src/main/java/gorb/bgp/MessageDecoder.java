package gorb.bgp;

import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Message;
import gorb.bgp.message.MessageException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;

/** Cuts what a peer sends into messages; holds one unfinished message at most. After one that is none, it reads nothing more. */
final class MessageDecoder extends ByteToMessageDecoder {
  private final Wire wire;
  private boolean ended;

  MessageDecoder(Wire wire) {
    this.wire = wire;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (ended) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < Message.HEADER) {
      return;
    }
    try {
      int length = Message.length(in.nioBuffer(in.readerIndex(), Message.HEADER));
      if (in.readableBytes() < length) {
        return;
      }
      byte[] bytes = new byte[length];
      in.readBytes(bytes);
      wire.received(bytes);
      out.add(Message.decode(ByteBuffer.wrap(bytes), wire.width()));
    } catch (MessageException e) {
      ended = true;
      // A decoder that says something has to have read something.
      in.skipBytes(in.readableBytes());
      out.add(e);
    }
  }

  /** What a connection knows of its bytes. */
  interface Wire {
    /** How wide AS numbers are. */
    AsWidth width();

    /** A message came, whole, not read yet. */
    void received(byte[] bytes);
  }
}
