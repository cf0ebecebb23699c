package gorb.discovery;

import java.util.List;
import java.util.Map;

/**
 * A service as Consul's catalogue shows it.
 *
 * @param name under which DNS answers for it
 * @param address where clients find it; empty for that of the agent's node
 * @param port 0..65535; 0 for none
 * @param tags in their order
 * @param meta by key
 */
record CatalogEntry(String name, String address, int port, List<String> tags, Map<String, String> meta) {
  CatalogEntry {
    tags = List.copyOf(tags);
    meta = Map.copyOf(meta);
  }
}
