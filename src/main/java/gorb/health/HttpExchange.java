package gorb.health;

import gorb.ffm.EpollSet;
import gorb.ffm.InetEndpoint;
import gorb.ffm.TcpSockets;
import gorb.model.CheckMethod;
import gorb.model.HttpExpectation;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP/1.1 request on a connection of its own and compares the status of the answer, as
 * {@link HttpStatusProbe} does where nothing else matters.
 */
final class HttpExchange extends Exchange {
  private static final int ENDED = EpollSet.INPUT_ENDED | EpollSet.ERROR | EpollSet.HANG_UP;

  private final HttpExpectation expectation;
  private final byte[] request;
  private HttpHeadReader reader = new HttpHeadReader(false);
  private int sent;
  private boolean isAnswered;
  private @Nullable CheckFailedException verdict;
  private int drained;
  /** Of all checks, so that a pause of an earlier one is of no effect. */
  private int pauses;

  HttpExchange(
      EpollLoop loop, InetEndpoint target, CheckMethod.HttpStatus method, Consumer<@Nullable IOException> end) {
    super(loop, target, end);
    this.expectation = method.expectation();
    this.request = request(method);
  }

  @Override
  void begin() {
    reader = new HttpHeadReader(false);
    sent = 0;
    isAnswered = false;
    verdict = null;
    drained = 0;
    pauses++;
    super.begin();
  }

  /** Its request is taken where there is a connection. */
  @Override
  int connection() {
    int count = send(request, 0);
    sent = Math.max(0, count);
    return count == TcpSockets.NOT_NOW ? TcpSockets.STILL_CONNECTING : count;
  }

  @Override
  void connected() {
    if (sendRest()) {
      boolean _ = watch(sent < request.length);
    }
  }

  @Override
  void ready(int told) {
    if (sendRest() && isInput(told)) {
      read((told & ENDED) != 0);
    }
  }

  /** At the deadline a verdict that is there counts. */
  @Override
  void abort() {
    if (isAnswered) {
      finish(verdict);
    } else {
      super.abort();
    }
  }

  /** The server has sent nothing since. */
  @Override
  void paused(int number) {
    if (number == pauses && isOpen()) {
      finish(verdict);
    }
  }

  /** False where the check is over by that. */
  private boolean sendRest() {
    while (sent < request.length) {
      int count = send(request, sent);
      if (count == TcpSockets.NOT_NOW) {
        break;
      }
      if (count < 0) {
        fail(refusal(count));
        return false;
      }
      sent += count;
    }
    return true;
  }

  /** @param isEnded whether nothing more will come than is there */
  private void read(boolean isEnded) {
    while (true) {
      var buffer = loop().buffer();
      int count = receive();
      if (count == TcpSockets.NOT_NOW) {
        return;
      }
      if (count <= 0) {
        finish(isAnswered ? verdict : count == 0 ? reader.closed() : refusal(count));
        return;
      }
      if (isAnswered) {
        drained += count;
      } else {
        take(buffer, count);
      }
      if (!isOpen()) {
        return;
      }
      boolean isAll = count < buffer.length;
      if (isAnswered && (drained >= HttpStatusProbe.MOST_BODY_BYTES || (isAll && isEnded))) {
        finish(verdict);
        return;
      }
      if (isAll && !isEnded) {
        if (isAnswered) {
          loop().pause(this, ++pauses);
        }
        return;
      }
    }
  }

  private static byte[] request(CheckMethod.HttpStatus method) {
    var request = HttpStatusProbe.request(HttpHop.first(method));
    if (!method.target().isIntroduced()) {
      return request;
    }
    var header = LocalHeader.bytes();
    var both = Arrays.copyOf(header, header.length + request.length);
    System.arraycopy(request, 0, both, header.length, request.length);
    return both;
  }

  private void take(byte[] buffer, int count) {
    try {
      if (reader.take(buffer, count)) {
        isAnswered = true;
        HttpStatusProbe.require(expectation, reader.head().status());
      }
    } catch (CheckFailedException e) {
      if (isAnswered) {
        verdict = e;
      } else {
        // What comes back from itself is the request, which begins as no answer does.
        fail(isToItself() ? nobodyListens() : e);
      }
    }
  }
}
