package gorb.dataplane;

import gorb.model.ConnectionTimeout;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import java.time.Duration;

/** One change of the settings of a director. Prints as the sentence that errors and plans use. */
public sealed interface DirectorStep {
  /** Sets a timeout; connections that there are keep theirs until their next packet. */
  record SetTimeout(ConnectionTimeout timeout, Duration to) implements DirectorStep {
    @Override
    public String toString() {
      return "set timeout " + timeout.label() + " to " + to.toSeconds() + "s";
    }
  }

  /** Sets a parameter of the kernel. */
  record SetSysctl(Sysctl sysctl, String to) implements DirectorStep {
    @Override
    public String toString() {
      return "set net.ipv4.vs." + sysctl.label() + " to " + to;
    }
  }

  /** Stops a sync daemon. One that does not run is no refusal. */
  record StopSync(SyncRole role) implements DirectorStep {
    @Override
    public String toString() {
      return "stop sync " + role.label();
    }
  }

  /** Starts a sync daemon. */
  record StartSync(SyncRole role, SyncDaemon daemon) implements DirectorStep {
    @Override
    public String toString() {
      return "start sync " + role.label() + " " + daemon;
    }
  }
}
