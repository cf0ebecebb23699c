package gorb.bgp.policy;

/**
 * What becomes of a service, and why.
 *
 * @param service its name
 * @param reason of it
 * @param serving how many of its servers serve: those with an effective weight for which a check vouches
 * @param quorum how many have to
 * @param share of its configured weight that serves, 0..1
 * @param isHealthy whether its quorum is reached, or was and is not lost
 */
public record Verdict(String service, Reason reason, int serving, int quorum, double share, boolean isHealthy) {
  Verdict because(Reason other) {
    return new Verdict(service, other, serving, quorum, share, isHealthy);
  }
}
