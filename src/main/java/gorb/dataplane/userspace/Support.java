package gorb.dataplane.userspace;

import gorb.dataplane.Destination;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.userspace.scheduling.Algorithm;
import gorb.model.ForwardingMethod;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What forwarding in user space carries, as a pure function of the steps that would ask for it. */
final class Support {
  private static final String ELSEWHERE = "; the ipvs data plane has it";

  private Support() {}

  /** Why a step asks for something that is not carried here; null where all of it is. */
  static @Nullable Refusal refusal(Step step) {
    return switch (step) {
      case Step.AddService(var key, var settings) -> first(key(step, key), settings(step, settings));
      case Step.EditService(var key, var settings) -> first(key(step, key), settings(step, settings));
      case Step.AddDestination(var key, _, var destination) -> first(key(step, key), destination(step, destination));
      case Step.EditDestination(var key, _, var destination) -> first(key(step, key), destination(step, destination));
      case Step.RemoveService _, Step.RemoveDestination _ -> null;
    };
  }

  private static @Nullable Refusal first(@Nullable Refusal one, @Nullable Refusal other) {
    return one == null ? other : one;
  }

  private static @Nullable Refusal key(Step step, ServiceKey key) {
    return switch (key) {
      case ServiceKey.FirewallMark _ -> unsupported(step, "a service of a firewall mark");
      case ServiceKey.Endpoint(var protocol, var vip, var port) -> {
        if (protocol == Protocol.SCTP) {
          yield unsupported(step, "a service of protocol " + protocol.label());
        }
        if (protocol == Protocol.UDP && vip.isAny()) {
          yield unsupported(step, "a service of UDP at every address (name one: answers must come from it)");
        }
        yield port == 0 ? unsupported(step, "a service of every port (port 0)") : null;
      }
    };
  }

  private static @Nullable Refusal settings(Step step, ServiceSettings settings) {
    if (settings.persistence() instanceof Persistence.Sticky sticky && sticky.engine() != Persistence.Engine.ADDRESS) {
      return unsupported(step, "persistence by " + sticky.engine().name().toLowerCase(Locale.ROOT));
    }
    var scheduler = settings.scheduler();
    if (Algorithm.of(scheduler).isPresent()) {
      return null;
    }
    return new Refusal(
        step,
        Refusal.Kind.REJECTED,
        "scheduler \"" + scheduler + "\" is unknown (known here: " + Algorithm.names() + ")");
  }

  private static @Nullable Refusal destination(Step step, Destination destination) {
    if (!(destination.forwarding() instanceof ForwardingMethod.Masquerade)) {
      var forwarding = destination.forwarding().getClass().getSimpleName().toLowerCase(Locale.ROOT);
      return unsupported(step, "forwarding by " + forwarding + " (known here: masquerade)");
    }
    return null;
  }

  private static Refusal unsupported(Step step, String what) {
    return new Refusal(
        step, Refusal.Kind.UNSUPPORTED, "the userspace data plane does not have " + what + ELSEWHERE);
  }
}
