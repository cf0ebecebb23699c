package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.Announcement;
import gorb.model.Announcement.ShareWeighting;
import gorb.model.Announcement.Sharing;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import gorb.model.VirtualService;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class AnnouncementFieldsTest {
  private static final String ENDPOINT = "\"host\":\"192.0.2.80\",\"port\":80";
  private static final String SIX = "\"host\":\"2001:db8::80\",\"port\":80";
  private static final String MARK = "\"fwmark\":7";
  private static final String MARK6 = "\"fwmark\":7,\"family\":\"ipv6\"";
  private static final String EVERY = "\"host\":\"0.0.0.0\",\"port\":80";

  private final ServiceReader reader = new ServiceReader(Hosts.unresolved());

  @Test
  void aDocumentWithoutAPrefixMeansTheAddressAlone() throws DocumentException {
    assertThat(read(ENDPOINT).announcement()).isEqualTo(Announcement.DEFAULT);
    assertThat(read(ENDPOINT).route()).contains(Prefix.host(IpAddress.of("192.0.2.80")));
    assertThat(read(ENDPOINT, "").route()).contains(Prefix.host(IpAddress.of("192.0.2.80")));
    assertThat(read(MARK).route()).isEmpty();
    assertThat(read(EVERY).route()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "192.0.2.0/24,    endpoint", "192.0.2.80/32,    endpoint", "128.0.0.0/1,     endpoint",
      "2001:db8::/32,   six",      "2001:db8::80/128, six",
      "198.51.100.0/24, mark",     "2001:db8::/48,    mark6",    "198.51.100.0/24, every"
  })
  void aPrefixIsOfTheFamilyAndWithTheAddressOfItsService(String prefix, String of) throws DocumentException {
    assertThat(read(key(of), prefix).route().orElseThrow()).hasToString(prefix);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "endpoint | 192.0.2.0 | expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48",
      "endpoint | 192.0.2.0/ | expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48",
      "endpoint | 192.0.2/24 | expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48",
      "endpoint | 192.0.2.0/024 | expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48",
      "endpoint | 192.0.2.0/-1 | expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48",
      "endpoint | web.test/24 | expected: a prefix such as 192.0.2.0/24 or 2001:db8::/48",
      "endpoint | 192.0.2.0/33 | expected: a length from 1 to 32",
      "six | 2001:db8::/129 | expected: a length from 1 to 128",
      "endpoint | 192.0.2.80/24 | bits beyond its length; probably meant: 192.0.2.0/24",
      "six | 2001:db8::80/64 | bits beyond its length; probably meant: 2001:db8::/64",
      "mark | 10.1.2.3/8 | bits beyond its length; probably meant: 10.0.0.0/8",
      "endpoint | 0.0.0.0/0 | a default route would draw all traffic of a router, not only that of services;"
          + " expected: a length from 1 to 32",
      "mark6 | ::/0 | a default route would draw all traffic of a router, not only that of services;"
          + " expected: a length from 1 to 128",
      "endpoint | 192.0.3.0/24 | expected: a prefix with the service's address, 192.0.2.80, such as 192.0.2.0/24",
      "six | 2001:db8:1::/48 | expected: a prefix with the service's address, 2001:db8::80, such as 2001:db8::/48",
      "endpoint | 2001:db8::/48 | expected: an IPv4 prefix, as the service is tcp/192.0.2.80:80",
      "six | 192.0.2.0/24 | expected: an IPv6 prefix, as the service is tcp/[2001:db8::80]:80",
      "mark | 2001:db8::/48 | expected: an IPv4 prefix, as the service is fwmark/ipv4/7",
      "mark6 | 192.0.2.0/24 | expected: an IPv6 prefix, as the service is fwmark/ipv6/7",
      "every | 2001:db8::/48 | expected: an IPv4 prefix, as the service is tcp/0.0.0.0:80",
      "mark | 127.0.0.0/8 | no router sends packets to loopback addresses",
      "loopback | 126.0.0.0/7 | the service is at 127.0.0.9, and no router sends packets to loopback addresses"
  })
  void aPrefixThatIsNoneOrDoesNotFitIsRefusedWithWhatWasProbablyMeant(String of, String prefix, String why) {
    assertThatThrownBy(() -> read(key(of), prefix))
        .hasMessage("announce_prefix: \"" + prefix + "\" (" + why + ")");
  }

  @Test
  void aPrefixIsAString() {
    assertThatThrownBy(() -> reader.read(body(ENDPOINT + ",\"announce_prefix\":24"), Problems.lenient()))
        .hasMessage("announce_prefix: 24 (expected: a string)");
    assertThatThrownBy(() -> read(ENDPOINT, "1".repeat(65))).hasMessageContaining("at most 64 characters");
  }

  @Test
  void aFirewallMarkIsAnnouncedWithAPrefixOnly() throws DocumentException {
    assertThatThrownBy(() -> read(MARK + ",\"announce\":\"all\""))
        .hasMessage("announce: given with fwmark and without announce_prefix (a firewall mark has no address to announce)");
    assertThatThrownBy(() -> read(MARK + ",\"announce_weight\":\"med\"", ""))
        .hasMessageStartingWith("announce_weight: given with fwmark and without announce_prefix");
    assertThatThrownBy(() -> read(MARK + ",\"announce\":\"all\"", "10.0.0.1/8"))
        .as("what is wrong is told, and nothing else").hasMessageStartingWith("announce_prefix: \"10.0.0.1/8\"");
    assertThat(read(MARK + ",\"announce\":\"all\",\"announce_weight\":\"med\"", "10.0.0.0/8").announcement())
        .isEqualTo(new Announcement(Sharing.ALL, ShareWeighting.MED).of(new Prefix(IpAddress.of("10.0.0.0"), 8)));
  }

  @Test
  void anEditKeepsWhatItDoesNotName() throws DocumentException {
    var service = read(ENDPOINT + ",\"announce\":\"all\"", "192.0.2.0/24");
    assertThat(edited(service, "{\"announce_weight\":\"med\"}")).isEqualTo(
        new Announcement(Sharing.ALL, ShareWeighting.MED).of(new Prefix(IpAddress.of("192.0.2.0"), 24)));
    assertThat(edited(service, "{\"announce_prefix\":\"192.0.0.0/16\"}").prefix())
        .contains(new Prefix(IpAddress.of("192.0.0.0"), 16));
    assertThat(edited(service, "{\"announce_prefix\":\"\"}"))
        .isEqualTo(new Announcement(Sharing.ALL, ShareWeighting.NONE));
    assertThatThrownBy(() -> edited(service, "{\"announce_prefix\":\"192.1.0.0/16\"}"))
        .hasMessageContaining("such as 192.0.0.0/16");
  }

  /** Its sharing and weighting mean nothing without one, and a document that kept them could not be read again. */
  @Test
  void aFirewallMarkThatLosesItsPrefixIsAsIfItNeverHadOne() throws DocumentException {
    var service = read(MARK + ",\"announce\":\"all\"", "192.0.2.0/24");

    assertThat(edited(service, "{\"announce\":\"never\"}").prefix()).isPresent();
    assertThat(edited(service, "{\"announce_prefix\":\"\"}")).isEqualTo(Announcement.DEFAULT);
  }

  /** Any prefix around any address, whatever else is said, is written so that the same is read. */
  @Test
  void whatIsWrittenIsReadAgain() throws DocumentException {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      boolean isFour = random.nextBoolean();
      byte[] bytes = new byte[isFour ? 4 : 16];
      random.nextBytes(bytes);
      bytes[0] = (byte) (1 + random.nextInt(126));
      var vip = IpAddress.ofBytes(bytes);
      var prefix = Prefix.around(vip, 1 + random.nextInt(vip.family().bits()));
      var announcement = new Announcement(Sharing.values()[random.nextInt(3)], ShareWeighting.values()[random.nextInt(4)],
          random.nextInt(4) == 0 ? Optional.empty() : Optional.of(prefix));
      boolean isMark = announcement.prefix().isPresent() && random.nextBoolean();
      var key = isMark ? isFour ? MARK : MARK6 : "\"host\":\"" + vip + "\",\"port\":80";
      var service = read(key).withAnnouncement(announcement);

      var written = ServiceWriter.options(service);
      assertThat(reader.read(written, Problems.lenient()).announcement()).as("seed %d: %s", seed, written)
          .isEqualTo(announcement);
      assertThat(written.has("announce_prefix")).isEqualTo(announcement.prefix().isPresent());
    }
  }

  private static String key(String of) {
    return switch (of) {
      case "endpoint" -> ENDPOINT;
      case "six" -> SIX;
      case "mark" -> MARK;
      case "mark6" -> MARK6;
      case "every" -> EVERY;
      case "loopback" -> "\"host\":\"127.0.0.9\",\"port\":80";
      case String other -> throw new IllegalArgumentException(other);
    };
  }

  private Announcement edited(VirtualService service, String body) throws DocumentException {
    return reader.readEdit(JsonInput.object("body", body), "web", service, Problems.lenient()).orElseThrow()
        .announcement();
  }

  private VirtualService read(String fields, String prefix) throws DocumentException {
    return read(fields + ",\"announce_prefix\":\"" + prefix + "\"");
  }

  private VirtualService read(String fields) throws DocumentException {
    return reader.read(body(fields), Problems.lenient());
  }

  private static ObjectNode body(String fields) throws DocumentException {
    return JsonInput.object("body", "{" + fields + "}");
  }
}
