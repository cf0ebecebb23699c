package gorb.document;

import gorb.model.ConnectionTimeout;
import gorb.model.DirectorSettings;
import gorb.model.IpAddress;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** Reads the settings of the director. Problems go to those of the fields. */
public final class DirectorReader {
  private final Fields fields;

  private DirectorReader(Fields fields) {
    this.fields = fields;
  }

  /** Everything that an object says; it means nothing where there are problems. */
  public static DirectorSettings read(Fields fields) {
    return new DirectorReader(fields).read();
  }

  private DirectorSettings read() {
    var timeouts = new EnumMap<ConnectionTimeout, Duration>(ConnectionTimeout.class);
    within(fields, DirectorFields.TIMEOUTS).ifPresent(inner -> readTimeouts(inner, timeouts));
    var sync = within(fields, DirectorFields.SYNC).map(DirectorReader::readSync);
    var sysctls = new EnumMap<Sysctl, String>(Sysctl.class);
    within(fields, DirectorFields.SYSCTL).ifPresent(inner -> readSysctls(inner, sysctls));
    fields.finish();
    return new DirectorSettings(timeouts, sync, sysctls);
  }

  private static void readTimeouts(Fields inner, Map<ConnectionTimeout, Duration> into) {
    for (var timeout : ConnectionTimeout.values()) {
      var time = inner.duration(timeout.label(), ConnectionTimeout.SHORTEST, ConnectionTimeout.LONGEST);
      if (time.filter(it -> it.toNanosPart() != 0).isPresent()) {
        refuse(inner, timeout.label(), Intervals.format(time.get()) + " (expected: whole seconds)");
      }
      time.ifPresent(it -> into.put(timeout, it));
    }
    inner.finish();
  }

  private static Map<SyncRole, SyncDaemon> readSync(Fields inner) {
    var daemons = new EnumMap<SyncRole, SyncDaemon>(SyncRole.class);
    for (var role : SyncRole.values()) {
      within(inner, role.label()).flatMap(daemon -> readDaemon(daemon, role)).ifPresent(it -> daemons.put(role, it));
    }
    inner.finish();
    return daemons;
  }

  private static Optional<SyncDaemon> readDaemon(Fields daemon, SyncRole role) {
    int before = daemon.problems().count();
    var name = daemon.text(DirectorFields.INTERFACE, SyncDaemon.LONGEST_INTERFACE);
    if (!daemon.has(DirectorFields.INTERFACE)) {
      refuse(daemon, DirectorFields.INTERFACE, "missing (expected: the name of an interface)");
    } else if (name.filter(it -> !SyncDaemon.isInterface(it)).isPresent()) {
      refuse(daemon, DirectorFields.INTERFACE, "\"" + name.get() + "\" (expected: the name of an interface)");
    }
    int id = daemon.integer(DirectorFields.ID, 0, SyncDaemon.HIGHEST_ID).orElse(0);
    var group = group(daemon);
    int port = daemon.integer(DirectorFields.PORT, 1, Fields.HIGHEST_PORT).orElse(SyncDaemon.DEFAULT_PORT);
    int ttl = daemon.integer(DirectorFields.TTL, 1, DirectorFields.HIGHEST_TTL).orElse(SyncDaemon.DEFAULT_TTL);
    OptionalInt length = daemon.integer(DirectorFields.LENGTH,
        SyncDaemon.shortestLength(role), SyncDaemon.longestLength(group.family()));
    daemon.finish();
    return daemon.problems().count() == before
        ? Optional.of(new SyncDaemon(name.orElseThrow(), id, group, port, ttl, length))
        : Optional.empty();
  }

  private static IpAddress group(Fields daemon) {
    var text = daemon.text(DirectorFields.GROUP, DirectorFields.LONGEST_ADDRESS);
    var group = text.flatMap(IpAddress::parse).filter(it -> it.toInetAddress().isMulticastAddress());
    if (text.isPresent() && group.isEmpty()) {
      refuse(daemon, DirectorFields.GROUP, "\"" + text.get() + "\" (expected: a multicast address)");
    }
    return group.orElse(SyncDaemon.DEFAULT_GROUP);
  }

  private static void readSysctls(Fields inner, Map<Sysctl, String> into) {
    for (var sysctl : Sysctl.values()) {
      var value = sysctl.isPair()
          ? inner.text(sysctl.label(), DirectorFields.LONGEST_ADDRESS)
          : number(inner.whole(sysctl.label(), sysctl.lowest(), sysctl.highest()));
      if (value.filter(it -> !sysctl.takes(it)).isPresent()) {
        refuse(inner, sysctl.label(), value.get() + " (expected: " + sysctl.expected() + ")");
      } else {
        value.ifPresent(it -> into.put(sysctl, it));
      }
    }
    inner.finish();
  }

  private static Optional<String> number(OptionalLong number) {
    return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
  }

  private static Optional<Fields> within(Fields fields, String name) {
    return fields.object(name).map((ObjectNode it) -> Fields.of(it, fields.path(name) + ".", fields.problems()));
  }

  private static void refuse(Fields fields, String name, String message) {
    fields.problems().add(fields.path(name), message);
  }
}
