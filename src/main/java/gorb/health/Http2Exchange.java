package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One request by HTTP/2 (RFC 9113) and its answer, on a connection of its own: Netty's codec in a channel that is fed by
 * hand, so that a check waits on its socket like others.
 */
final class Http2Exchange extends Http2ChannelDuplexHandler {
  /** Its name for ALPN. */
  static final String ALPN = "h2";
  /** The name of the field that has the status. */
  static final String STATUS = ":status";
  static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_FIELD_BYTES = 16 * 1024;
  private static final int BUFFER_BYTES = 4_096;

  /** Fields of the header and of the trailer, by name. */
  private final Map<String, String> fields = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable ChannelHandlerContext context;
  private @Nullable String failure;
  private boolean isEnded;

  private Http2Exchange() {}

  /**
   * An answer.
   *
   * @param fields of header and trailer by name, {@code :status} among them
   * @param body the whole of it, an octet for each character
   */
  record Answer(Map<String, String> fields, String body) {
    Answer {
      fields = Map.copyOf(fields);
    }
  }

  /** Whether a connection is one of HTTP/2: one with TLS must have agreed on it. */
  static void require(Socket socket) throws CheckFailedException {
    if (socket instanceof SSLSocket secure && !ALPN.equals(secure.getApplicationProtocol())) {
      throw new CheckFailedException("TLS without HTTP/2 (expected: h2 by ALPN)");
    }
  }

  /**
   * Asks, and reads to the end of the answer.
   *
   * @throws CheckFailedException where what comes is no HTTP/2, is too long, or ends early
   */
  static Answer ask(Socket socket, Http2Headers headers, byte[] content) throws IOException {
    return ask(socket, headers, content, Integer.MAX_VALUE, MOST_BYTES);
  }

  /**
   * Asks without content, and reads until there is enough of the body.
   *
   * @param enough 0 where only the header of the answer matters
   */
  static Answer askUpTo(int enough, Socket socket, Http2Headers headers) throws IOException {
    return ask(socket, headers, new byte[0], enough, enough + MOST_BYTES);
  }

  private static Answer ask(Socket socket, Http2Headers headers, byte[] content, int enough, int most)
      throws IOException {
    var codec = Http2FrameCodecBuilder.forClient()
        .initialSettings(Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(MOST_FIELD_BYTES))
        .build();
    var exchange = new Http2Exchange();
    var channel = new EmbeddedChannel(codec, exchange);
    channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
    try {
      exchange.send(headers, content);
      send(channel, socket);
      var buffer = new byte[BUFFER_BYTES];
      int total = 0;
      while (!exchange.isEnded && !exchange.has(enough)) {
        int count = socket.getInputStream().read(buffer);
        total += count;
        if (count < 0) {
          throw new CheckFailedException("connection closed before the end of the answer");
        }
        if (total > most) {
          throw new CheckFailedException("answer longer than " + most + " bytes");
        }
        receive(channel, Unpooled.copiedBuffer(buffer, 0, count));
        send(channel, socket);
        exchange.require(channel);
      }
      return new Answer(exchange.fields, exchange.body.toString(ISO_8859_1));
    } finally {
      channel.releaseInbound();
      channel.releaseOutbound();
      var _ = channel.close();
      channel.releaseOutbound();
    }
  }

  @Override
  protected void handlerAdded0(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object frame) {
    try {
      switch (frame) {
        case Http2HeadersFrame headers when isInterim(headers) -> {
          // The answer is still to come.
        }
        case Http2HeadersFrame headers -> {
          headers.headers().forEach(field -> fields.put(
              field.getKey().toString().toLowerCase(Locale.ROOT), field.getValue().toString()));
          isEnded |= headers.isEndStream();
        }
        case Http2DataFrame data -> {
          var octets = new byte[data.content().readableBytes()];
          data.content().readBytes(octets);
          body.writeBytes(octets);
          isEnded |= data.isEndStream();
          if (!isEnded) {
            var _ = from.writeAndFlush(
                new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes()).stream(data.stream()));
          }
        }
        case Http2ResetFrame reset -> failure = "stream reset by the server: code " + reset.errorCode();
        case Http2GoAwayFrame away when !isEnded -> failure = "the server goes away: code " + away.errorCode();
        default -> {
          // Settings, windows, pings: the codec's.
        }
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void send(Http2Headers headers, byte[] content) {
    var ready = java.util.Objects.requireNonNull(context, "not in a channel");
    var stream = newStream();
    var _ = ready.write(new DefaultHttp2HeadersFrame(headers, content.length == 0).stream(stream));
    if (content.length > 0) {
      var _ = ready.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(content), true).stream(stream));
    }
    ready.flush();
  }

  private boolean has(int enough) {
    return fields.containsKey(STATUS) && body.size() >= enough;
  }

  private static boolean isInterim(Http2HeadersFrame headers) {
    var status = headers.headers().status();
    return status != null && status.length() == 3 && status.charAt(0) == '1';
  }

  private static void receive(EmbeddedChannel channel, ByteBuf octets) throws CheckFailedException {
    try {
      channel.writeInbound(octets);
    } catch (Exception e) {
      // The channel throws what its handlers did, checked or not.
      throw new CheckFailedException("what came is not HTTP/2: " + Quoted.visible(String.valueOf(e.getMessage())));
    }
  }

  private static void send(EmbeddedChannel channel, Socket socket) throws IOException {
    for (ByteBuf octets = channel.readOutbound(); octets != null; octets = channel.readOutbound()) {
      try {
        octets.readBytes(socket.getOutputStream(), octets.readableBytes());
      } finally {
        octets.release();
      }
    }
  }

  private void require(EmbeddedChannel channel) throws CheckFailedException {
    if (failure != null) {
      throw new CheckFailedException(failure);
    }
    if (!isEnded && !channel.isOpen()) {
      throw new CheckFailedException("what came is not HTTP/2");
    }
  }
}
