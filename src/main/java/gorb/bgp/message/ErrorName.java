package gorb.bgp.message;

import java.util.Arrays;
import java.util.Optional;

/** The errors of NOTIFICATION messages by code and subcode, named as IANA's registry does. */
public enum ErrorName {
  MESSAGE_HEADER_ERROR(1, 0, "message header error"),
  CONNECTION_NOT_SYNCHRONIZED(1, 1, "connection not synchronized"),
  BAD_MESSAGE_LENGTH(1, 2, "bad message length"),
  BAD_MESSAGE_TYPE(1, 3, "bad message type"),

  OPEN_MESSAGE_ERROR(2, 0, "OPEN message error"),
  UNSUPPORTED_VERSION_NUMBER(2, 1, "unsupported version number"),
  BAD_PEER_AS(2, 2, "bad peer AS"),
  BAD_BGP_IDENTIFIER(2, 3, "bad BGP identifier"),
  UNSUPPORTED_OPTIONAL_PARAMETER(2, 4, "unsupported optional parameter"),
  UNACCEPTABLE_HOLD_TIME(2, 6, "unacceptable hold time"),
  UNSUPPORTED_CAPABILITY(2, 7, "unsupported capability"),
  ROLE_MISMATCH(2, 11, "role mismatch"),

  UPDATE_MESSAGE_ERROR(3, 0, "UPDATE message error"),
  MALFORMED_ATTRIBUTE_LIST(3, 1, "malformed attribute list"),
  UNRECOGNIZED_WELL_KNOWN_ATTRIBUTE(3, 2, "unrecognized well-known attribute"),
  MISSING_WELL_KNOWN_ATTRIBUTE(3, 3, "missing well-known attribute"),
  ATTRIBUTE_FLAGS_ERROR(3, 4, "attribute flags error"),
  ATTRIBUTE_LENGTH_ERROR(3, 5, "attribute length error"),
  INVALID_ORIGIN_ATTRIBUTE(3, 6, "invalid ORIGIN attribute"),
  INVALID_NEXT_HOP_ATTRIBUTE(3, 8, "invalid NEXT_HOP attribute"),
  OPTIONAL_ATTRIBUTE_ERROR(3, 9, "optional attribute error"),
  INVALID_NETWORK_FIELD(3, 10, "invalid network field"),
  MALFORMED_AS_PATH(3, 11, "malformed AS_PATH"),

  HOLD_TIMER_EXPIRED(4, 0, "hold timer expired"),
  SEND_HOLD_TIMER_EXPIRED(8, 0, "send hold timer expired"),

  FINITE_STATE_MACHINE_ERROR(5, 0, "finite state machine error"),
  UNEXPECTED_IN_OPEN_SENT(5, 1, "unexpected message in OpenSent state"),
  UNEXPECTED_IN_OPEN_CONFIRM(5, 2, "unexpected message in OpenConfirm state"),
  UNEXPECTED_IN_ESTABLISHED(5, 3, "unexpected message in Established state"),

  CEASE(6, 0, "cease"),
  MAXIMUM_NUMBER_OF_PREFIXES_REACHED(6, 1, "maximum number of prefixes reached"),
  ADMINISTRATIVE_SHUTDOWN(6, 2, "administrative shutdown"),
  PEER_DE_CONFIGURED(6, 3, "peer de-configured"),
  ADMINISTRATIVE_RESET(6, 4, "administrative reset"),
  CONNECTION_REJECTED(6, 5, "connection rejected"),
  OTHER_CONFIGURATION_CHANGE(6, 6, "other configuration change"),
  CONNECTION_COLLISION_RESOLUTION(6, 7, "connection collision resolution"),
  OUT_OF_RESOURCES(6, 8, "out of resources"),
  /** RFC 8538: holds another NOTIFICATION, and ends graceful restart, too. */
  HARD_RESET(6, 9, "hard reset"),
  BFD_DOWN(6, 10, "BFD down"),

  ROUTE_REFRESH_ERROR(7, 0, "ROUTE-REFRESH message error"),
  INVALID_ROUTE_REFRESH_LENGTH(7, 1, "invalid ROUTE-REFRESH message length");

  private final int code;
  private final int subcode;
  private final String text;

  ErrorName(int code, int subcode, String text) {
    this.code = code;
    this.subcode = subcode;
    this.text = text;
  }

  /** The error of some numbers; empty where they have no name. */
  static Optional<ErrorName> of(int code, int subcode) {
    return Arrays.stream(values()).filter(it -> it.code == code && it.subcode == subcode).findFirst();
  }

  /** The code. */
  public int code() {
    return code;
  }

  /** The subcode. */
  public int subcode() {
    return subcode;
  }

  @Override
  public String toString() {
    return text;
  }
}
