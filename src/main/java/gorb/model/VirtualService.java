package gorb.model;

import java.util.Map;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A virtual service as the operator wants it, with its servers.
 *
 * @param key its address, port and protocol, or its firewall mark
 * @param settings what can be edited in place
 * @param servers by name; two servers never have one key
 * @param wording how the client spelled what is kept above in another form, by field; only ever echoed
 * @param origin who wants it, and alone may change it
 * @param policy what happens when many of the servers do not serve
 * @param announcement whether and how routers are told of it
 * @param discovery where more of its servers come from
 */
public record VirtualService(
    ServiceKey key,
    ServiceSettings settings,
    PSortedMap<String, RealServer> servers,
    Map<String, String> wording,
    Origin origin,
    PoolPolicy policy,
    Announcement announcement,
    Discovery discovery) {

  public VirtualService {
    wording = Map.copyOf(wording);
  }

  /** A service that a client of the API wants. */
  public VirtualService(
      ServiceKey key, ServiceSettings settings, PSortedMap<String, RealServer> servers, Map<String, String> wording) {
    this(key, settings, servers, wording, Origin.API, PoolPolicy.DEFAULT, Announcement.DEFAULT, Discovery.NONE);
  }

  /** The same service, wanted by somebody else. */
  public VirtualService withOrigin(Origin newOrigin) {
    return new VirtualService(key, settings, servers, wording, newOrigin, policy, announcement, discovery);
  }

  /** The same service with other settings and wording. */
  public VirtualService with(ServiceSettings newSettings, Map<String, String> newWording) {
    return new VirtualService(key, newSettings, servers, newWording, origin, policy, announcement, discovery);
  }

  /** The same service with other servers. */
  public VirtualService withServers(Map<String, RealServer> newServers) {
    return withServers(TreePMap.from(newServers));
  }

  /** The same service with one server added or replaced. */
  public VirtualService withServer(String name, RealServer server) {
    return withServers(servers.plus(name, server));
  }

  /** The same service without one server. */
  public VirtualService withoutServer(String name) {
    return new VirtualService(key, settings, servers.minus(name), wording, origin, policy, announcement, discovery);
  }

  /** The same service with other servers. */
  public VirtualService withServers(PSortedMap<String, RealServer> newServers) {
    return new VirtualService(key, settings, newServers, wording, origin, policy, announcement, discovery);
  }

  /** The same service without the servers that its discovery found. */
  public VirtualService withoutFound() {
    var found = servers.entrySet().stream().filter(it -> it.getValue().isDiscovered()).map(Map.Entry::getKey).toList();
    return found.isEmpty() ? this : withServers(servers.minusAll(found));
  }

  /** The same service, announced otherwise. */
  public VirtualService withAnnouncement(Announcement newAnnouncement) {
    return new VirtualService(key, settings, servers, wording, origin, policy, newAnnouncement, discovery);
  }

  /** The same service, with servers from somewhere else. */
  public VirtualService withDiscovery(Discovery newDiscovery) {
    return new VirtualService(key, settings, servers, wording, origin, policy, announcement, newDiscovery);
  }

  /**
   * What routers are told of where it is announced: the prefix that it names, else its address alone. Empty where it has
   * neither; loopback addresses are those of each host.
   */
  public Optional<Prefix> route() {
    return announcement.prefix().or(() -> key.address().filter(vip -> !vip.isLoopback()).map(Prefix::host));
  }

  /** Who wants one of its servers, and alone may change it. */
  public Origin originOf(RealServer server) {
    return server.isDiscovered() && !discovery.isNone() ? Origin.DISCOVERY : origin;
  }

  /** The same service with another policy. */
  public VirtualService withPolicy(PoolPolicy newPolicy) {
    return new VirtualService(key, settings, servers, wording, origin, newPolicy, announcement, discovery);
  }
}
