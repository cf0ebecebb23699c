package gorb.dataplane.ipvs;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.DirectorAccess;
import gorb.dataplane.DirectorStep;
import gorb.ffm.Errno;
import gorb.model.DirectorSettings;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.NetlinkException;
import gorb.netlink.NetlinkSocket;
import gorb.netlink.Trace;
import gorb.netlink.generic.GenericCommand;
import gorb.netlink.generic.GenericConnection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Timeouts, sync daemons and parameters of the kernel's IPVS, on a socket of its own: the end of a sync daemon is waited
 * for within the system call, and once it never came.
 */
public final class IpvsDirector implements DirectorAccess {
  private final GenericConnection connection;
  private final SysctlFolder sysctls;

  IpvsDirector(NetlinkSocket socket, SysctlFolder sysctls) {
    this.connection = IpvsDataplane.connection(socket);
    this.sysctls = sysctls;
  }

  /**
   * Opens them.
   *
   * @throws DataplaneException where there is no socket to be had
   */
  public static IpvsDirector open(Trace trace) throws DataplaneException {
    return new IpvsDirector(IpvsDataplane.socket(trace), SysctlFolder.OF_IPVS);
  }

  @Override
  public DirectorSettings observe() throws DataplaneException {
    try {
      var timeouts = connection.ask(IpvsRequests.timeouts(), DirectorMapping.TIMEOUTS);
      return new DirectorSettings(DirectorMapping.toModel(timeouts), Optional.of(daemons()), sysctls.read());
    } catch (NetlinkException e) {
      throw Refusals.failure("observe the director's settings", e);
    }
  }

  @Override
  public void apply(DirectorStep step) throws DataplaneException {
    switch (step) {
      case DirectorStep.SetTimeout(var timeout, var to) ->
          execute(step, IpvsRequests.set(step, DirectorMapping.toWire(timeout, to)));
      case DirectorStep.SetSysctl(var sysctl, var to) -> sysctls.write(sysctl, to);
      case DirectorStep.StopSync(var role) -> execute(step, IpvsRequests.stop(step, DirectorMapping.toWire(role)));
      case DirectorStep.StartSync(var role, var daemon) ->
          execute(step, IpvsRequests.start(step, DirectorMapping.toWire(role, daemon)));
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  private Map<SyncRole, SyncDaemon> daemons() throws NetlinkException {
    var daemons = new EnumMap<SyncRole, SyncDaemon>(SyncRole.class);
    for (var daemon : connection.dump(IpvsRequests.daemons(), DirectorMapping.DAEMON)) {
      daemons.put(DirectorMapping.role(daemon), DirectorMapping.toModel(daemon));
    }
    return daemons;
  }

  private void execute(DirectorStep step, GenericCommand command) throws DataplaneException {
    try {
      connection.execute(command);
    } catch (KernelRefusalException e) {
      if (step instanceof DirectorStep.StopSync && e.errno().equals(Errno.ESRCH)) {
        return;
      }
      var meaning = meaning(step, e.errno());
      throw new DataplaneException(
          Refusals.kind(e.errno()), e.getMessage() + (meaning.isEmpty() ? "" : ": " + meaning), e);
    } catch (NetlinkException e) {
      throw Refusals.failure(step.toString(), e);
    }
  }

  private static String meaning(DirectorStep step, Errno errno) {
    if (errno.equals(Errno.EPERM)) {
      return Refusals.NEEDED_PRIVILEGE;
    }
    if (!(step instanceof DirectorStep.StartSync)) {
      return "";
    }
    if (errno.equals(Errno.ENODEV)) {
      return "there is no such interface";
    }
    if (errno.equals(Errno.EADDRNOTAVAIL)) {
      return "the interface has no address of the group's family, or is down";
    }
    if (errno.equals(Errno.ENETUNREACH)) {
      return "the interface has no route for the group (lo has none for IPv6)";
    }
    return errno.equals(Errno.EINVAL) ? "a sync daemon excludes servers of another family than their service's" : "";
  }
}
