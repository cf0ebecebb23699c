package gorb.document;

import gorb.document.FieldType.Field;
import gorb.document.FieldType.Known;
import gorb.document.FieldType.Text;
import gorb.document.FieldType.Whole;
import gorb.model.AddressFamily;
import gorb.model.ConnectionTimeout;
import gorb.model.SyncDaemon;
import gorb.model.SyncRole;
import gorb.model.Sysctl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fields of the director's settings, by name; {@link DirectorReader} reads them. */
public final class DirectorFields {
  /** The field of a file that has them all. */
  public static final String IPVS = "ipvs";

  static final String TIMEOUTS = "timeouts";
  static final String SYNC = "sync";
  static final String SYSCTL = "sysctl";
  static final String INTERFACE = "interface";
  static final String ID = "id";
  static final String GROUP = "group";
  static final String PORT = "port";
  static final String TTL = "ttl";
  static final String LENGTH = "length";
  static final int HIGHEST_TTL = 255;
  static final int LONGEST_ADDRESS = 64;

  private static final String AS_IT_IS = "as the kernel has it";

  private DirectorFields() {}

  /** The field of everything. */
  public static Field ipvs() {
    return optional(IPVS, new Known(all()), "none", "settings of the kernel's IPVS as a whole");
  }

  /** What may be in it. */
  public static List<Field> all() {
    return List.of(
        optional(TIMEOUTS, new Known(timeouts()), AS_IT_IS, "after which the kernel forgets connections"),
        optional(SYNC, new Known(roles()), AS_IT_IS, "the sync daemons; one that is not named does not run"),
        optional(SYSCTL, new Known(sysctls()), AS_IT_IS, "parameters of the kernel, net.ipv4.vs.*"));
  }

  private static List<Field> timeouts() {
    return Arrays.stream(ConnectionTimeout.values())
        .map(timeout -> optional(timeout.label(), new FieldType.Duration(
            ConnectionTimeout.SHORTEST.toSeconds(), ConnectionTimeout.LONGEST.toSeconds()), AS_IT_IS, switch (timeout) {
              case TCP -> "of established connections of TCP";
              case TCP_FIN -> "of connections of TCP after a FIN";
              case UDP -> "of flows of UDP";
            }))
        .toList();
  }

  private static List<Field> roles() {
    return Arrays.stream(SyncRole.values())
        .map(role -> optional(role.label(), new Known(daemon(role)), "none", switch (role) {
          case MASTER -> "sends connections to other directors";
          case BACKUP -> "takes connections of other directors";
        }))
        .toList();
  }

  private static List<Field> daemon(SyncRole role) {
    return List.of(
        new Field(INTERFACE, new Text(SyncDaemon.LONGEST_INTERFACE, "^[^\\s/]+$"), true, "", "the multicast interface"),
        optional(ID, new Whole(0, SyncDaemon.HIGHEST_ID, false), "0",
            "only those with the same number listen to each other"),
        optional(GROUP, new Text(LONGEST_ADDRESS, ""), SyncDaemon.DEFAULT_GROUP.toString(), "a multicast address"),
        optional(PORT, new Whole(1, Fields.HIGHEST_PORT, false), Integer.toString(SyncDaemon.DEFAULT_PORT), "of UDP"),
        optional(TTL, new Whole(1, HIGHEST_TTL, false), Integer.toString(SyncDaemon.DEFAULT_TTL), "of the messages"),
        optional(LENGTH, new Whole(SyncDaemon.shortestLength(role), SyncDaemon.longestLength(AddressFamily.IPV4), false),
            "the kernel's choice", "the longest message in bytes, without headers"));
  }

  private static List<Field> sysctls() {
    var fields = new ArrayList<Field>();
    for (var sysctl : Sysctl.values()) {
      fields.add(optional(sysctl.label(),
          sysctl.isPair()
              ? new Text(FieldType.UNBOUNDED, "^[0-9]{1,10} [0-9]{1,10}$")
              : new Whole(sysctl.lowest(), sysctl.highest(), false),
          "as the kernel has it, " + sysctl.defaultValue() + " at first", sysctl.meaning()));
    }
    return fields;
  }

  private static Field optional(String name, FieldType type, String defaultValue, String description) {
    return new Field(name, type, false, defaultValue, description);
  }
}
