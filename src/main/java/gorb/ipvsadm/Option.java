package gorb.ipvsadm;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options of ipvsadm(8) 1.31 that make a table. */
enum Option {
  ADD_SERVICE("-A", "--add-service", Value.NONE),
  ADD_SERVER("-a", "--add-server", Value.NONE),
  TCP("-t", "--tcp-service", Value.REQUIRED),
  UDP("-u", "--udp-service", Value.REQUIRED),
  SCTP("", "--sctp-service", Value.REQUIRED),
  MARK("-f", "--fwmark-service", Value.REQUIRED),
  IPV6("-6", "--ipv6", Value.NONE),
  SCHEDULER("-s", "--scheduler", Value.REQUIRED),
  PERSISTENT("-p", "--persistent", Value.OPTIONAL),
  NETMASK("-M", "--netmask", Value.REQUIRED),
  ENGINE("", "--pe", Value.REQUIRED),
  ONE_PACKET("-o", "--ops", Value.NONE),
  FLAGS("-b", "--sched-flags", Value.REQUIRED),
  SERVER("-r", "--real-server", Value.REQUIRED),
  ROUTE("-g", "--gatewaying", Value.NONE),
  TUNNEL("-i", "--ipip", Value.NONE),
  MASQUERADE("-m", "--masquerading", Value.NONE),
  TUNNEL_TYPE("", "--tun-type", Value.REQUIRED),
  TUNNEL_PORT("", "--tun-port", Value.REQUIRED),
  TUNNEL_NO_CHECKSUM("", "--tun-nocsum", Value.NONE),
  TUNNEL_CHECKSUM("", "--tun-csum", Value.NONE),
  TUNNEL_REMOTE_CHECKSUM("", "--tun-remcsum", Value.NONE),
  WEIGHT("-w", "--weight", Value.REQUIRED),
  UPPER("-x", "--u-threshold", Value.REQUIRED),
  LOWER("-y", "--l-threshold", Value.REQUIRED);

  private static final Map<String, Option> BY_WORD = Arrays.stream(values())
      .flatMap(option -> Stream.of(Map.entry(option.shortName, option), Map.entry(option.longName, option)))
      .filter(entry -> !entry.getKey().isEmpty())
      .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String shortName;
  private final String longName;
  private final Value value;

  Option(String shortName, String longName, Value value) {
    this.shortName = shortName;
    this.longName = longName;
    this.value = value;
  }

  /** Whether a word follows. */
  enum Value {
    NONE,
    REQUIRED,
    /** A word that begins with {@code -} is the next option. */
    OPTIONAL
  }

  Value value() {
    return value;
  }

  /** Every option by each of its names. */
  static Map<String, Option> byWord() {
    return BY_WORD;
  }

  /** As ipvsadm prints it: the short name where it has one. */
  @Override
  public String toString() {
    return shortName.isEmpty() ? longName : shortName;
  }
}
