package gorb.discovery;

import gorb.model.DiscoverySource;
import gorb.model.VirtualService;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sources that this daemon has. */
public final class Sources implements AutoCloseable {
  private final @Nullable ConsulAgent consul;
  private final NameServers names = new NameServers();

  /**
   * Sources by the settings of the daemon; nothing is asked yet.
   *
   * @param consul whose catalogue is asked, closed together with this; empty where none is set
   */
  public Sources(Optional<ConsulAgent> consul) {
    this.consul = consul.orElse(null);
  }

  /** The source of a service that is discovered. */
  Source of(VirtualService service) {
    return switch (service.discovery().source()) {
      case DiscoverySource.None _ -> () -> {
        throw new IOException("nobody is asked");
      };
      case DiscoverySource.Consul _ when consul == null -> () -> {
        throw new IOException("this daemon has no Consul agent to ask (start it with -c URL)");
      };
      case DiscoverySource.Consul wanted -> new ConsulSource(consul, wanted, ConsulSource.WAIT);
      case DiscoverySource.Dns wanted ->
          new DnsSource(names, wanted, service.key().family(), service.discovery().most());
    };
  }

  @Override
  public void close() {
    names.close();
    if (consul != null) {
      consul.close();
    }
  }
}
