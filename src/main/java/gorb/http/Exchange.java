package gorb.http;

import gorb.model.IpAddress;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: receives the content within bounds, has it handled, and sends the answer. A request that
 * is refused before its end is answered at once, and its connection closed when the rest was read or a moment passed.
 * Confined to the event loop, except that the handler runs elsewhere.
 */
final class Exchange {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final HttpServerRequest request;
  private final Workload workload;
  private final Feeds feeds;
  private final Limits limits;
  private final InstantSource clock;
  private final ConnectionClock deadline;
  private final Context eventLoop = Objects.requireNonNull(Vertx.currentContext());
  private Content content = new Content(Content.UNKNOWN);
  private int reserved;
  private boolean isRefused;
  private boolean isWhole;

  Exchange(HttpServerRequest request, Workload workload, Feeds feeds, Limits limits, InstantSource clock) {
    this.request = request;
    this.workload = workload;
    this.feeds = feeds;
    this.limits = limits;
    this.clock = clock;
    this.deadline = ConnectionClock.of(request.connection());
  }

  /** Takes a request whose head arrived. */
  void begin() {
    deadline.arriving();
    request.exceptionHandler(_ -> gone());
    request.handler(this::receive);
    Target target;
    try {
      target = Target.parse(request.uri());
    } catch (IllegalArgumentException e) {
      refuse(400, Objects.requireNonNull(e.getMessage()));
      return;
    }
    request.endHandler(_ -> whole(target));
    checkHead(target);
  }

  /** Answers what is no request of HTTP. */
  void beginMalformed() {
    deadline.arriving();
    var cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      refuse(414, "request line too long (expected: at most " + limits.lineBytes() + " bytes)");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(431, "header fields too long (expected: at most " + limits.headerBytes() + " bytes)");
    } else {
      refuse(400, "malformed request");
    }
  }

  private void checkHead(Target target) {
    var hosts = request.headers().getAll("Host");
    var expectation = request.getHeader("Expect");
    long declared = declaredLength();
    content = new Content(declared);
    if (hosts.size() > 1 || (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1)) {
      refuse(400, hosts.size() + " Host fields (expected: 1)");
    } else if (target.authority() != null && hosts.stream().noneMatch(target.authority()::equalsIgnoreCase)) {
      refuse(400, "request target names another host than the Host field");
    } else if (declared > limits.bodyBytes()) {
      refuseTooLarge();
    } else if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
      refuse(417, "unknown expectation (expected: 100-continue)");
    } else if (expectation != null && declared != 0 && request.version() == HttpVersion.HTTP_1_1) {
      request.response().writeContinue();
    }
  }

  /** The declared length, or {@link Content#UNKNOWN}. The decoder lets nothing but one number pass. */
  private long declaredLength() {
    var text = request.getHeader("Content-Length");
    return text == null ? Content.UNKNOWN : Long.parseLong(text.strip());
  }

  private void receive(Buffer chunk) {
    if (isRefused) {
      return;
    }
    if (content.length() + chunk.length() > limits.bodyBytes()) {
      refuseTooLarge();
    } else if (!workload.reserve(chunk.length())) {
      refuse(503, "too many large requests at once");
    } else {
      reserved += chunk.length();
      content.add(chunk);
    }
  }

  private void whole(Target target) {
    isWhole = true;
    if (isRefused) {
      request.connection().close();
      return;
    }
    deadline.handling();
    var message = new Request(
        request.method().name(), target, Headers.of(request.headers()), content.whole(), peer());
    workload.handle(message, response -> eventLoop.runOnContext(_ -> {
      release();
      send(response, false);
    }));
  }

  private Peer peer() {
    var address = request.remoteAddress();
    var literal = address == null ? null : address.hostAddress();
    if (literal == null) {
      return new Peer.UnixSocket();
    }
    int zone = literal.indexOf('%');
    return new Peer.Tcp(IpAddress.of(zone < 0 ? literal : literal.substring(0, zone)));
  }

  /** The client left; what is being handled goes on, and keeps its room until it is done. */
  private void gone() {
    if (!isWhole) {
      release();
    }
  }

  private void refuseTooLarge() {
    refuse(413, "content too large (expected: at most " + limits.bodyBytes() + " bytes)");
  }

  private void refuse(int status, String text) {
    isRefused = true;
    release();
    content = new Content(Content.UNKNOWN);
    send(Response.error(status, text), true);
  }

  private void send(Response answer, boolean isLast) {
    var response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.putHeader("Date", DATE.format(clock.instant()));
    response.putHeader("X-Content-Type-Options", "nosniff");
    if (answer.feed().isPresent() && !isHead()) {
      begin(answer.feed().get(), response);
      return;
    }
    response.putHeader("Content-Length", String.valueOf(answer.body().length()));
    if (isLast) {
      response.putHeader("Connection", "close");
    }
    deadline.sending();
    var sent = isHead() || answer.body().length() == 0
        ? response.end()
        : response.end(Buffer.buffer(answer.body().shared()));
    sent.onComplete(_ -> sent(isLast));
  }

  private boolean isHead() {
    return HttpMethod.HEAD.equals(request.method());
  }

  private void begin(Feed feed, HttpServerResponse response) {
    var writer = new FeedWriter(response, deadline, eventLoop, limits.feedBytes());
    if (!feeds.add(writer)) {
      response.headers().clear();
      send(Response.error(503, "too many listeners at once").with("Retry-After", "5"), true);
      return;
    }
    response.putHeader("Connection", "close");
    response.setChunked(request.version() == HttpVersion.HTTP_1_1);
    response.closeHandler(_ -> writer.over());
    response.exceptionHandler(_ -> writer.over());
    response.endHandler(_ -> request.connection().close());
    deadline.telling();
    response.writeHead();
    var farewell = feed.begin(writer);
    writer.whenOver(() -> {
      feeds.remove(writer);
      farewell.run();
    });
  }

  private void sent(boolean isLast) {
    if (!isLast) {
      deadline.sent();
    } else if (isRefused && !isWhole) {
      deadline.lingering();
    } else {
      request.connection().close();
    }
  }

  private void release() {
    workload.release(reserved);
    reserved = 0;
  }
}
