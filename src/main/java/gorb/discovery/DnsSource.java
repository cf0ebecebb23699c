package gorb.discovery;

import gorb.model.AddressFamily;
import gorb.model.DiscoverySource.Dns;
import gorb.model.DiscoverySource.Records;
import gorb.model.ServerRole;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Records of DNS: addresses, or the servers of a service (RFC 2782) and their addresses. An answer is asked for again
 * when the first of its records has lived, within bounds. Of servers of a service, those of the first priority are
 * regular, all others fallbacks.
 */
final class DnsSource implements Source {
  private final NameServers servers;
  private final Dns dns;
  private final AddressFamily family;
  private final int most;

  /**
   * Of a service.
   *
   * @param family of the addresses of servers, where the records name servers by name
   * @param most how many of those names are looked up at the most
   */
  DnsSource(NameServers servers, Dns dns, AddressFamily family, int most) {
    this.servers = servers;
    this.dns = dns;
    this.family = family;
    this.most = most;
  }

  @Override
  public Answer read() throws IOException, InterruptedException {
    return switch (dns.records()) {
      case A, AAAA -> addresses();
      case SRV -> services();
    };
  }

  private Answer addresses() throws IOException, InterruptedException {
    var found = servers.addresses(dns.name(), dns.records() == Records.AAAA, dns.server());
    var instances = found.stream()
        .map(it -> new Instance(it.address().toString(), it.address(), OptionalInt.empty(), 1, true, null))
        .toList();
    return new Answer(instances, List.of(), next(dns, found.stream().map(NameServers.Address::life).toList()));
  }

  private Answer services() throws IOException, InterruptedException {
    var found = servers.services(dns.name(), dns.server()).stream()
        .sorted(Comparator.comparingInt(NameServers.Service::priority))
        .toList();
    var lives = new ArrayList<>(found.stream().map(NameServers.Service::life).toList());
    var known = new HashMap<String, List<NameServers.Address>>();
    var instances = new ArrayList<Instance>();
    var left = new ArrayList<String>();
    for (var service : found) {
      var label = service.target() + ":" + service.port();
      if (service.target().isEmpty()) {
        left.add("\".\": the service is decidedly not there");
      } else if (service.port() == 0) {
        left.add(label + ": its port is 0");
      } else if (known.size() == most && !known.containsKey(service.target())) {
        left.add(label + ": not looked up: " + most + " names are");
      } else {
        var addresses = addresses(service.target(), known);
        addresses.forEach(it -> lives.add(it.life()));
        if (addresses.isEmpty()) {
          left.add(label + ": has no address");
        }
        var role = service.priority() == found.getFirst().priority() ? null : ServerRole.FALLBACK;
        addresses.forEach(it -> instances.add(new Instance(
            label, it.address(), OptionalInt.of(service.port()), Math.max(1, service.weight()), true, role)));
      }
    }
    return new Answer(instances, left, next(dns, lives));
  }

  private List<NameServers.Address> addresses(String target, Map<String, List<NameServers.Address>> known)
      throws IOException, InterruptedException {
    var before = known.get(target);
    if (before != null) {
      return before;
    }
    var found = servers.addresses(target, family == AddressFamily.IPV6, dns.server());
    known.put(target, found);
    return found;
  }

  /** When to ask again: when the first has lived, within bounds; soon where there is none. */
  static Duration next(Dns dns, List<Duration> lives) {
    var least = lives.stream().min(Comparator.naturalOrder()).orElse(dns.shortest());
    return least.compareTo(dns.shortest()) < 0 ? dns.shortest()
        : least.compareTo(dns.longest()) > 0 ? dns.longest() : least;
  }
}
