package gorb.document;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import gorb.model.ServiceKey;
import java.util.Optional;
import java.util.regex.Pattern;

/** The prefix that is announced for a service instead of its address, in a document. */
final class AnnouncedPrefix {
  static final String NAME = "announce_prefix";
  static final int LONGEST = 64;
  /** Of the text; empty for none. */
  static final String PATTERN = "^([0-9A-Fa-f.:]+/[1-9][0-9]{0,2})?$";

  private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f.:]+)/(0|[1-9][0-9]{0,2})");

  private AnnouncedPrefix() {}

  /** What is given; empty where nothing is, where that is an empty text, and where something is wrong with it. */
  static Optional<Prefix> read(Fields fields, Optional<ServiceKey> key) {
    var text = fields.text(NAME, LONGEST).filter(it -> !it.isEmpty());
    var matcher = TEXT.matcher(text.orElse(""));
    var address = matcher.matches() ? IpAddress.parse(matcher.group(1)) : Optional.<IpAddress>empty();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (address.isEmpty()) {
      return refuse(fields, text.get(), "expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48");
    }
    var problem = problem(address.get(), Integer.parseInt(matcher.group(2)), key);
    return problem.isPresent()
        ? refuse(fields, text.get(), problem.get())
        : Optional.of(new Prefix(address.get(), Integer.parseInt(matcher.group(2))));
  }

  private static Optional<String> problem(IpAddress address, int length, Optional<ServiceKey> key) {
    int bits = address.family().bits();
    if (length == 0) {
      return Optional.of("a default route would draw all traffic of a router, not only that of services; expected: a"
          + " length from 1 to " + bits);
    }
    if (length > bits) {
      return Optional.of("expected: a length from 1 to " + bits);
    }
    var prefix = Prefix.around(address, length);
    if (!prefix.address().equals(address)) {
      return Optional.of("bits beyond its length; probably meant: " + prefix);
    }
    if (address.isLoopback()) {
      return Optional.of("no router sends packets to loopback addresses");
    }
    return key.flatMap(it -> problem(prefix, it));
  }

  /** What is wrong with a prefix of a service. */
  private static Optional<String> problem(Prefix prefix, ServiceKey key) {
    var vip = key.address();
    if (vip.filter(UnresolvedNames::isPlaceholder).isPresent()) {
      return Optional.empty();
    }
    if (vip.filter(IpAddress::isLoopback).isPresent()) {
      return Optional.of("the service is at " + vip.get() + ", and no router sends packets to loopback addresses");
    }
    if (prefix.family() != key.family()) {
      var family = key.family() == AddressFamily.IPV4 ? "IPv4" : "IPv6";
      return Optional.of("expected: an " + family + " prefix, as the service is " + key);
    }
    return vip.filter(it -> !prefix.contains(it)).map(it -> "expected: a prefix with the service's address, " + it
        + ", such as " + Prefix.around(it, prefix.length()));
  }

  private static Optional<Prefix> refuse(Fields fields, String text, String why) {
    fields.problems().add(fields.path(NAME), "\"" + text + "\" (" + why + ")");
    return Optional.empty();
  }
}
