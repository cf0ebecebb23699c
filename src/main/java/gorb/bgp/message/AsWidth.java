package gorb.bgp.message;

/** How wide the AS numbers of a session's AS_PATH are (RFC 6793): four octets where both speakers say so. */
public enum AsWidth {
  TWO,
  FOUR
}
