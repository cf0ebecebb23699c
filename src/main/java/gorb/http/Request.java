package gorb.http;

/**
 * A request that arrived whole.
 *
 * @param method as it was sent: methods are case-sensitive (RFC 9110 §9.1)
 * @param target what is asked for
 * @param headers its header fields
 * @param body its content, decoded from its transfer coding
 * @param peer who sent it
 */
public record Request(String method, Target target, Headers headers, Body body, Peer peer) {}
