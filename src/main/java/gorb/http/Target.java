package gorb.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request target (RFC 9112 §3.2) in origin form or absolute form. Its path is percent-decoded as a whole, so that an
 * encoded slash separates segments like a plain one: that is how the original matches.
 *
 * @param path the decoded path, from its first slash
 * @param query what follows the first question mark, not decoded; null where there is none
 * @param authority host and port of the absolute form; null in origin form
 */
public record Target(String path, @Nullable String query, @Nullable String authority) {
  private static final String SCHEME = "http://";
  private static final String PLAIN_IN_PATH = "-._~!$&'()*+,;=:@/";

  /**
   * Reads a target.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static Target parse(String raw) {
    if (raw.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("request target: unencoded character (expected: printable ASCII)");
    }
    String authority = null;
    var rest = raw;
    if (raw.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      int end = endOfAuthority(raw);
      authority = raw.substring(SCHEME.length(), end);
      rest = end < raw.length() && raw.charAt(end) == '/' ? raw.substring(end) : "/" + raw.substring(end);
    }
    if (!rest.startsWith("/")) {
      throw new IllegalArgumentException("request target: no path (expected: a path from its slash)");
    }
    int question = rest.indexOf('?');
    var path = decoded(question < 0 ? rest : rest.substring(0, question));
    return new Target(path, question < 0 ? null : rest.substring(question + 1), authority);
  }

  /** The segments of the path: {@code /a/b} has two, {@code /a/} has {@code a} and an empty one. */
  public List<String> segments() {
    return List.of(path.substring(1).split("/", -1));
  }

  /** The target with neither dot segments nor empty ones within the path; a slash at the end stays. */
  public Target cleaned() {
    var kept = new ArrayDeque<String>();
    for (var segment : segments()) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    var joined = "/" + String.join("/", kept);
    return new Target(path.endsWith("/") && !kept.isEmpty() ? joined + "/" : joined, query, authority);
  }

  /** Path and query, percent-encoded, as a {@code Location} has them. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(octet)) {
        text.append((char) octet);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return query == null ? text.toString() : text.append('?').append(query).toString();
  }

  private static boolean isPlain(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || PLAIN_IN_PATH.indexOf(octet) >= 0;
  }

  private static int endOfAuthority(String raw) {
    for (int i = SCHEME.length(); i < raw.length(); i++) {
      if (raw.charAt(i) == '/' || raw.charAt(i) == '?') {
        return i;
      }
    }
    return raw.length();
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var octets = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        octets.write(c);
        continue;
      }
      if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
        throw new IllegalArgumentException("request target: bad percent-encoding (expected: two hexadecimal digits)");
      }
      octets.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray())).toString();
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("request target: bad percent-encoding (expected: UTF-8)");
    }
  }

  private static boolean isHex(char c) {
    return HexFormat.isHexDigit(c);
  }
}
