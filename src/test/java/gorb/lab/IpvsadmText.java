package gorb.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What ipvsadm 1.31 prints, as records. It knows no more than ipvsadm prints; a word it does not know is an error,
 * since a witness that overlooks something is none. Keys print as this project's do: {@code tcp/10.0.0.1:80},
 * {@code udp/[fd00::1]:53}, {@code fwmark/ipv4/7}; a server's is {@code 10.0.0.2:80}.
 */
public final class IpvsadmText {
  private IpvsadmText() {}

  /** How packets reach a server. */
  public enum Method {
    MASQUERADE("-m"),
    ROUTE("-g"),
    TUNNEL("-i"),
    LOCAL("-l");

    private final String option;

    Method(String option) {
      this.option = option;
    }
  }

  /**
   * A service of {@code ipvsadm -Sn}.
   *
   * @param scheduler the name of its scheduler
   * @param schedulerFlags as printed: {@code flag-1}, {@code mh-port}
   * @param persistenceSeconds empty when not persistent
   * @param mask of persistence: {@code 255.255.255.0}, or a prefix length for IPv6; empty for whole addresses
   * @param onePacket whether {@code -o} is set
   * @param engine of persistence
   * @param servers by key, in the order printed
   */
  public record Service(
      String scheduler, Set<String> schedulerFlags, OptionalInt persistenceSeconds, Optional<String> mask,
      boolean onePacket, Optional<String> engine, Map<String, Server> servers) {
    public Service {
      schedulerFlags = Set.copyOf(schedulerFlags);
      servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    }
  }

  /**
   * A server of {@code ipvsadm -Sn}.
   *
   * @param method how packets reach it
   * @param weight 0 or more
   * @param tunnel what follows {@code --tun-}: {@code type ipip}, {@code type gue port 6080 csum}; else empty
   */
  public record Server(Method method, int weight, String tunnel) {}

  /**
   * A line of a server in {@code ipvsadm -Ln}.
   *
   * @param key whose line
   * @param columns what follows the address
   */
  public record Row(Key key, List<String> columns) {
    public Row {
      columns = List.copyOf(columns);
    }

    /** A server within a service. */
    public record Key(String service, String server) {}
  }

  /** Connection thresholds; 0 is none. */
  public record Limits(long upper, long lower) {
    static Limits of(List<String> columns) {
      return new Limits(number(columns, 0), number(columns, 1));
    }
  }

  /** Connections of a server now. */
  public record Connections(int weight, long persistent, long active, long inactive) {
    static Connections of(List<String> columns) {
      return new Connections(Math.toIntExact(number(columns, 0)), number(columns, 1), number(columns, 2), number(columns, 3));
    }
  }

  /** What a server has counted since it was added. */
  public record Counters(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {
    static Counters of(List<String> columns) {
      return new Counters(number(columns, 0), number(columns, 1), number(columns, 2), number(columns, 3), number(columns, 4));
    }
  }

  /** Reads {@code ipvsadm -Sn}. */
  public static Map<String, Service> table(List<String> lines) {
    var services = new LinkedHashMap<String, Service>();
    for (var line : lines) {
      var words = new ArrayDeque<>(List.of(line.strip().split(" +")));
      switch (words.pop()) {
        case "-A" -> {
          var key = serviceKey(words);
          services.put(key, service(words, line));
        }
        case "-a" -> {
          var key = serviceKey(words);
          var service = services.get(key);
          if (service == null) {
            throw unknown(line);
          }
          services.put(key, withServer(service, words, line));
        }
        case String _ -> throw unknown(line);
      }
    }
    return services;
  }

  /** Reads the servers' lines of {@code ipvsadm -Ln} with whatever columns. */
  static List<Row> servers(List<String> lines) {
    var rows = new ArrayList<Row>();
    var service = "";
    for (var line : lines) {
      var words = List.of(line.strip().split(" +"));
      switch (words.getFirst()) {
        case "TCP", "UDP", "SCTP" -> service = words.get(0).toLowerCase(Locale.ROOT) + "/" + words.get(1);
        case "FWM" -> service = fwmark(words.get(1), words.size() > 2 && words.get(2).equals("IPv6"));
        case "->" -> {
          if (!service.isEmpty()) {
            rows.add(new Row(new Row.Key(service, words.get(1)), words.subList(2, words.size())));
          }
        }
        case "IP", "Prot" -> { }
        case String _ -> throw unknown(line);
      }
    }
    return rows;
  }

  private static String serviceKey(Deque<String> words) {
    var option = words.pop();
    var address = words.pop();
    return switch (option) {
      case "-t" -> "tcp/" + address;
      case "-u" -> "udp/" + address;
      case "--sctp-service" -> "sctp/" + address;
      case "-f" -> fwmark(address, "-6".equals(words.peek()) && words.pop() != null);
      case String _ -> throw unknown(option + " " + address);
    };
  }

  private static String fwmark(String mark, boolean ipv6) {
    return "fwmark/" + (ipv6 ? "ipv6/" : "ipv4/") + mark;
  }

  private static Service service(Deque<String> words, String line) {
    var scheduler = "";
    var flags = Set.<String>of();
    var persistence = OptionalInt.empty();
    var mask = Optional.<String>empty();
    var onePacket = false;
    var engine = Optional.<String>empty();
    while (!words.isEmpty()) {
      switch (words.pop()) {
        case "-s" -> scheduler = words.pop();
        case "-b" -> flags = Set.of(words.pop().split(","));
        case "-p" -> persistence = OptionalInt.of(Integer.parseInt(words.pop()));
        case "-M" -> mask = Optional.of(words.pop());
        case "-o" -> onePacket = true;
        case "--pe" -> engine = Optional.of(words.pop());
        case String _ -> throw unknown(line);
      }
    }
    return new Service(scheduler, flags, persistence, mask, onePacket, engine, Map.of());
  }

  private static Service withServer(Service service, Deque<String> words, String line) {
    var key = "";
    var method = Optional.<Method>empty();
    var weight = OptionalInt.empty();
    var tunnel = new ArrayList<String>();
    while (!words.isEmpty()) {
      switch (words.pop()) {
        case "-r" -> key = words.pop();
        case "-w" -> weight = OptionalInt.of(Integer.parseInt(words.pop()));
        case String option when option.startsWith("--tun-type") || option.startsWith("--tun-port") ->
            tunnel.add(option.substring("--tun-".length()) + " " + words.pop());
        case String option when option.startsWith("--tun-") -> tunnel.add(option.substring("--tun-".length()));
        case String option -> method = Optional.of(method(option, line));
      }
    }
    if (key.isEmpty() || method.isEmpty() || weight.isEmpty()) {
      throw unknown(line);
    }
    var servers = new LinkedHashMap<>(service.servers());
    servers.put(key, new Server(method.get(), weight.getAsInt(), String.join(" ", tunnel)));
    return new Service(service.scheduler(), service.schedulerFlags(), service.persistenceSeconds(), service.mask(),
        service.onePacket(), service.engine(), servers);
  }

  private static Method method(String option, String line) {
    for (var method : Method.values()) {
      if (method.option.equals(option)) {
        return method;
      }
    }
    throw unknown(line);
  }

  private static long number(List<String> columns, int index) {
    return Long.parseLong(columns.get(index));
  }

  private static IllegalArgumentException unknown(String line) {
    return new IllegalArgumentException("ipvsadm printed something unknown: " + line);
  }
}
