package gorb.bgp;

import gorb.model.Prefix;
import java.util.Map;

/**
 * What peers are to know.
 *
 * @param all routes that are announced
 * @param complete whether these are all that there will be at the start: peers that kept routes over a restart drop the
 *     others then
 * @param leaving whether the routes will be gone soon (RFC 8326)
 */
public record Routes(Map<Prefix, Weighting> all, boolean complete, boolean leaving) {
  /** Nothing yet. */
  public static final Routes NONE = new Routes(Map.of(), false, false);

  public Routes {
    all = Map.copyOf(all);
  }
}
