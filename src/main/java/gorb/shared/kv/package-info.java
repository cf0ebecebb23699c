/** Stores of texts by key that several directors share: Consul and etcd behind one port. Knows nothing of services. */
@NullMarked
package gorb.shared.kv;

import org.jspecify.annotations.NullMarked;
