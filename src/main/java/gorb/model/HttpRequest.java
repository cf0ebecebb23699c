package gorb.model;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a check asks by HTTP.
 *
 * @param method a token of RFC 9110 §5.6.2, sent as it is
 * @param path the request target, from its slash, with any query
 * @param fields of the header, besides those that each request has; {@code Host} and {@code User-Agent} take their place
 * @param isHttp2 whether it is asked by HTTP/2: with TLS as agreed on by ALPN, else from the first octet; else HTTP/1.1
 */
public record HttpRequest(String method, String path, List<Field> fields, boolean isHttp2) {
  /** How many fields there may be. */
  public static final int MOST_FIELDS = 32;
  /** How many characters the value of one may have. */
  public static final int LONGEST_VALUE = 1_024;
  /** What says where a message ends: the check's own. In lower case. */
  public static final Set<String> NOT_ALLOWED = Set.of("connection", "content-length", "transfer-encoding", "upgrade");

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

  /** By HTTP/1.1. */
  public HttpRequest(String method, String path, List<Field> fields) {
    this(method, path, fields, false);
  }

  public HttpRequest {
    fields = List.copyOf(fields);
    if (!isToken(method)) {
      throw new IllegalArgumentException("check method: \"" + method + "\" (expected: a token such as GET)");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("check path: \"" + path + "\" (expected: a path from its slash)");
    }
  }

  /** Whether a word can be a method, or the name of a field. */
  public static boolean isToken(String word) {
    return TOKEN.matcher(word).matches();
  }

  /** Whether a text can be the value of a field: visible ASCII with spaces inside. */
  public static boolean isValue(String text) {
    return text.length() <= LONGEST_VALUE && VALUE.matcher(text).matches();
  }

  /** A field of a header. */
  public record Field(String name, String value) {
    public Field {
      if (!isToken(name) || !isValue(value)) {
        throw new IllegalArgumentException("header: " + name + ": " + value + " (expected: a token and visible ASCII)");
      }
    }
  }
}
