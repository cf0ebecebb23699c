package gorb.discovery;

import java.io.IOException;

/** Consul answered, and refused one request. */
final class ConsulException extends IOException {
  private static final long serialVersionUID = 1;

  ConsulException(String message) {
    super(message);
  }
}
