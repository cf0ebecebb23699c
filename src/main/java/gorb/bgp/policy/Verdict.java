package gorb.bgp.policy;

import gorb.model.ServiceKey;

/**
 * What becomes of a service, and why.
 *
 * @param service its name
 * @param key of it
 * @param reason of it
 * @param serving how many of its regular servers serve: those with an effective weight for which a check vouches
 * @param quorum how many have to
 * @param share of its configured weight that serves, 0..1
 * @param hasQuorum whether its quorum is reached, or was and is not lost
 * @param isHealthy whether it has its quorum, or a fallback serves in its place
 */
public record Verdict(
    String service,
    ServiceKey key,
    Reason reason,
    int serving,
    int quorum,
    double share,
    boolean hasQuorum,
    boolean isHealthy) {
  Verdict because(Reason other) {
    return new Verdict(service, key, other, serving, quorum, share, hasQuorum, isHealthy);
  }
}
