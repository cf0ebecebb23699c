package gorb.control;

import org.jspecify.annotations.Nullable;

/**
 * Names one life of one server: health reports carry it, so that a report on a removed server is never credited to a
 * new one of the same name.
 *
 * @param service the name of its service
 * @param server its own name
 * @param incarnation as in {@link gorb.model.RealServer}
 */
public record ServerRef(String service, String server, long incarnation) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerRef(var otherService, var otherServer, long otherIncarnation)
        && incarnation == otherIncarnation && server.equals(otherServer) && service.equals(otherService);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * service.hashCode() + server.hashCode()) + Long.hashCode(incarnation);
  }

  /** {@code web/one}. */
  @Override
  public String toString() {
    return service + "/" + server;
  }
}
