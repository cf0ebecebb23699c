package gorb.bgp.message;

import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.util.List;
import java.util.Optional;

/** What an UPDATE says of its routes (RFC 4271 §5), in the order of the type numbers. */
public sealed interface PathAttribute {
  /** The number of its type. */
  int type();

  /** How the first speaker learned of the route. */
  record Origin(Source source) implements PathAttribute {
    static final int TYPE = 1;

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** The values of ORIGIN. */
  enum Source {
    IGP(0),
    EGP(1),
    INCOMPLETE(2);

    private final int number;

    Source(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** The systems that the route went through, the nearest first. */
  record AsPath(List<Segment> segments) implements PathAttribute {
    static final int TYPE = 2;

    public AsPath {
      segments = List.copyOf(segments);
    }

    /** A path of systems in order; empty for none. */
    public static AsPath of(List<Long> systems) {
      return new AsPath(systems.isEmpty() ? List.of() : List.of(new Segment(Segment.SEQUENCE, systems)));
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /**
   * A piece of a path.
   *
   * @param kind 1 for a set, 2 for a sequence; 3 and 4 for those of a confederation (RFC 5065)
   * @param systems 1..255 AS numbers
   */
  record Segment(int kind, List<Long> systems) {
    static final int SEQUENCE = 2;
    static final int HIGHEST_KIND = 4;

    public Segment {
      systems = List.copyOf(systems);
    }
  }

  /** Where packets are sent; for routes to IPv4 addresses outside MP_REACH_NLRI. */
  record NextHop(IpAddress address) implements PathAttribute {
    static final int TYPE = 3;

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** Of several ways into a system, the lowest is preferred: 0..4294967295. */
  record MultiExitDiscriminator(long value) implements PathAttribute {
    static final int TYPE = 4;

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** Within a system, the highest is preferred: 0..4294967295. */
  record LocalPreference(long value) implements PathAttribute {
    static final int TYPE = 5;

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** RFC 1997. */
  record Communities(List<Community> all) implements PathAttribute {
    static final int TYPE = 8;

    public Communities {
      all = List.copyOf(all);
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /**
   * Routes that can be reached (RFC 4760).
   *
   * @param linkLocal a second address of the next hop, for IPv6 (RFC 2545)
   */
  record Reachable(Family family, IpAddress nextHop, Optional<IpAddress> linkLocal, List<Prefix> prefixes)
      implements PathAttribute {
    static final int TYPE = 14;

    public Reachable {
      prefixes = List.copyOf(prefixes);
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** Routes that cannot be reached any more (RFC 4760). */
  record Unreachable(Family family, List<Prefix> prefixes) implements PathAttribute {
    static final int TYPE = 15;

    public Unreachable {
      prefixes = List.copyOf(prefixes);
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** RFC 4360. */
  record ExtendedCommunities(List<ExtendedCommunity> all) implements PathAttribute {
    static final int TYPE = 16;

    public ExtendedCommunities {
      all = List.copyOf(all);
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** The path in 32 bits, for those behind a speaker that knows 16 only (RFC 6793). */
  record As4Path(List<Segment> segments) implements PathAttribute {
    static final int TYPE = 17;

    public As4Path {
      segments = List.copyOf(segments);
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** RFC 8092. */
  record LargeCommunities(List<LargeCommunity> all) implements PathAttribute {
    static final int TYPE = 32;

    public LargeCommunities {
      all = List.copyOf(all);
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** Another one, or routes of a family that is not ours. */
  record Other(int flags, int type, Octets value) implements PathAttribute {}
}
