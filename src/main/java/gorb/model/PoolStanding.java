package gorb.model;

import java.time.Instant;
import java.util.function.BiFunction;

/**
 * How the servers of a service stand together: what the weight of one of them depends on besides itself and the time.
 *
 * @param policy of the service
 * @param regulars how many regular servers there are
 * @param serving how many of them serve, by themselves: not withheld, not down, and not asking for nothing
 * @param down how many are down by their checks, of those that the operator wants to serve
 * @param servingSince when the regular server that serves longest began; {@link Instant#MAX} where none serves
 * @param hasQuorum whether enough of them serve
 * @param use which servers are used
 */
public record PoolStanding(
    PoolPolicy policy, int regulars, int serving, int down, Instant servingSince, boolean hasQuorum, Use use) {

  /** Which servers are used. */
  public enum Use {
    /** The regular ones, each as its checks say. */
    REGULAR("regular"),
    /** The fallbacks, since too few regular ones serve. */
    FALLBACK("fallback"),
    /** All regular ones, since too many are down to believe it. */
    ALL("all");

    private final String label;

    Use(String label) {
      this.label = label;
    }

    /** As users read it. */
    public String label() {
      return label;
    }
  }

  /** What a server is among the others. */
  private enum Part {
    SERVING,
    /** Its checks say so. */
    DOWN,
    /** It does not count: withheld, without weight, without a verdict that would say something. */
    NONE
  }

  /**
   * How a service stands.
   *
   * @param healthOf the health of each of its servers, by name
   * @param hadQuorum whether it had its quorum before; true for a new one, which loses it first
   */
  public static PoolStanding of(
      VirtualService service, BiFunction<String, RealServer, ServerHealth> healthOf, boolean hadQuorum) {
    int regulars = 0;
    int serving = 0;
    int down = 0;
    boolean isFallbackThere = false;
    var since = Instant.MAX;
    for (var entry : service.servers().entrySet()) {
      var server = entry.getValue();
      var health = healthOf.apply(entry.getKey(), server);
      var part = part(server, health);
      if (server.role() == ServerRole.FALLBACK) {
        isFallbackThere |= part == Part.SERVING;
        continue;
      }
      regulars++;
      switch (part) {
        case SERVING -> {
          serving++;
          var began = beganToServe(health.health());
          since = began.isBefore(since) ? began : since;
        }
        case DOWN -> down++;
        case NONE -> {}
      }
    }
    var policy = service.policy();
    boolean hasQuorum = policy.quorum().isMet(serving, hadQuorum);
    var use = !hasQuorum && isFallbackThere ? Use.FALLBACK : policy.isPanic(serving, down) ? Use.ALL : Use.REGULAR;
    return new PoolStanding(policy, regulars, serving, down, since, hasQuorum, use);
  }

  /** In a word, as users read it: which are used, and {@code -without-quorum} where too few serve. */
  public String label() {
    return hasQuorum ? use.label() : use.label() + "-without-quorum";
  }

  /** One in which others serve always. */
  static PoolStanding amongServing() {
    return new PoolStanding(PoolPolicy.DEFAULT, 2, 1, 0, Instant.MIN, true, Use.REGULAR);
  }

  /** Whether no weight is another one with this standing than with that. */
  public boolean leavesWeightsOf(PoolStanding other) {
    return hasQuorum == other.hasQuorum && use == other.use && servingSince.equals(other.servingSince);
  }

  /** Whether all are used, and so the checks of this server are not believed. */
  static boolean isDoubted(RealServer server, ServerHealth health) {
    return server.role() == ServerRole.REGULAR && part(server, health) != Part.NONE;
  }

  private static Part part(RealServer server, ServerHealth health) {
    if (!server.admin().equals(AdminState.ENABLED) || server.weight() == 0) {
      return Part.NONE;
    }
    return switch (health.health()) {
      case Health.Up _ -> health.advice() != null && health.advice().percent() == 0 ? Part.NONE : Part.SERVING;
      case Health.Unknown(int ceiling) -> ceiling > 0 ? Part.SERVING : Part.NONE;
      case Health.Down _ -> health.history().size() > 0 ? Part.DOWN : Part.NONE;
    };
  }

  /** The end of no verdict and of time for one that serves unproven. */
  private static Instant beganToServe(Health health) {
    return switch (health) {
      case Health.Up(var since, int carried) -> carried > 0 ? Instant.MIN : since;
      case Health.Unknown _ -> Instant.MIN;
      case Health.Down(var since, _) -> since;
    };
  }
}
