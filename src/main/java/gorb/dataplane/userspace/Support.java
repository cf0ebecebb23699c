package gorb.dataplane.userspace;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.userspace.scheduling.Algorithm;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Source;
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

  /**
   * Why a step asks for something that is not carried here; null where all of it is.
   *
   * @param isNative whether sockets have what the JDK's lack
   */
  static @Nullable Refusal refusal(Step step, boolean isNative) {
    var refusal = refusal(step);
    if (refusal != null || isNative) {
      return refusal;
    }
    return switch (step) {
      case Step.AddService(ServiceKey.Endpoint(var protocol, var vip, _), _)
          when protocol == Protocol.UDP && vip.isAny() ->
          new Refusal(step, Refusal.Kind.UNSUPPORTED, "the userspace data plane serves UDP at every address with"
              + " Netty's native library (epoll) only: name an address");
      case Step.AddDestination(_, _, var destination) -> source(step, destination.forwarding());
      case Step.EditDestination(_, _, var destination) -> source(step, destination.forwarding());
      case Step.AddService _, Step.EditService _, Step.RemoveService _, Step.RemoveDestination _ -> null;
    };
  }

  private static @Nullable Refusal refusal(Step step) {
    return switch (step) {
      case Step.AddService(var key, var settings) -> first(key(step, key), settings(step, settings));
      case Step.EditService(var key, var settings) -> first(key(step, key), settings(step, settings));
      case Step.AddDestination(var key, _, var destination) ->
          first(key(step, key), forwarding(step, key, destination.forwarding()));
      case Step.EditDestination(var key, _, var destination) ->
          first(key(step, key), forwarding(step, key, destination.forwarding()));
      case Step.RemoveService _, Step.RemoveDestination _ -> null;
    };
  }

  private static @Nullable Refusal first(@Nullable Refusal one, @Nullable Refusal other) {
    return one == null ? other : one;
  }

  private static @Nullable Refusal key(Step step, ServiceKey key) {
    return switch (key) {
      case ServiceKey.FirewallMark _ -> unsupported(step, "a service of a firewall mark");
      case ServiceKey.Endpoint(var protocol, _, var port) -> {
        if (protocol == Protocol.SCTP) {
          yield unsupported(step, "a service of protocol " + protocol.label());
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

  private static @Nullable Refusal forwarding(Step step, ServiceKey key, ForwardingMethod forwarding) {
    return switch (forwarding) {
      case ForwardingMethod.Masquerade _ -> null;
      case ForwardingMethod.Proxied(var introduction, _) -> {
        if (introduction != Introduction.NONE
            && key instanceof ServiceKey.Endpoint(var protocol, _, _) && protocol == Protocol.UDP) {
          yield new Refusal(step, Refusal.Kind.UNSUPPORTED,
              "the userspace data plane sends the header of the PROXY protocol (proxy_protocol) by TCP only");
        }
        yield null;
      }
      case ForwardingMethod.DirectRoute _, ForwardingMethod.Tunnel _, ForwardingMethod.LocalNode _,
          ForwardingMethod.Bypass _ ->
          unsupported(step, "forwarding by " + forwarding.getClass().getSimpleName().toLowerCase(Locale.ROOT)
              + " (known here: masquerade)");
    };
  }

  private static @Nullable Refusal source(Step step, ForwardingMethod forwarding) {
    return forwarding instanceof ForwardingMethod.Proxied(_, var source) && source == Source.CLIENT
        ? new Refusal(step, Refusal.Kind.UNSUPPORTED, "the userspace data plane shows servers the client's own address"
            + " (source_address) with Netty's native library (epoll) only")
        : null;
  }

  private static Refusal unsupported(Step step, String what) {
    return new Refusal(
        step, Refusal.Kind.UNSUPPORTED, "the userspace data plane does not have " + what + ELSEWHERE);
  }
}
