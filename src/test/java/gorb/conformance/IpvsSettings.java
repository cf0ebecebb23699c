package gorb.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every setting of services and servers that IPVS has, as what a client sends and as what {@code ipvsadm -Sn} prints of
 * it (ipvsadm 1.31). The one table for all tests of settings.
 */
public final class IpvsSettings {
  private static final List<String> SCHEDULERS =
      List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh");
  private static final String TIMEOUT = "persistence_timeout";

  private final List<Row> rows = new ArrayList<>();

  private IpvsSettings() {}

  /**
   * A service with at most one server.
   *
   * @param service the body that makes it
   * @param server the body that makes its server; empty for none
   * @param printed the lines of {@code ipvsadm -Sn}
   */
  public record Row(String service, String server, List<String> printed) {
    public Row {
      printed = List.copyOf(printed);
    }
  }

  /** All rows; no two services have one key. */
  public static List<Row> all() {
    var table = new IpvsSettings();
    table.keys();
    table.schedulers();
    table.persistence();
    table.forwarding();
    table.numbers();
    return List.copyOf(table.rows);
  }

  private void keys() {
    for (var family : Family.values()) {
      for (var protocol : List.of("tcp", "udp", "sctp")) {
        add(family, protocol, 80, "", "");
        add(family, protocol, 65_535, "", "");
        add(family, protocol, 0, ",\"persistent\":true", " -p 300");
      }
      for (long mark : new long[] {1, 7_000, 2_147_483_647L}) {
        mark(family, mark);
      }
    }
  }

  private void schedulers() {
    for (var scheduler : SCHEDULERS) {
      boolean isHash = scheduler.equals("sh") || scheduler.equals("mh");
      // ipvsadm does not print the third flag of sh and mh, which neither reads.
      for (int bits = 0; bits < (isHash ? 4 : 8); bits++) {
        var words = new ArrayList<String>();
        if ((bits & 1) != 0) {
          words.add(isHash ? scheduler + "-fallback" : "flag-1");
        }
        if ((bits & 2) != 0) {
          words.add(isHash ? scheduler + "-port" : "flag-2");
        }
        if ((bits & 4) != 0) {
          words.add("flag-3");
        }
        var family = bits % 2 == 0 ? Family.IPV4 : Family.IPV6;
        add(family, "tcp", 80, scheduler,
            ",\"flags\":\"" + String.join("|", words) + "\"",
            words.isEmpty() ? "" : " -b " + String.join(",", words));
      }
    }
  }

  private void persistence() {
    for (int seconds : new int[] {1, 90, 300, 2_678_400}) {
      for (int prefix : new int[] {1, 24, 32}) {
        sticky(Family.IPV4, "tcp", seconds, prefix, "");
      }
      for (int prefix : new int[] {1, 64, 127, 128}) {
        sticky(Family.IPV6, "tcp", seconds, prefix, "");
      }
    }
    for (var family : Family.values()) {
      sticky(family, "udp", 60, family.bits, "sip");
      sticky(family, "udp", 60, 16, "sip");
      add(family, "udp", 53, ",\"one_packet\":true", " -o");
    }
  }

  private void forwarding() {
    for (var family : Family.values()) {
      for (var other : Family.values()) {
        if (family == other) {
          server(family, other, "\"method\":\"nat\"", "-m -w 100");
          server(family, other, "\"method\":\"dr\"", "-g -w 100");
        }
        server(family, other, "\"method\":\"tunnel\"", "-i -w 100 --tun-type ipip");
        server(family, other, "\"method\":\"ipip\"", "-i -w 100 --tun-type ipip");
        for (var checksum : List.of("none", "full", "remote")) {
          var printed = switch (checksum) {
            case "none" -> " --tun-nocsum";
            case "full" -> " --tun-csum";
            case String _ -> " --tun-remcsum";
          };
          for (int port : new int[] {1, 6_080, 65_535}) {
            server(family, other,
                "\"method\":\"gue\",\"tunnel_port\":" + port + ",\"tunnel_checksum\":\"" + checksum + "\"",
                "-i -w 100 --tun-type gue --tun-port " + port + printed);
          }
          if (!checksum.equals("remote")) {
            server(family, other, "\"method\":\"gre\",\"tunnel_checksum\":\"" + checksum + "\"",
                "-i -w 100 --tun-type gre" + printed);
          }
        }
      }
    }
  }

