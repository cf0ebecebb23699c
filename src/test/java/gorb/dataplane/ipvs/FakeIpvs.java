package gorb.dataplane.ipvs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * IPVS as ip_vs_ctl.c of Linux 6.1 has it: what it checks, in its order, and with which errno. Used through
 * {@link FakeKernel}. Not modelled: connections, the trash of removed destinations, module loading.
 */
public final class FakeIpvs {
  private static final int EINVAL = 22;
  private static final int ENOENT = 2;
  private static final int ESRCH = 3;
  private static final int EEXIST = 17;
  private static final int ENODEV = 19;
  private static final int ERANGE = 34;
  private static final int EAFNOSUPPORT = 97;
  private static final int EOPNOTSUPP = 95;

  private static final int HASHED = 0x2;
  private static final int TUNNEL = 2;

  /** The services, newest first. */
  final List<Service> services = new ArrayList<>();
  /** The schedulers that are there or can be loaded. */
  final TreeSet<String> schedulers = new TreeSet<>(List.of(
      "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "mh", "sed", "nq", "fo", "ovf", "none"));
  /** TCP, TCP after FIN, UDP, in seconds. */
  final int[] timeouts = {900, 120, 300};
  /** Whether the namespace has a route table of its own addresses: only once lo was up. */
  boolean localTable = true;
  private final Map<Integer, Map<Integer, byte[]>> daemons = new TreeMap<>();

  /** A service of the kernel. */
  static final class Service {
    int family;
    int protocol;
    byte[] address = new byte[16];
    int port;
    int mark;
    String scheduler = "wlc";
    int flags = HASHED;
    int timeout;
    byte[] netmask = {-1, -1, -1, -1};
    String engine = "";
    /** What {@code IPVS_STATS_ATTR_*} tells, in the order of their numbers. */
    final long[] stats = new long[10];
    /** Newest first. */
    final List<Destination> destinations = new ArrayList<>();

    private boolean is(Service other) {
      return family == other.family
          && (mark != 0 || other.mark != 0
              ? mark == other.mark
              : protocol == other.protocol && port == other.port && Arrays.equals(address, other.address));
    }
  }

  /** A destination of the kernel. */
  static final class Destination {
    int family;
    byte[] address = new byte[16];
    int port;
    int forwarding;
    int weight;
    int upper;
    int lower;
    int tunnelType;
    int tunnelPort;
    int tunnelFlags;
    /** Active, inactive, persistent. */
    final int[] connections = new int[3];
    /** As of a service. */
    final long[] stats = new long[10];

    private boolean is(Destination other) {
      return family == other.family && port == other.port && Arrays.equals(address, other.address);
    }
  }

  /** Does what a command asks for; 0, or the errno. */
  int execute(int command, Map<Integer, byte[]> attributes) {
    return switch (command) {
      case 17 -> {
        services.clear();
        yield 0;
      }
      case 12 -> setTimeouts(attributes);
      case 9, 10 -> daemon(command, attributes);
      case 16 -> attributes.containsKey(1) ? onService(command, attributes) : 0;
      case 1, 2, 3, 5, 6, 7 -> onService(command, attributes);
      default -> EOPNOTSUPP;
    };
  }

  /** The service that a request names, or null; an errno where it names none. */
  Found find(byte[] nest) {
    var attributes = nest == null ? null : Tlv.parse(nest);
    if (attributes == null
        || !attributes.containsKey(1)
        || !(attributes.containsKey(5)
            || attributes.containsKey(2) && attributes.containsKey(3) && attributes.containsKey(4))) {
      return new Found(EINVAL, new Service(), null);
    }
    var wanted = new Service();
    wanted.family = Tlv.u16(attributes.get(1));
    if (wanted.family != 2 && wanted.family != 10) {
      return new Found(EAFNOSUPPORT, wanted, null);
    }
    if (attributes.containsKey(5)) {
      wanted.protocol = 6;
      wanted.mark = Tlv.u32(attributes.get(5));
    } else {
      wanted.protocol = Tlv.u16(attributes.get(2));
      wanted.address = Arrays.copyOf(attributes.get(3), 16);
      wanted.port = Tlv.be16(attributes.get(4));
    }
    return new Found(0, wanted, services.stream().filter(wanted::is).findFirst().orElse(null));
  }

  /** A request's service: what it names, and the one of the table, null where there is none. */
  record Found(int errno, Service wanted, Service existing) {}

  private int onService(int command, Map<Integer, byte[]> attributes) {
    var found = find(attributes.get(1));
    if (found.errno != 0) {
      return found.errno;
    }
    boolean full = command == 1 || command == 2;
    var settings = Tlv.parse(attributes.get(1));
    if (full && !(settings.containsKey(6) && settings.containsKey(7) && settings.containsKey(8)
        && settings.containsKey(9))) {
      return EINVAL;
    }
    if (full && settings.get(6).length > 16) {
      return EINVAL;
    }
    if (command != 1 && found.existing == null) {
      return ESRCH;
    }
    return switch (command) {
      case 1 -> found.existing == null ? addService(found.wanted, settings) : EEXIST;
      case 2 -> apply(found.existing, settings);
      case 3 -> {
        services.remove(found.existing);
        yield 0;
      }
      case 16 -> 0;
      default -> onDestination(command, found.existing, attributes.get(2));
    };
  }

  private int addService(Service service, Map<Integer, byte[]> settings) {
    int errno = apply(service, settings);
    if (errno == 0) {
      services.addFirst(service);
    }
    return errno;
  }

  private int apply(Service service, Map<Integer, byte[]> settings) {
    String scheduler = Tlv.text(settings.get(6));
    String engine = settings.containsKey(11) ? Tlv.text(settings.get(11)) : "";
    if (!schedulers.contains(scheduler) || !engine.isEmpty() && !engine.equals("sip")) {
      return ENOENT;
    }
    int prefix = Tlv.u32(settings.get(9));
    if (service.family == 10 && (prefix < 1 || prefix > 128)) {
      return EINVAL;
    }
    int mask = Tlv.u32(Arrays.copyOfRange(settings.get(7), 4, 8));
    service.flags = service.flags & ~mask | Tlv.u32(settings.get(7)) & mask | HASHED;
    service.scheduler = scheduler;
    service.engine = engine;
    service.timeout = Tlv.u32(settings.get(8));
    service.netmask = settings.get(9);
    return 0;
  }

  private int onDestination(int command, Service service, byte[] nest) {
    var attributes = nest == null ? null : Tlv.parse(nest);
    if (attributes == null || !attributes.containsKey(1) || !attributes.containsKey(2)) {
      return EINVAL;
    }
    boolean full = command != 7;
    if (full && !(attributes.containsKey(3) && attributes.containsKey(4) && attributes.containsKey(5)
        && attributes.containsKey(6))) {
      return EINVAL;
    }
    var wanted = destination(attributes, service, full);
    if (wanted.family != 2 && wanted.family != 10) {
      return EAFNOSUPPORT;
    }
    if (full && wanted.family != service.family && (wanted.forwarding != TUNNEL || !daemons.isEmpty())) {
      return EINVAL;
    }
    var existing = service.destinations.stream().filter(wanted::is).findFirst().orElse(null);
    return switch (command) {
      case 5 -> {
        int errno = range(wanted);
        yield errno != 0 ? errno : existing != null ? EEXIST : addDestination(service, wanted);
      }
      case 6 -> {
        int errno = range(wanted);
        yield errno != 0 ? errno : existing == null ? ENOENT : replace(service, existing, wanted);
      }
      default -> existing == null || !service.destinations.remove(existing) ? ENOENT : 0;
    };
  }

  private static Destination destination(Map<Integer, byte[]> attributes, Service service, boolean full) {
    var destination = new Destination();
    destination.address = Arrays.copyOf(attributes.get(1), 16);
    destination.port = Tlv.be16(attributes.get(2));
    destination.family = attributes.containsKey(11) ? Tlv.u16(attributes.get(11)) : 0;
    destination.family = destination.family == 0 ? service.family : destination.family;
    if (full) {
      destination.forwarding = Tlv.u32(attributes.get(3)) & 7;
      destination.weight = Tlv.u32(attributes.get(4));
      destination.upper = Tlv.u32(attributes.get(5));
      destination.lower = Tlv.u32(attributes.get(6));
      destination.tunnelType = attributes.containsKey(13) ? Tlv.u8(attributes.get(13)) : 0;
      destination.tunnelPort = attributes.containsKey(14) ? Tlv.be16(attributes.get(14)) : 0;
      destination.tunnelFlags = attributes.containsKey(15) ? Tlv.u16(attributes.get(15)) : 0;
    }
    return destination;
  }

  private static int range(Destination destination) {
    if (destination.weight < 0 || Integer.compareUnsigned(destination.lower, destination.upper) > 0) {
      return ERANGE;
    }
    return destination.tunnelType == 1 && destination.tunnelPort == 0 ? EINVAL : 0;
  }

  private int addDestination(Service service, Destination destination) {
    int first = Byte.toUnsignedInt(destination.address[0]);
    boolean unfit = destination.family == 2
        ? first >= 224
        : first == 0xff || first == 0xfe && (destination.address[1] & 0xc0) == 0x80;
    if (!localTable || unfit) {
      return EINVAL;
    }
    service.destinations.addFirst(destination);
    return 0;
  }

  private static int replace(Service service, Destination existing, Destination wanted) {
    service.destinations.set(service.destinations.indexOf(existing), wanted);
    return 0;
  }

  private int setTimeouts(Map<Integer, byte[]> attributes) {
    for (int number = 4; number <= 6; number++) {
      int seconds = attributes.containsKey(number) ? Tlv.u32(attributes.get(number)) : 0;
      if (seconds < 0) {
        return EINVAL;
      }
      timeouts[number - 4] = seconds == 0 ? timeouts[number - 4] : seconds;
    }
    return 0;
  }

  private int daemon(int command, Map<Integer, byte[]> attributes) {
    var daemon = attributes.containsKey(3) ? Tlv.parse(attributes.get(3)) : null;
    if (daemon == null || !daemon.containsKey(1)) {
      return EINVAL;
    }
    int state = Tlv.u32(daemon.get(1));
    if (command == 10) {
      return daemons.remove(state) == null ? ESRCH : 0;
    }
    if (!daemon.containsKey(2) || !daemon.containsKey(3)) {
      return EINVAL;
    }
    if (!Tlv.text(daemon.get(2)).equals("lo")) {
      return ENODEV;
    }
    return daemons.putIfAbsent(state, started(state, daemon)) == null ? 0 : EEXIST;
  }

  /** With the defaults of start_sync_thread, in the order in which the kernel tells it. */
  private static Map<Integer, byte[]> started(int state, Map<Integer, byte[]> wanted) {
    var daemon = new TreeMap<>(wanted);
    int length = wanted.containsKey(4) ? Tlv.u16(wanted.get(4)) : 0;
    int least = state == 2 ? 1_024 : 1;
    daemon.put(4, u16(length == 0 ? 1_472 : Math.max(length, least)));
    if (!wanted.containsKey(6)) {
      daemon.putIfAbsent(5, new byte[] {(byte) 224, 0, 0, 81});
    }
    daemon.putIfAbsent(7, u16(8_848));
    daemon.putIfAbsent(8, new byte[] {1});
    return daemon;
  }

  private static byte[] u16(int value) {
    return ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort((short) value).array();
  }

  /** The sync daemons that run, as they are told. */
  List<byte[]> daemons() {
    return daemons.values().stream().map(daemon -> {
      var nest = new Tlv();
      daemon.forEach(nest::raw);
      return new Tlv().nested(3, nest).toBytes();
    }).toList();
  }

  byte[] information() {
    return new Tlv().u32(1, 0x010201).u32(2, 4096).toBytes();
  }

  byte[] configuration() {
    return new Tlv().u32(4, timeouts[0]).u32(5, timeouts[1]).u32(6, timeouts[2]).toBytes();
  }

  static byte[] encode(Service service) {
    var nest = new Tlv().u16(1, service.family);
    if (service.mark != 0) {
      nest.u32(5, service.mark);
    } else {
      nest.u16(2, service.protocol).raw(3, service.address).be16(4, service.port);
    }
    nest.text(6, service.scheduler);
    if (!service.engine.isEmpty()) {
      nest.text(11, service.engine);
    }
    nest.raw(7, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(service.flags).putInt(-1).array())
        .u32(8, service.timeout)
        .raw(9, service.netmask)
        .nested(10, narrow(service.stats))
        .nested(12, wide(service.stats));
    return new Tlv().nested(1, nest).toBytes();
  }

  static byte[] encode(Destination destination) {
    var nest = new Tlv()
        .raw(1, destination.address)
        .be16(2, destination.port)
        .u32(3, destination.forwarding)
        .u32(4, destination.weight)
        .u8(13, destination.tunnelType)
        .be16(14, destination.tunnelPort)
        .u16(15, destination.tunnelFlags)
        .u32(5, destination.upper)
        .u32(6, destination.lower)
        .u32(7, destination.connections[0])
        .u32(8, destination.connections[1])
        .u32(9, destination.connections[2])
        .u16(11, destination.family)
        .nested(10, narrow(destination.stats))
        .nested(12, wide(destination.stats));
    return new Tlv().nested(2, nest).toBytes();
  }

  private static Tlv narrow(long[] amounts) {
    var stats = new Tlv();
    for (int number = 1; number <= 10; number++) {
      if (number == 4 || number == 5) {
        stats.u64(number, amounts[number - 1]);
      } else {
        stats.u32(number, (int) amounts[number - 1]);
      }
    }
    return stats;
  }

  private static Tlv wide(long[] amounts) {
    var stats = new Tlv();
    for (int number = 1; number <= 10; number++) {
      stats.u64(number, amounts[number - 1]);
    }
    return stats;
  }
}
