package gorb.bfd;

/** Bytes that are no packet of a session; they are dropped without an answer (RFC 5880 §6.8.6). */
final class PacketException extends Exception {
  private static final long serialVersionUID = 1;

  PacketException(String message) {
    super(message, null, false, false);
  }
}
