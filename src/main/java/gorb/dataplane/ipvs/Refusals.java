package gorb.dataplane.ipvs;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.Refusal;
import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.ffm.Errno;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.Persistence;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.NetlinkException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the errno of a refused step means, and which steps are refused before the kernel is asked. */
final class Refusals {
  static final String NEEDED_PRIVILEGE = "needs CAP_NET_ADMIN in the initial user namespace";

  private Refusals() {}

  /** The refusal of a step by the kernel. */
  static Refusal of(Step step, Errno errno, String kernelText) {
    var meaning = meaning(step, errno);
    var cause = errno
        + (kernelText.isEmpty() ? "" : ": " + kernelText)
        + (meaning.isEmpty() ? "" : ": " + meaning);
    return new Refusal(step, kind(step, errno), cause);
  }

  /** The kind of a refusal of something that is no step. */
  static Kind kind(Errno errno) {
    if (errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES)) {
      return Kind.NOT_PERMITTED;
    }
    if (errno.equals(Errno.EAFNOSUPPORT) || errno.equals(Errno.EOPNOTSUPP)) {
      return Kind.UNSUPPORTED;
    }
    return isTransient(errno) ? Kind.TRANSIENT : Kind.REJECTED;
  }

  /**
   * The refusal of a step that the kernel would take although it makes no sense, or not as it is meant; empty for every
   * other step.
   */
  static Optional<Refusal> beforehand(Step step) {
    if (destination(step) instanceof Destination(_, ForwardingMethod.Proxied _, _)) {
      return Optional.of(new Refusal(step, Kind.UNSUPPORTED, "the ipvs data plane passes on packets as they are: it has"
          + " no PROXY protocol (proxy_protocol), and servers see the client's own address anyway (source_address);"
          + " the userspace data plane has both"));
    }
    var cause = switch (step) {
      case Step.AddService(var key, var settings) -> senseless(key, settings);
      case Step.EditService(var key, var settings) -> senseless(key, settings);
      case Step.AddDestination(_, _, var destination) -> senseless(destination);
      case Step.EditDestination(_, _, var destination) -> senseless(destination);
      case Step.RemoveService _, Step.RemoveDestination _ -> "";
    };
    return cause.isEmpty() ? Optional.empty() : Optional.of(new Refusal(step, Kind.REJECTED, cause));
  }

  /** The failure of a whole operation. */
  static DataplaneException failure(String operation, NetlinkException e) {
    return switch (e) {
      case KernelRefusalException refusal -> new DataplaneException(
          kind(refusal.errno()),
          operation + ": " + refusal.getMessage()
              + (refusal.errno().equals(Errno.EPERM) ? ": " + NEEDED_PRIVILEGE : ""),
          refusal);
      // Lost answers, bytes that cannot be read, a module that was unloaded: what is there now must be seen again
      case NetlinkException other -> new DataplaneException(Kind.TRANSIENT, operation + ": " + other.getMessage(), other);
    };
  }

  private static @Nullable Destination destination(Step step) {
    return switch (step) {
      case Step.AddDestination(_, _, var destination) -> destination;
      case Step.EditDestination(_, _, var destination) -> destination;
      case Step.AddService _, Step.EditService _, Step.RemoveService _, Step.RemoveDestination _ -> null;
    };
  }

  private static Kind kind(Step step, Errno errno) {
    boolean entryVanished = errno.equals(Errno.ESRCH)
        || (errno.equals(Errno.ENOENT) && step instanceof Step.EditDestination);
    return entryVanished ? Kind.TRANSIENT : kind(errno);
  }

  private static boolean isTransient(Errno errno) {
    return errno.equals(Errno.ENOBUFS)
        || errno.equals(Errno.ENOMEM)
        || errno.equals(Errno.EINTR)
        || errno.equals(Errno.EAGAIN)
        || errno.equals(Errno.EBUSY);
  }

  private static String meaning(Step step, Errno errno) {
    if (errno.equals(Errno.EPERM)) {
      return NEEDED_PRIVILEGE;
    }
    if (errno.equals(Errno.ESRCH)) {
      return "the service is not in the kernel";
    }
    if (errno.equals(Errno.EAFNOSUPPORT)) {
      return "this kernel has no IPv6, or it is off";
    }
    return switch (step) {
      case Step.AddService(_, var settings) -> ofService(settings, errno);
      case Step.EditService(_, var settings) -> ofService(settings, errno);
      case Step.AddDestination(var service, var server, var destination) ->
          ofDestination(service, server, destination, errno);
      case Step.EditDestination(var service, var server, var destination) ->
          errno.equals(Errno.ENOENT)
              ? "the destination is not in the kernel"
              : ofDestination(service, server, destination, errno);
      case Step.RemoveService _, Step.RemoveDestination _ -> "";
    };
  }

  private static String ofService(ServiceSettings settings, Errno errno) {
    if (!errno.equals(Errno.ENOENT)) {
      return "";
    }
    var scheduler = settings.scheduler();
    boolean sip = settings.persistence() instanceof Persistence.Sticky sticky
        && sticky.engine() == Persistence.Engine.SIP;
    return sip
        ? "scheduler \"" + scheduler + "\" or persistence engine \"sip\" is not in this kernel (modules ip_vs_"
            + scheduler + ", ip_vs_pe_sip)"
        : "scheduler \"" + scheduler + "\" is not in this kernel (module ip_vs_" + scheduler + ")";
  }

  private static String ofDestination(ServiceKey service, ServerKey server, Destination destination, Errno errno) {
    if (!errno.equals(Errno.EINVAL)) {
      return "";
    }
    if (service.family() != server.address().family()) {
      return destination.forwarding() instanceof ForwardingMethod.Tunnel
          ? "servers of another family than the service's exclude a sync daemon, and one runs"
          : "a server of another family than the service's needs a tunnel";
    }
    var address = server.address().toInetAddress();
    if (address.isMulticastAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
      return "no address that a server can have";
    }
    return "the kernel has no route for this address (was lo ever up in this network namespace?),"
        + " or more servers than the scheduler mh has slots";
  }

  private static String senseless(ServiceKey key, ServiceSettings settings) {
    return switch (settings.persistence()) {
      case Persistence.Sticky sticky when sticky.prefixLength() > key.family().bits() ->
          "persistence prefix: " + sticky.prefixLength() + " (expected: 1.." + key.family().bits() + ")";
      case Persistence.None _ when key instanceof ServiceKey.Endpoint endpoint && endpoint.port() == 0 ->
          "port 0, which is every port, needs persistence";
      case Persistence.Sticky _, Persistence.None _ -> "";
    };
  }

  private static String senseless(Destination destination) {
    return switch (destination.forwarding()) {
      case ForwardingMethod.LocalNode _ -> "forwarding local is the kernel's to choose (expected: masquerade,"
          + " direct route or tunnel)";
      case ForwardingMethod.Bypass _ -> "forwarding bypass is the kernel's to choose (expected: masquerade,"
          + " direct route or tunnel)";
      case ForwardingMethod.Tunnel(Encapsulation.Gre(var checksum)) when checksum == Checksum.REMOTE ->
          "GRE has no remote checksum (expected: none or full)";
      case ForwardingMethod.Tunnel _, ForwardingMethod.Masquerade _, ForwardingMethod.DirectRoute _,
          ForwardingMethod.Proxied _ -> "";
    };
  }
}
