/**
 * The data plane of the kernel's IPVS over generic netlink (linux/ip_vs.h): records and their codec as they are on the
 * wire ({@code Wire…}), their mapping to the model ({@code …Mapping}), and {@link gorb.dataplane.ipvs.IpvsDataplane}.
 */
@NullMarked
package gorb.dataplane.ipvs;

import org.jspecify.annotations.NullMarked;
