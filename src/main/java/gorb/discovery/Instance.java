package gorb.discovery;

import gorb.model.IpAddress;
import gorb.model.ServerRole;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A server, as a source tells of it.
 *
 * @param label what the source calls it, for messages
 * @param address of it
 * @param port 1..65535; empty where the source does not know
 * @param share how much it counts among the others, 0..65535, 1 as a rule
 * @param serves whether the source wants it to get new connections
 * @param role what it is for; null where the source does not say
 */
record Instance(
    String label, IpAddress address, OptionalInt port, int share, boolean serves,
    @Nullable ServerRole role) {
  /** The largest share: that of DNS, and more than Consul ever needs. */
  static final int LARGEST_SHARE = 65_535;

  Instance {
    if (share < 0 || share > LARGEST_SHARE) {
      throw new IllegalArgumentException("share: " + share + " (expected: 0.." + LARGEST_SHARE + ")");
    }
  }
}
