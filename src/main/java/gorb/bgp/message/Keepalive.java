package gorb.bgp.message;

/** Says that the session lives (RFC 4271 §4.4). */
public record Keepalive() implements Message {}
