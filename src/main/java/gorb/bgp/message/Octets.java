package gorb.bgp.message;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as a value: compared by content, printed in hexadecimal, never changed. */
public final class Octets {
  /** No bytes. */
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of some bytes. */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** How many there are. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an index, unsigned. */
  public int at(int index) {
    return Byte.toUnsignedInt(bytes[index]);
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
