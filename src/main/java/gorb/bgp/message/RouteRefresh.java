package gorb.bgp.message;

import gorb.bgp.message.WireReader.ShortException;

/**
 * Asks for all routes of a family once more (RFC 2918), or marks where they begin and end (RFC 7313).
 *
 * @param subtype 0 for the request itself
 */
public record RouteRefresh(Family family, int subtype) implements Message {
  /** Asks for all routes. */
  public static final int REQUEST = 0;

  /** What comes after the family, such as filters of RFC 5291, is not for us. */
  static RouteRefresh decode(WireReader body) throws ShortException {
    int afi = body.u16();
    int subtype = body.u8();
    return new RouteRefresh(new Family(afi, body.u8()), subtype);
  }

  void encode(WireWriter out) {
    out.u16(family.afi()).u8(subtype).u8(family.safi());
  }
}
