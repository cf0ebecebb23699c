package gorb;

import gorb.config.ConsulChoice;
import gorb.discovery.BackendTemplate;
import gorb.discovery.Discoverer;
import gorb.discovery.Sources;
import gorb.document.DiscoveryTemplate;
import gorb.document.DocumentException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes what finds the backends of services that are discovered. */
final class ServiceDiscovery implements AutoCloseable {
  private final Sources sources;
  private final Discoverer discoverer;

  private ServiceDiscovery(Sources sources, Discoverer discoverer) {
    this.sources = sources;
    this.discoverer = discoverer;
  }

  /**
   * One that is not started yet.
   *
   * @param consul the agent whose catalogue is asked, or null
   * @throws StartException where a token is asked for and its file holds none
   */
  static ServiceDiscovery open(@Nullable ConsulChoice consul, Wiring wiring, InstantSource clock)
      throws StartException {
    var sources = new Sources(consul == null ? Optional.empty() : Optional.of(ConsulRegistration.agent(consul)));
    var discoverer = new Discoverer(sources, template(), wiring::discover, clock, RandomGenerator.getDefault());
    wiring.show(discoverer::statuses);
    return new ServiceDiscovery(sources, discoverer);
  }

  Discoverer discoverer() {
    return discoverer;
  }

  @Override
  public void close() {
    discoverer.close();
    sources.close();
  }

  private static BackendTemplate template() {
    return (owner, address, port) -> {
      try {
        return DiscoveryTemplate.server(owner, address, port);
      } catch (DocumentException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    };
  }
}
