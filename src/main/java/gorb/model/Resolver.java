package gorb.model;

import java.net.UnknownHostException;

/** Turns a host's name into an address. Implementations bound the time of a lookup; calls may block. */
@FunctionalInterface
public interface Resolver {
  /**
   * The address of a host: IPv4 where it has both families, else the first answer.
   *
   * @param host a literal, which is never looked up, or a name
   * @throws UnknownHostException with a message for the user, such as {@code lookup nowhere.example: no such host}
   */
  IpAddress resolve(String host) throws UnknownHostException;
}
