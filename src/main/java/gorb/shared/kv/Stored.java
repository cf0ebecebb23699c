package gorb.shared.kv;

/**
 * A text of a store.
 *
 * @param value in UTF-8; where the bytes are none, with replacement characters
 * @param revision of its last write; 1 or more, and another one after each write
 */
public record Stored(String value, long revision) {}
