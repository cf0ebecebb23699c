package gorb.document;

import gorb.model.Announcement;
import gorb.model.Announcement.ShareWeighting;
import gorb.model.Announcement.Sharing;
import gorb.model.ServiceKey;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whether and how routers are told of the address of a service, in a document. */
final class AnnouncementFields {
  static final String SHARING = "announce";
  static final String WEIGHTING = "announce_weight";

  private AnnouncementFields() {}

  /** What is wanted instead of the present announcement; empty where nothing else is. */
  static Optional<Announcement> read(Fields fields, Announcement now, Optional<ServiceKey> key) {
    int before = fields.problems().count();
    var sharing = fields.word(SHARING, Sharing.values(), Sharing::label);
    var weighting = fields.word(WEIGHTING, ShareWeighting.values(), ShareWeighting::label);
    if (sharing.isEmpty() && weighting.isEmpty()) {
      return Optional.empty();
    }
    if (key.filter(ServiceKey.FirewallMark.class::isInstance).isPresent()) {
      refuse(fields, SHARING, sharing.isPresent());
      refuse(fields, WEIGHTING, weighting.isPresent());
    }
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(new Announcement(sharing.orElse(now.sharing()), weighting.orElse(now.weighting())));
  }

  /** Writes an announcement, so that {@link #read} reads the same; what is as by default is left out. */
  static void write(ObjectNode options, Announcement announcement) {
    if (announcement.sharing() != Sharing.ANY) {
      options.put(SHARING, announcement.sharing().label());
    }
    if (announcement.weighting() != ShareWeighting.NONE) {
      options.put(WEIGHTING, announcement.weighting().label());
    }
  }

  private static void refuse(Fields fields, String name, boolean isGiven) {
    if (isGiven) {
      fields.problems().add(fields.path(name), "given with fwmark (a firewall mark has no address to announce)");
    }
  }
}
