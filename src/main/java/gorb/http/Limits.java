package gorb.http;

import java.time.Duration;

/**
 * The bounds of a server.
 *
 * @param connections how many may be open at once; further ones are closed unanswered
 * @param handlers how many requests may be handled at once; further ones get 503
 * @param bodyBytes the longest content of a request; a longer one gets 413
 * @param bufferedBytes of all contents together that are being received or handled; beyond that 503
 * @param lineBytes the longest request line; a longer one gets 414
 * @param headerBytes all header fields of a request together; more get 431
 * @param arrival how long a request may take to arrive, first byte to last; the connection is closed then
 * @param idle how long a connection may stay open without a request
 * @param feeds how many answers without an end may be sent at once; further ones get 503
 * @param feedBytes how many bytes of such an answer may wait for its client; the connection is closed beyond
 * @param sending how long a client may take to receive an answer; the connection is closed then
 */
public record Limits(
    int connections,
    int handlers,
    int bodyBytes,
    int bufferedBytes,
    int lineBytes,
    int headerBytes,
    int feeds,
    int feedBytes,
    Duration arrival,
    Duration idle,
    Duration sending) {

  /** What a daemon takes. */
  public static final Limits DEFAULT = new Limits(
      1_024,
      256,
      4 << 20,
      32 << 20,
      8 << 10,
      16 << 10,
      640,
      1 << 20,
      Duration.ofSeconds(15),
      Duration.ofSeconds(60),
      Duration.ofSeconds(30));
}
