package gorb.document;

import gorb.model.Announcement;
import gorb.model.Announcement.ShareWeighting;
import gorb.model.Announcement.Sharing;
import gorb.model.ServiceKey;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whether and how routers are told of a service, in a document. */
final class AnnouncementFields {
  static final String SHARING = "announce";
  static final String WEIGHTING = "announce_weight";

  private AnnouncementFields() {}

  /** What is wanted instead of the present announcement; empty where nothing else is. */
  static Optional<Announcement> read(Fields fields, Announcement now, Optional<ServiceKey> key) {
    int before = fields.problems().count();
    var sharing = fields.word(SHARING, Sharing.values(), Sharing::label);
    var weighting = fields.word(WEIGHTING, ShareWeighting.values(), ShareWeighting::label);
    boolean isPrefixGiven = fields.has(AnnouncedPrefix.NAME);
    if (sharing.isEmpty() && weighting.isEmpty() && !isPrefixGiven) {
      return Optional.empty();
    }
    int beforePrefix = fields.problems().count();
    var given = AnnouncedPrefix.read(fields, key);
    boolean isPrefixWrong = fields.problems().count() > beforePrefix;
    var prefix = isPrefixGiven ? given : now.prefix();
    boolean hasNothing = key.filter(ServiceKey.FirewallMark.class::isInstance).isPresent() && prefix.isEmpty();
    if (hasNothing && !isPrefixWrong) {
      refuse(fields, SHARING, sharing.isPresent());
      refuse(fields, WEIGHTING, weighting.isPresent());
    }
    if (fields.problems().count() > before) {
      return Optional.empty();
    }
    return Optional.of(hasNothing
        ? Announcement.DEFAULT
        : new Announcement(sharing.orElse(now.sharing()), weighting.orElse(now.weighting()), prefix));
  }

  /** Writes an announcement, so that {@link #read} reads the same; what is as by default is left out. */
  static void write(ObjectNode options, Announcement announcement) {
    if (announcement.sharing() != Sharing.ANY) {
      options.put(SHARING, announcement.sharing().label());
    }
    if (announcement.weighting() != ShareWeighting.NONE) {
      options.put(WEIGHTING, announcement.weighting().label());
    }
    announcement.prefix().ifPresent(prefix -> options.put(AnnouncedPrefix.NAME, prefix.toString()));
  }

  private static void refuse(Fields fields, String name, boolean isGiven) {
    if (isGiven) {
      fields.problems().add(fields.path(name), "given with fwmark and without "
          + AnnouncedPrefix.NAME + " (a firewall mark has no address to announce)");
    }
  }
}
