package gorb.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Bytes as tests write them: hexadecimal with spaces and line ends anywhere, and comments from {@code //} on. */
public final class AnnotatedHex {
  private AnnotatedHex() {}

  /** The bytes of a text. */
  public static byte[] bytes(String text) {
    var digits = new StringBuilder();
    text.lines().forEach(line -> digits.append(line.replaceFirst("//.*", "").replaceAll("\\s", "")));
    return HexFormat.of().parseHex(digits);
  }

  /** The bytes of a text as a receive buffer holds them. */
  public static ByteBuffer buffer(String text) {
    return buffer(bytes(text));
  }

  /** Bytes as a receive buffer holds them. */
  public static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }
}
