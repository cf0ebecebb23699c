package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import gorb.model.CheckMethod;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Asks for the health of a service by the standard health protocol of gRPC ({@code grpc.health.v1.Health/Check}). The two
 * messages of Protocol Buffers, of one field each, are written and read by hand.
 */
record GrpcProbe(CheckMethod.Grpc method, Connector connector) implements Probe {
  private static final int PREFIX_BYTES = 5;
  /** Field 1, with a length; field 1, a number. */
  private static final int SERVICE_TAG = 0x0a;
  private static final int STATUS_TAG = 0x08;
  private static final int SERVING = 1;
  private static final List<String> STATUSES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

  @Override
  public void run() throws IOException {
    try (var socket = connector.open(method.target(), method.tls(), Http2Exchange.ALPN)) {
      Http2Exchange.require(socket);
      var headers = new DefaultHttp2Headers()
          .method("POST").scheme(method.tls() == null ? "http" : "https")
          .authority(method.target().toString()).path("/grpc.health.v1.Health/Check")
          .add("te", "trailers").add("content-type", "application/grpc").add("user-agent", "gorb");
      judge(Http2Exchange.ask(socket, headers, request(method.service())));
    }
  }

  /** A message with its prefix: not compressed, and its length. */
  static byte[] request(String service) {
    var message = new ByteArrayOutputStream();
    var name = service.getBytes(UTF_8);
    if (name.length > 0) {
      message.write(SERVICE_TAG);
      int length = name.length;
      while (length > 0x7f) {
        message.write((length & 0x7f) | 0x80);
        length >>>= 7;
      }
      message.write(length);
      message.writeBytes(name);
    }
    return ByteBuffer.allocate(PREFIX_BYTES + message.size())
        .put((byte) 0).putInt(message.size()).put(message.toByteArray()).array();
  }

  static void judge(Http2Exchange.Answer answer) throws CheckFailedException {
    var http = answer.fields().getOrDefault(Http2Exchange.STATUS, "none");
    if (!http.equals("200")) {
      throw new CheckFailedException("status " + Quoted.visible(http) + " (expected 200)");
    }
    var code = answer.fields().getOrDefault("grpc-status", "none");
    if (!code.equals("0")) {
      var message = answer.fields().getOrDefault("grpc-message", "");
      throw new CheckFailedException("grpc status " + Quoted.visible(code)
          + (message.isEmpty() ? "" : ": " + Quoted.visible(message)) + " (expected 0)");
    }
    int status = status(ByteBuffer.wrap(answer.body().getBytes(ISO_8859_1)));
    if (status != SERVING) {
      throw new CheckFailedException(status >= 0 && status < STATUSES.size()
          ? STATUSES.get(status) + " (expected SERVING)" : "no status of health in the answer");
    }
  }

  /** The status in a message; 0 where it has none, -1 where it is none. Other fields are of later protocols. */
  private static int status(ByteBuffer body) {
    if (body.remaining() < PREFIX_BYTES || body.get() != 0 || body.getInt() != body.remaining()) {
      return -1;
    }
    if (!body.hasRemaining()) {
      return 0;
    }
    return body.get() == STATUS_TAG && body.hasRemaining() ? body.get() : -1;
  }
}
