package gorb.dataplane.userspace.scheduling;

import gorb.model.IpAddress;

/**
 * What a scheduler may know of a new connection.
 *
 * @param client the address it comes from
 * @param clientPort the port it comes from
 * @param vip the address it was made to
 */
public record Flow(IpAddress client, int clientPort, IpAddress vip) {}
