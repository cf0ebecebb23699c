package gorb.bgp.message;

import gorb.bgp.message.WireReader.ShortException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The end of a session, and why (RFC 4271 §4.5).
 *
 * @param code 0..255
 * @param subcode 0..255
 * @param data as the error defines it
 */
public record Notification(int code, int subcode, Octets data) implements Message {
  /** RFC 9003: the longest text that comes with a shutdown or reset, in bytes of UTF-8. */
  public static final int LONGEST_TEXT = 255;

  /** An error without data. */
  public static Notification of(ErrorName error) {
    return of(error, Octets.NONE);
  }

  /** An error with data. */
  static Notification of(ErrorName error, Octets data) {
    return new Notification(error.code(), error.subcode(), data);
  }

  /** The operator ends the session, and says why (RFC 9003); a text that is too long is cut between its characters. */
  public static Notification shutdown(String text) {
    return withText(ErrorName.ADMINISTRATIVE_SHUTDOWN, text);
  }

  /** The operator ends the session to begin it anew, and says why (RFC 9003). */
  public static Notification reset(String text) {
    return withText(ErrorName.ADMINISTRATIVE_RESET, text);
  }

  /** The operator ends the session, since the peer is none any more (RFC 4486). */
  public static Notification deconfigured() {
    return of(ErrorName.PEER_DE_CONFIGURED);
  }

  /** The operator has changed what both agree on when a session begins (RFC 4486). */
  public static Notification changed() {
    return of(ErrorName.OTHER_CONFIGURATION_CHANGE);
  }

  /** The same for a peer that would keep our routes otherwise (RFC 8538). */
  public Notification hard() {
    byte[] inner = new byte[2 + data.length()];
    inner[0] = (byte) code;
    inner[1] = (byte) subcode;
    System.arraycopy(data.toArray(), 0, inner, 2, data.length());
    return of(ErrorName.HARD_RESET, Octets.of(inner));
  }

  /** The error in words, with its numbers where they have none. */
  public String name() {
    return ErrorName.of(code, subcode)
        .map(error -> error + " (" + code + "/" + subcode + ")")
        .or(() -> ErrorName.of(code, 0).map(error -> error + " (" + code + "/" + subcode + ")"))
        .orElse("error " + code + "/" + subcode);
  }

  /** The text that comes with a shutdown or reset; control characters are shown as {@code ?}. */
  public Optional<String> text() {
    boolean hasText = code == ErrorName.CEASE.code()
        && (subcode == ErrorName.ADMINISTRATIVE_SHUTDOWN.subcode()
            || subcode == ErrorName.ADMINISTRATIVE_RESET.subcode());
    if (!hasText || data.length() == 0 || data.at(0) == 0 || data.at(0) > data.length() - 1) {
      return Optional.empty();
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data.toArray(), 1, data.at(0)));
      return Optional.of(text.toString().replaceAll("[\\p{Cntrl}\"]", "?"));
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /** The NOTIFICATION within a hard reset. */
  public Optional<Notification> inner() {
    if (code != ErrorName.HARD_RESET.code() || subcode != ErrorName.HARD_RESET.subcode() || data.length() < 2) {
      return Optional.empty();
    }
    byte[] bytes = data.toArray();
    return Optional.of(new Notification(data.at(0), data.at(1),
        Octets.of(Arrays.copyOfRange(bytes, 2, bytes.length))));
  }

  /** Everything that it says, in words. */
  public String describe() {
    var inside = inner();
    if (inside.isPresent() && inside.get().inner().isEmpty()) {
      return name() + ": " + inside.get().describe();
    }
    return text().map(text -> name() + ": " + text).orElse(name());
  }

  static Notification decode(WireReader body) throws ShortException {
    return new Notification(body.u8(), body.u8(), body.rest());
  }

  void encode(WireWriter out) {
    out.u8(code).u8(subcode).octets(data);
  }

  private static Notification withText(ErrorName error, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_TEXT);
    while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
      length--;
    }
    byte[] data = new byte[1 + length];
    data[0] = (byte) length;
    System.arraycopy(bytes, 0, data, 1, length);
    return of(error, Octets.of(data));
  }
}
