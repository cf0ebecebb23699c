package gorb.control;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Connections;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.EffectiveWeight;
import gorb.model.PoolStanding;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.VirtualService;
import gorb.plan.Ownership;
import gorb.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pcollections.PMap;

/**
 * Everything that is known at the end of one turn. Immutable: readers need no lock.
 *
 * @param revision the number of the intent as it is kept; grows with every turn that changed it
 * @param at the time of the turn, of which the weights are
 * @param intent what is wanted
 * @param health of every server in the intent
 * @param standings how the servers of each service stand together
 * @param draining the servers that drain
 * @param drains how far each of them is
 * @param chronicle the last transitions of each
 * @param wanted what the data plane shall carry
 * @param observed what the data plane carries, as far as it is known
 * @param refused the steps that the data plane refuses at present
 * @param drift what others changed in the data plane lately, the newest first
 * @param pending what waits to be confirmed
 * @param unreachable why the data plane cannot be reached at present; one of the troubles then
 * @param troubles what else does not work at present, in words: a data plane that cannot be reached, an address that
 *     cannot be announced
 * @param dataplane what the data plane can carry
 */
public record Snapshot(
    long revision,
    Instant at,
    Intent intent,
    Healths health,
    PMap<String, PoolStanding> standings,
    PMap<ServerRef, AdminState.Draining> draining,
    PMap<ServerRef, DrainProgress> drains,
    Chronicle chronicle,
    Table wanted,
    Table observed,
    List<Refusal> refused,
    List<Drift> drift,
    Optional<Confirmation> pending,
    Optional<String> unreachable,
    List<String> troubles,
    Capabilities dataplane) {

  public Snapshot {
    refused = List.copyOf(refused);
    drift = List.copyOf(drift);
    troubles = List.copyOf(troubles);
  }

  /** The health of a server of the intent. */
  public ServerHealth healthOf(String service, String name, RealServer server) {
    var known = health.get(new ServerRef(service, name, server.incarnation()));
    if (known == null) {
      throw new IllegalArgumentException("server: " + service + "/" + name + " (expected: one of this snapshot)");
    }
    return known;
  }

  /** What connections a server that drains has, as far as that is known. */
  public Optional<Connections> leftOf(String service, String name, RealServer server) {
    var progress = drains.get(new ServerRef(service, name, server.incarnation()));
    return progress == null ? Optional.empty() : progress.connections();
  }

  /** The effective weight of a server of the intent: what the data plane shall carry; 0 where it is to carry none of it. */
  public int weightOf(String service, String name, RealServer server) {
    var owner = intent.service(service);
    if (owner == null || !owner.servers().containsKey(name)) {
      throw new IllegalArgumentException("server: " + service + "/" + name + " (expected: one of this snapshot)");
    }
    var destination = wanted.destination(owner.key(), server.key());
    return destination == null ? 0 : destination.weight();
  }

  /** The effective weight of a server of the intent as of the end of the turn, with its causes. */
  public EffectiveWeight explain(String service, VirtualService owner, String name) {
    var server = owner.servers().get(name);
    var standing = standings.get(service);
    if (server == null || standing == null) {
      throw new IllegalArgumentException("server: " + service + "/" + name + " (expected: one of this snapshot)");
    }
    return Projection.weight(owner, standing, server, healthOf(service, name, server), at);
  }

  /** The health of a service of the intent: the mean of its servers' shares of good checks, 0..1; 1 without servers. */
  public double healthOf(String name, VirtualService service) {
    return service.servers().entrySet().stream()
        .mapToDouble(entry -> healthOf(name, entry.getKey(), entry.getValue()).history().ratio())
        .average()
        .orElse(1);
  }

  /**
   * The steps that would make the data plane carry what is wanted, without those that it refuses: what others changed,
   * and nobody repaired.
   */
  public List<Step> unrepaired() {
    var known = refused.stream().map(Refusal::step).collect(Collectors.toSet());
    return Plan.between(observed, wanted, Ownership.of(wanted)).steps().stream()
        .filter(step -> !known.contains(step))
        .toList();
  }

  /** Whether the data plane carries what is wanted and nothing is refused. */
  public boolean isSettled() {
    return troubles.isEmpty() && refused.isEmpty();
  }
}
