package gorb.bgp.message;

import gorb.bgp.message.WireReader.ShortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first message of a session (RFC 4271 §4.2).
 *
 * @param myAs the field of 16 bits; {@link #AS_TRANS} for an AS number that does not fit
 * @param holdTime whole seconds, 0..65535
 * @param identifier 32 bits, written as an IPv4 address
 * @param capabilities in the order of the message
 */
public record Open(int myAs, Duration holdTime, long identifier, List<Capability> capabilities) implements Message {
  /** Stands for a number that does not fit in 16 bits (RFC 6793). */
  public static final int AS_TRANS = 23_456;

  private static final int VERSION = 4;
  private static final int CAPABILITIES = 2;
  /** RFC 9072: the length and the type that say that lengths have 16 bits. */
  private static final int EXTENDED = 255;

  public Open {
    capabilities = List.copyOf(capabilities);
  }

  /** The AS number in force: the one of 32 bits where it is said. */
  public long asn() {
    return all(Capability.FourOctetAs.class).findFirst().map(Capability.FourOctetAs::asn).orElse((long) myAs);
  }

  /** Whether AS numbers have 32 bits in what this speaker sends. */
  public boolean hasFourOctetAs() {
    return all(Capability.FourOctetAs.class).findAny().isPresent();
  }

  /** Whether it can send its routes again. */
  public boolean refreshesRoutes() {
    return all(Capability.RefreshesRoutes.class).findAny().isPresent();
  }

  /** Its families; IPv4 alone where it says nothing of them. */
  public List<Family> families() {
    var said = all(Capability.Multiprotocol.class).map(Capability.Multiprotocol::family).distinct().toList();
    return said.isEmpty() ? List.of(Family.IPV4_UNICAST) : said;
  }

  /** How it restarts; RFC 4724 §3: of several, the last one counts. */
  public Optional<Capability.GracefulRestart> gracefulRestart() {
    return all(Capability.GracefulRestart.class).reduce((_, last) -> last);
  }

  static Open decode(WireReader body) throws ShortException, MessageException {
    int version = body.u8();
    if (version != VERSION) {
      // The data is the version that we speak.
      throw new MessageException(Notification.of(ErrorName.UNSUPPORTED_VERSION_NUMBER, Octets.of(new byte[] {0, VERSION})),
          "version " + version);
    }
    int myAs = body.u16();
    var holdTime = Duration.ofSeconds(body.u16());
    long identifier = body.u32();
    var capabilities = new ArrayList<Capability>();
    parameters(body, capabilities);
    return new Open(myAs, holdTime, identifier, capabilities);
  }

  void encode(WireWriter out) {
    out.u8(VERSION).u16(myAs).u16((int) holdTime.toSeconds()).u32(identifier);
    int all = out.position();
    out.u8(0);
    if (!capabilities.isEmpty()) {
      out.u8(CAPABILITIES);
      int length = out.position();
      out.u8(0);
      capabilities.forEach(capability -> Capability.encode(capability, out));
      out.closeLength8(length);
    }
    out.closeLength8(all);
  }

  private static void parameters(WireReader body, List<Capability> into) throws ShortException, MessageException {
    int length = body.u8();
    boolean extended = length == EXTENDED && body.startsWith(EXTENDED);
    if (extended) {
      body.u8();
    }
    var all = body.part(extended ? body.u16() : length);
    while (!all.isEmpty()) {
      int type = all.u8();
      var value = all.part(extended ? all.u16() : all.u8());
      if (type != CAPABILITIES) {
        throw new MessageException(Notification.of(ErrorName.UNSUPPORTED_OPTIONAL_PARAMETER), "type " + type);
      }
      while (!value.isEmpty()) {
        into.add(Capability.decode(value.u8(), value.part(value.u8())));
      }
    }
    if (!body.isEmpty()) {
      throw malformed(body.left() + " bytes after the optional parameters");
    }
  }

  private static MessageException malformed(String reason) {
    return new MessageException(Notification.of(ErrorName.OPEN_MESSAGE_ERROR), reason);
  }

  private <T extends Capability> Stream<T> all(Class<T> type) {
    return capabilities.stream().filter(type::isInstance).map(type::cast);
  }
}
