package gorb.bgp.message;

import gorb.bgp.message.WireReader.ShortException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a speaker can do (RFC 5492). */
public sealed interface Capability {
  /** It speaks of a family (RFC 4760). */
  record Multiprotocol(Family family) implements Capability {
    static final int CODE = 1;
  }

  /** It sends its routes again when asked (RFC 2918). */
  record RefreshesRoutes() implements Capability {
    static final int CODE = 2;
  }

  /**
   * It restarts gracefully (RFC 4724).
   *
   * @param restarted it has just restarted: nobody shall wait for it to have heard all routes
   * @param byNotification sessions that end by a NOTIFICATION come back gracefully as well (RFC 8538)
   * @param restartTime how long its routes shall be kept while it is away: whole seconds, 0..4095
   * @param families of which it keeps routes
   */
  record GracefulRestart(
      boolean restarted, boolean byNotification, Duration restartTime, List<KeptFamily> families) implements Capability {
    static final int CODE = 64;
    static final int LONGEST_SECONDS = 0xfff;
    private static final int RESTARTED = 0x8000;
    private static final int BY_NOTIFICATION = 0x4000;

    public GracefulRestart {
      if (restartTime.isNegative()
          || !restartTime.equals(restartTime.truncatedTo(ChronoUnit.SECONDS))
          || restartTime.toSeconds() > LONGEST_SECONDS) {
        throw new IllegalArgumentException("restart time: " + restartTime + " (expected: 0..4095 whole seconds)");
      }
      families = List.copyOf(families);
    }
  }

  /**
   * A family in graceful restart.
   *
   * @param forwarding whether packets were forwarded all the time while the speaker restarted
   */
  record KeptFamily(Family family, boolean forwarding) {
    private static final int FORWARDING = 0x80;
  }

  /** Its AS number may have 32 bits (RFC 6793). */
  record FourOctetAs(long asn) implements Capability {
    static final int CODE = 65;
  }

  /** Another one, or one with a length of its own. */
  record Other(int code, Octets value) implements Capability {}

  /** Reads one; a known one of a wrong length counts as another: the peer does not get what it cannot say. */
  static Capability decode(int code, WireReader value) throws ShortException {
    var octets = value.rest();
    if (!isLength(code, octets.length())) {
      return new Other(code, octets);
    }
    var in = WireReader.of(octets);
    return switch (code) {
      case Multiprotocol.CODE -> {
        int afi = in.u16();
        in.u8();
        yield new Multiprotocol(new Family(afi, in.u8()));
      }
      case RefreshesRoutes.CODE -> new RefreshesRoutes();
      case GracefulRestart.CODE -> gracefulRestart(in);
      case FourOctetAs.CODE -> new FourOctetAs(in.u32());
      default -> new Other(code, octets);
    };
  }

  /** Writes code, length and value. */
  static void encode(Capability capability, WireWriter out) {
    int length = out.position() + 1;
    switch (capability) {
      case Multiprotocol(var family) ->
          out.u8(Multiprotocol.CODE).u8(0).u16(family.afi()).u8(0).u8(family.safi());
      case RefreshesRoutes() -> out.u8(RefreshesRoutes.CODE).u8(0);
      case GracefulRestart(var restarted, var byNotification, var time, var families) -> {
        out.u8(GracefulRestart.CODE).u8(0).u16((restarted ? GracefulRestart.RESTARTED : 0)
            | (byNotification ? GracefulRestart.BY_NOTIFICATION : 0) | (int) time.toSeconds());
        families.forEach(kept -> out.u16(kept.family().afi()).u8(kept.family().safi())
            .u8(kept.forwarding() ? KeptFamily.FORWARDING : 0));
      }
      case FourOctetAs(var asn) -> out.u8(FourOctetAs.CODE).u8(0).u32(asn);
      case Other(var code, var value) -> out.u8(code).u8(0).octets(value);
    }
    out.closeLength8(length);
  }

  private static boolean isLength(int code, int length) {
    return switch (code) {
      case Multiprotocol.CODE, FourOctetAs.CODE -> length == 4;
      case RefreshesRoutes.CODE -> length == 0;
      case GracefulRestart.CODE -> length % 4 == 2;
      default -> true;
    };
  }

  private static GracefulRestart gracefulRestart(WireReader in) throws ShortException {
    int head = in.u16();
    var families = new ArrayList<KeptFamily>();
    while (!in.isEmpty()) {
      var family = new Family(in.u16(), in.u8());
      families.add(new KeptFamily(family, (in.u8() & KeptFamily.FORWARDING) != 0));
    }
    return new GracefulRestart((head & GracefulRestart.RESTARTED) != 0, (head & GracefulRestart.BY_NOTIFICATION) != 0,
        Duration.ofSeconds(head & GracefulRestart.LONGEST_SECONDS), families);
  }
}
