package gorb.model;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who is asked for the servers of a service. One record a kind. */
public sealed interface DiscoverySource {
  /** How long a name of a source may be. */
  int LONGEST_NAME = 255;

  /** The name of the kind as users write it, and what is asked for. */
  String label();

  /** Nobody. */
  record None() implements DiscoverySource {
    @Override
    public String label() {
      return "none";
    }
  }

  /**
   * The catalogue of Consul, by the agent of this daemon.
   *
   * @param service the name of the service in it
   * @param tag that an instance must have; empty for any
   * @param near the node by whose distance the instances are ordered, {@code _agent} for that of the agent; empty for
   *     no such order
   * @param datacenter of the service; empty for that of the agent
   * @param verdict what Consul's own health of an instance counts for
   */
  record Consul(String service, String tag, String near, String datacenter, Verdict verdict)
      implements DiscoverySource {
    public Consul {
      if (service.isEmpty()) {
        throw new IllegalArgumentException("service: empty (expected: the name of a service in Consul)");
      }
    }

    @Override
    public String label() {
      return "consul " + service + (tag.isEmpty() ? "" : " tag " + tag)
          + (datacenter.isEmpty() ? "" : " in " + datacenter);
    }
  }

  /**
   * A name server.
   *
   * @param name whose records are asked for, without the dot at its end
   * @param records which of them
   * @param server who is asked; null for those whom this host asks
   * @param shortest an answer is not asked for again before, however short its time to live is; more than 0
   * @param longest an answer is asked for again after that, however long it may live; not less than the shortest
   */
  record Dns(String name, Records records, @Nullable ServerKey server, Duration shortest, Duration longest)
      implements DiscoverySource {
    /** The shortest time where nothing is said. */
    public static final Duration DEFAULT_SHORTEST = Duration.ofSeconds(5);
    /** The longest time where nothing is said. */
    public static final Duration DEFAULT_LONGEST = Duration.ofMinutes(5);

    public Dns {
      if (name.isEmpty() || !DnsQuestion.isName(name)) {
        throw new IllegalArgumentException("name: \"" + name + "\" (expected: the name of a host)");
      }
      if (!shortest.isPositive() || longest.compareTo(shortest) < 0) {
        throw new IllegalArgumentException(
            "refresh: " + shortest + ".." + longest + " (expected: more than 0, and in this order)");
      }
    }

    @Override
    public String label() {
      return "dns " + records + " " + name;
    }
  }

  /** What Consul's own health of an instance counts for. */
  enum Verdict {
    /** Only it counts: the instance is not checked by this daemon. */
    CONSUL,
    /** It does not count: only the checks of this daemon do. */
    PULSE,
    /** The instance serves while it is well by both. */
    BOTH;

    /** The name as users write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Records that name servers. */
  enum Records {
    A,
    AAAA,
    SRV
  }
}
