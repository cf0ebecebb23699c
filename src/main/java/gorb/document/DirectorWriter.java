package gorb.document;

import gorb.model.DirectorSettings;
import gorb.model.SyncDaemon;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the settings of the director, as {@link DirectorReader} reads them. */
public final class DirectorWriter {
  private DirectorWriter() {}

  /** What is named in settings, and nothing else. */
  public static ObjectNode write(DirectorSettings settings) {
    var document = JsonNodeFactory.instance.objectNode();
    if (!settings.timeouts().isEmpty()) {
      var timeouts = document.putObject(DirectorFields.TIMEOUTS);
      settings.timeouts().forEach((timeout, time) -> timeouts.put(timeout.label(), Intervals.format(time)));
    }
    settings.sync().ifPresent(daemons -> {
      var sync = document.putObject(DirectorFields.SYNC);
      daemons.forEach((role, daemon) -> sync.set(role.label(), write(daemon)));
    });
    if (!settings.sysctls().isEmpty()) {
      var sysctls = document.putObject(DirectorFields.SYSCTL);
      settings.sysctls().forEach((sysctl, value) -> {
        if (sysctl.isPair()) {
          sysctls.put(sysctl.label(), value);
        } else {
          sysctls.put(sysctl.label(), Long.parseLong(value));
        }
      });
    }
    return document;
  }

  private static ObjectNode write(SyncDaemon daemon) {
    var document = JsonNodeFactory.instance.objectNode()
        .put(DirectorFields.INTERFACE, daemon.interfaceName())
        .put(DirectorFields.ID, daemon.id())
        .put(DirectorFields.GROUP, daemon.group().toString())
        .put(DirectorFields.PORT, daemon.port())
        .put(DirectorFields.TTL, daemon.ttl());
    daemon.length().ifPresent(it -> document.put(DirectorFields.LENGTH, it));
    return document;
  }
}
