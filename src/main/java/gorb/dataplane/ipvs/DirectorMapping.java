package gorb.dataplane.ipvs;

import gorb.dataplane.ipvs.WireDaemon.Multicast;
import gorb.model.ConnectionTimeout;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.netlink.generic.GenericConnection.Decoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Timeouts and sync daemons on the wire ⇄ in the model. */
final class DirectorMapping {
  static final Decoder<WireTimeouts> TIMEOUTS =
      IpvsAnswers.decoder(WireTimeouts.Attribute.HIGHEST, WireTimeouts::decode);

  static final Decoder<WireDaemon> DAEMON = IpvsAnswers.decoder(
      CommandAttribute.IPVS_CMD_ATTR_DAEMON.number(),
      attributes -> WireDaemon.decode(
          attributes.nested(CommandAttribute.IPVS_CMD_ATTR_DAEMON, WireDaemon.Attribute.HIGHEST)));

  private DirectorMapping() {}

  static Map<ConnectionTimeout, Duration> toModel(WireTimeouts timeouts) {
    return Map.of(
        ConnectionTimeout.TCP, timeouts.tcp(),
        ConnectionTimeout.TCP_FIN, timeouts.tcpFin(),
        ConnectionTimeout.UDP, timeouts.udp());
  }

  /** One of them; zero leaves the others. */
  static WireTimeouts toWire(ConnectionTimeout timeout, Duration to) {
    return switch (timeout) {
      case TCP -> new WireTimeouts(to, Duration.ZERO, Duration.ZERO);
      case TCP_FIN -> new WireTimeouts(Duration.ZERO, to, Duration.ZERO);
      case UDP -> new WireTimeouts(Duration.ZERO, Duration.ZERO, to);
    };
  }

  static int toWire(SyncRole role) {
    return switch (role) {
      case MASTER -> WireDaemon.MASTER;
      case BACKUP -> WireDaemon.BACKUP;
    };
  }

  /** A length of zero is the kernel's to choose. */
  static WireDaemon toWire(SyncRole role, SyncDaemon daemon) {
    return new WireDaemon(toWire(role), daemon.interfaceName(), daemon.id(), Optional.of(
        new Multicast(daemon.length().orElse(0), daemon.group(), daemon.port(), daemon.ttl())));
  }

  static SyncRole role(WireDaemon daemon) {
    return daemon.state() == WireDaemon.MASTER ? SyncRole.MASTER : SyncRole.BACKUP;
  }

  /** A kernel that does not tell where the messages go sends them where all did before one could say it. */
  static SyncDaemon toModel(WireDaemon daemon) {
    var where = daemon.multicast();
    return new SyncDaemon(
        daemon.multicastInterface(),
        (int) daemon.syncId(),
        where.map(Multicast::group).orElse(SyncDaemon.DEFAULT_GROUP),
        where.map(Multicast::port).orElse(SyncDaemon.DEFAULT_PORT),
        where.map(Multicast::ttl).orElse(SyncDaemon.DEFAULT_TTL),
        where.map(it -> OptionalInt.of(it.maximumLength())).orElse(OptionalInt.empty()));
  }
}
