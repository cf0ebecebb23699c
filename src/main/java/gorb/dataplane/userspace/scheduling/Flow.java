package gorb.dataplane.userspace.scheduling;

import gorb.model.IpAddress;
import gorb.model.Protocol;

/**
 * What a scheduler may know of a new connection.
 *
 * @param protocol of its packets
 * @param client the address it comes from
 * @param clientPort the port it comes from
 * @param vip the address it was made to
 * @param vport the port it was made to
 */
public record Flow(Protocol protocol, IpAddress client, int clientPort, IpAddress vip, int vport) {}
