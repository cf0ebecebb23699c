package gorb.netlink.generic;

import gorb.ffm.Errno;
import gorb.netlink.Attributes;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.NetlinkConnection;
import gorb.netlink.NetlinkConnection.Refused;
import gorb.netlink.NetlinkException;
import gorb.netlink.Request;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commands to one generic netlink family. Used by one thread.
 *
 * <p>The family is looked up by name at the first command. When its module is loaded again it gets another id, and
 * messages to the old one are refused with ENOENT or EOPNOTSUPP; the family may use these for its own refusals too.
 * Therefore such a refusal makes this look the family up again, and repeat what was refused if, and only if, the id is
 * another.
 */
public final class GenericConnection implements AutoCloseable {
  private static final int GENL_ID_CTRL = 0x10;
  private static final int CTRL_CMD_GETFAMILY = 3;
  private static final int CTRL_VERSION = 2;
  private static final Set<Errno> OF_A_VANISHED_FAMILY = Set.of(Errno.ENOENT, Errno.EOPNOTSUPP);

  private final NetlinkConnection connection;
  private final String name;
  private final int version;
  private @Nullable Family family;

  /**
   * @param connection closed with this one
   * @param name of the family
   * @param version of its messages, 0..255
   */
  public GenericConnection(NetlinkConnection connection, String name, int version) {
    this.connection = connection;
    this.name = name;
    this.version = version;
  }

  /**
   * The family as the kernel has it now. Asking makes a kernel that may load modules load the family's.
   *
   * @throws FamilyMissingException when the kernel has none of that name
   */
  public Family family() throws NetlinkException {
    var request = new Request(
        "look up generic netlink family " + name,
        GENL_ID_CTRL,
        0,
        writer -> {
          new GenericHeader(CTRL_CMD_GETFAMILY, CTRL_VERSION).encode(writer);
          writer.text(Family.ControlAttribute.CTRL_ATTR_FAMILY_NAME, name);
        });
    try {
      family = connection.ask(request, Family::decode);
      return family;
    } catch (KernelRefusalException e) {
      family = null;
      throw e.errno().equals(Errno.ENOENT) ? new FamilyMissingException(name, e) : e;
    }
  }

  /** Has the kernel do one thing. */
  public void execute(GenericCommand command) throws NetlinkException {
    withFamily(id -> {
      connection.execute(request(command, id));
      return true;
    });
  }

  /** Asks for one thing. */
  public <T> T ask(GenericCommand command, Decoder<T> decoder) throws NetlinkException {
    return withFamily(id -> connection.ask(request(command, id), of(decoder)));
  }

  /** Reads a list. */
  public <T> List<T> dump(GenericCommand command, Decoder<T> decoder) throws NetlinkException {
    return withFamily(id -> connection.dump(request(command, id), of(decoder)));
  }

  /**
   * Has the kernel do many things in their order. A refusal does not stop those behind it.
   *
   * @return the refusals, in the order of the commands
   */
  public List<Refused> batch(List<GenericCommand> commands) throws NetlinkException {
    int id = knownFamily().id();
    var refused = connection.batch(requests(commands, id));
    var suspects = refused.stream().filter(refusal -> OF_A_VANISHED_FAMILY.contains(refusal.errno())).toList();
    if (suspects.isEmpty() || family().id() == id) {
      return refused;
    }
    var result = new ArrayList<>(refused);
    result.removeAll(suspects);
    var again = suspects.stream().map(refusal -> commands.get(refusal.index())).toList();
    for (var refusal : connection.batch(requests(again, knownFamily().id()))) {
      result.add(new Refused(suspects.get(refusal.index()).index(), refusal.errno(), refusal.kernelText()));
    }
    result.sort(Comparator.comparingInt(Refused::index));
    return result;
  }

  @Override
  public void close() {
    connection.close();
  }

  private Family knownFamily() throws NetlinkException {
    var known = family;
    return known == null ? family() : known;
  }

  private <T> T withFamily(Exchange<T> exchange) throws NetlinkException {
    int id = knownFamily().id();
    try {
      return exchange.with(id);
    } catch (KernelRefusalException e) {
      if (!OF_A_VANISHED_FAMILY.contains(e.errno()) || family().id() == id) {
        throw e;
      }
      return exchange.with(knownFamily().id());
    }
  }

  /** The requests, each of which is made where it is needed: the thread that fills the datagrams makes most of them. */
  private List<Request> requests(List<GenericCommand> commands, int id) {
    return new AbstractList<>() {
      @Override
      public Request get(int index) {
        return request(commands.get(index), id);
      }

      @Override
      public int size() {
        return commands.size();
      }
    };
  }

  private Request request(GenericCommand command, int id) {
    return new Request(command.operation(), id, 0, writer -> {
      new GenericHeader(command.command(), version).encode(writer);
      command.body().writeTo(writer);
    });
  }

  private <T> NetlinkConnection.Decoder<T> of(Decoder<T> decoder) {
    return payload -> {
      GenericHeader.decode(payload);
      return decoder.decode(Attributes.parse(name + " message", payload, decoder.highest()));
    };
  }

  /** Reads the attributes of an answer. They are valid during the call only. */
  public interface Decoder<T> {
    /** The highest number of interest among the attributes of the first level. */
    int highest();

    /** Reads one answer. */
    T decode(Attributes attributes) throws MalformedMessageException;
  }

  private interface Exchange<T> {
    T with(int id) throws NetlinkException;
  }
}
