package gorb.discovery;

import gorb.model.DiscoverySource;
import java.io.IOException;
import java.time.Duration;

/**
 * The instances of a service in Consul's catalogue, by blocking queries: each waits at Consul until there is something
 * new, or for {@link #WAIT}. After a failure everything is read anew.
 */
final class ConsulSource implements Source {
  /** How long Consul holds a question back; it notices a listener that went away without a word after that. */
  static final Duration WAIT = Duration.ofMinutes(1);
  /** Between two questions, however busy Consul is. */
  private static final Duration GAP = Duration.ofMillis(200);
  /** Where Consul does not say an index, it cannot be waited for. */
  private static final Duration POLL = Duration.ofSeconds(10);

  private final ConsulAgent agent;
  private final DiscoverySource.Consul service;
  private final Duration wait;
  private long index = BlockingIndex.FIRST;

  ConsulSource(ConsulAgent agent, DiscoverySource.Consul service, Duration wait) {
    this.agent = agent;
    this.service = service;
    this.wait = wait;
  }

  @Override
  public Answer read() throws IOException, InterruptedException {
    long asked = index;
    index = BlockingIndex.FIRST;
    var page = agent.instances(service, asked, wait);
    index = BlockingIndex.after(asked, page.index());
    return ConsulInstances.read(page.tree(), service.verdict(), page.index().isEmpty() ? POLL : GAP);
  }
}
