package gorb.conformance;

import gorb.model.IpAddress;
import java.net.InetSocketAddress;

/**
 * A running daemon to try rows on, from a host that may change its state.
 *
 * @param api where its API listens
 * @param witness says what its data plane carries
 * @param defaultAddress the IPv4 address of services that name no host
 */
public record Site(InetSocketAddress api, Witness witness, IpAddress defaultAddress) {}
