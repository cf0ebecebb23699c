package gorb.model;

import java.util.Map;

/**
 * A server as the operator wants it: intent only, never what health makes of it.
 *
 * @param key its address and port
 * @param weight the configured weight, 0..2147483647
 * @param admin whether it may serve
 * @param forwarding how packets reach it
 * @param thresholds its connection limits
 * @param check how its health is found out
 * @param role what it is for
 * @param incarnation a number that no other server of this process has: results of a check that began for a removed
 *     server are told from those of a new one with the same name by it
 * @param wording how the client spelled what is kept above in another form, by field; only ever echoed
 * @param isDiscovered whether it came from the discovery of its service, not from its owner
 */
public record RealServer(
    ServerKey key,
    int weight,
    AdminState admin,
    ForwardingMethod forwarding,
    Thresholds thresholds,
    HealthCheck check,
    ServerRole role,
    long incarnation,
    Map<String, String> wording,
    boolean isDiscovered) {

  /** A server that the owner of its service names. */
  public RealServer(
      ServerKey key,
      int weight,
      AdminState admin,
      ForwardingMethod forwarding,
      Thresholds thresholds,
      HealthCheck check,
      ServerRole role,
      long incarnation,
      Map<String, String> wording) {
    this(key, weight, admin, forwarding, thresholds, check, role, incarnation, wording, false);
  }

  /** A regular server that the owner of its service names. */
  public RealServer(
      ServerKey key,
      int weight,
      AdminState admin,
      ForwardingMethod forwarding,
      Thresholds thresholds,
      HealthCheck check,
      long incarnation,
      Map<String, String> wording) {
    this(key, weight, admin, forwarding, thresholds, check, ServerRole.REGULAR, incarnation, wording);
  }

  public RealServer {
    if (weight < 0) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 0.." + Integer.MAX_VALUE + ")");
    }
    wording = Map.copyOf(wording);
  }

  /** The same server with another incarnation. */
  public RealServer withIncarnation(long number) {
    return new RealServer(key, weight, admin, forwarding, thresholds, check, role, number, wording, isDiscovered);
  }

  /** The same server for something else. */
  public RealServer withRole(ServerRole other) {
    return new RealServer(key, weight, admin, forwarding, thresholds, check, other, incarnation, wording, isDiscovered);
  }

  /** The same server, as found by the discovery of its service. */
  public RealServer asDiscovered() {
    return new RealServer(key, weight, admin, forwarding, thresholds, check, role, incarnation, wording, true);
  }
}
