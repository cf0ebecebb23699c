package gorb.bgp.session;

import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Family;
import java.time.Duration;
import java.util.List;

/**
 * What two speakers agreed on.
 *
 * @param peerIdentifier the peer's, 32 bits
 * @param holdTime the shorter of both; zero for ever
 * @param width of AS numbers
 * @param families that both speak of
 * @param keepsRoutes whether the peer keeps our routes while we restart (RFC 4724)
 * @param byNotification whether it does so after a NOTIFICATION, too (RFC 8538)
 * @param restartsGracefully whether the peer may come back without having said goodbye
 */
public record Negotiated(
    long peerIdentifier,
    Duration holdTime,
    AsWidth width,
    List<Family> families,
    boolean keepsRoutes,
    boolean byNotification,
    boolean restartsGracefully) {
  public Negotiated {
    families = List.copyOf(families);
  }
}