  private void numbers() {
    for (int weight : new int[] {1, 2, 100, 32_768, 65_535}) {
      server(Family.IPV4, Family.IPV4, "\"weight\":" + weight, "-m -w " + weight);
    }
    // ipvsadm -S leaves thresholds out; they have a witness of their own.
    for (var limits : List.of("9,0", "9,5", "9,9", "2147483647,1")) {
      var words = limits.split(",");
      server(Family.IPV4, Family.IPV4,
          "\"upper_threshold\":" + words[0] + ",\"lower_threshold\":" + words[1], "-m -w 100");
    }
  }

  private void sticky(Family family, String protocol, int seconds, int prefix, String engine) {
    var mask = prefix == family.bits ? "" : " -M " + family.mask(prefix);
    add(family, protocol, 80,
        ",\"persistent\":true,\"" + TIMEOUT + "\":" + seconds
            + (prefix == family.bits ? "" : ",\"persistence_prefix\":" + prefix)
            + (engine.isEmpty() ? "" : ",\"persistence_engine\":\"" + engine + "\""),
        " -p " + seconds + mask + (engine.isEmpty() ? "" : " --pe " + engine));
  }

  private void add(Family family, String protocol, int port, String fields, String options) {
    add(family, protocol, port, "wrr", fields, options);
  }

  private void add(Family family, String protocol, int port, String scheduler, String fields, String options) {
    var host = family.service(rows.size());
    rows.add(new Row(
        "{\"host\":\"%s\",\"port\":%d,\"protocol\":\"%s\",\"method\":\"%s\"%s}"
            .formatted(host, port, protocol, scheduler, fields),
        "",
        List.of("-A " + option(protocol) + " " + family.endpoint(host, port) + " -s " + scheduler + options)));
  }

  private void mark(Family family, long mark) {
    var server = family.server(rows.size());
    var key = "-f " + mark + (family == Family.IPV6 ? " -6" : "");
    rows.add(new Row(
        "{\"fwmark\":%d,\"family\":\"%s\",\"method\":\"rr\"}"
            .formatted(mark, family.name().toLowerCase(Locale.ROOT)),
        "{\"host\":\"%s\",\"pulse\":{\"type\":\"none\"}}".formatted(server),
        List.of("-A " + key + " -s rr", "-a " + key + " -r " + family.endpoint(server, 0) + " -m -w 100")));
  }

  private void server(Family family, Family other, String fields, String options) {
    var host = family.service(rows.size());
    var server = other.server(rows.size());
    var key = "-t " + family.endpoint(host, 80);
    rows.add(new Row(
        "{\"host\":\"%s\",\"port\":80,\"method\":\"rr\"}".formatted(host),
        "{\"host\":\"%s\",\"port\":80,%s,\"pulse\":{\"type\":\"none\"}}".formatted(server, fields),
        List.of("-A " + key + " -s rr", "-a " + key + " -r " + other.endpoint(server, 80) + " " + options)));
  }

  private static String option(String protocol) {
    return switch (protocol) {
      case "tcp" -> "-t";
      case "udp" -> "-u";
      case String _ -> "--sctp-service";
    };
  }

  private enum Family {
    IPV4(32),
    IPV6(128);

    private final int bits;

    Family(int bits) {
      this.bits = bits;
    }

    private String service(int number) {
      return address(60, number);
    }

    private String server(int number) {
      return address(61, number);
    }

    private String address(int network, int number) {
      return this == IPV4
          ? "10." + network + "." + number / 200 + "." + (1 + number % 200)
          : "fd00:" + network + "::" + Integer.toHexString(1 + number);
    }

    private String endpoint(String host, int port) {
      return this == IPV4 ? host + ":" + port : "[" + host + "]:" + port;
    }

    private String mask(int prefix) {
      if (this == IPV6) {
        return Integer.toString(prefix);
      }
      int bitsOfMask = -1 << (32 - prefix);
      return String.join(".", Integer.toString(bitsOfMask >>> 24), Integer.toString(bitsOfMask >> 16 & 255),
          Integer.toString(bitsOfMask >> 8 & 255), Integer.toString(bitsOfMask & 255));
    }
  }
}
