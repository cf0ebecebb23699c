package gorb.bgp;

import gorb.model.IpAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints every message in hexadecimal, as the vectors of the tests have it.
 *
 * <pre>
 * // bgp 10.79.0.2 sent 19 bytes
 * ffffffffffffffffffffffffffffffff 0013 04
 * </pre>
 */
public final class WireTrace {
  /** No trace. */
  public static final WireTrace NONE = new WireTrace(null);

  private static final HexFormat HEX = HexFormat.of();

  private final @Nullable Consumer<String> lines;

  private WireTrace(@Nullable Consumer<String> lines) {
    this.lines = lines;
  }

  /** A trace to somewhere. */
  public static WireTrace to(Consumer<String> lines) {
    return new WireTrace(lines);
  }

  /** Which way a message goes. */
  enum Direction {
    SENT,
    RECEIVED
  }

  void message(IpAddress peer, Direction direction, byte[] bytes) {
    if (lines != null) {
      var text = HEX.formatHex(bytes);
      lines.accept("// bgp " + peer + " " + direction.name().toLowerCase(Locale.ROOT) + " " + bytes.length + " bytes");
      lines.accept((text.substring(0, 32) + " " + text.substring(32, 36) + " " + text.substring(36, 38) + " "
          + text.substring(38)).stripTrailing());
    }
  }
}
