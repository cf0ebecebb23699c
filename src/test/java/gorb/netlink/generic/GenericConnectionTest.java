package gorb.netlink.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.ffm.Errno;
import gorb.netlink.AnnotatedHex;
import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import gorb.netlink.NetlinkConnection;
import gorb.netlink.NetlinkConnection.Refused;
import gorb.netlink.NetlinkException;
import gorb.netlink.NetlinkSocket;
import gorb.netlink.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenericConnectionTest {
  private static final GenericCommand SET = new GenericCommand("set thing", 2, writer -> writer.u16(Thing.THING, 7));

  private static final Vectors VECTORS = Vectors.of(GenericConnectionTest.class, 1);

  private final ModuleOfThings kernel = new ModuleOfThings();
  private final GenericConnection connection =
      new GenericConnection(new NetlinkConnection(kernel), "THINGS", 1);

  @Test
  void theAnswerOfTheControllerIsRead() throws MalformedMessageException {
    assertThat(Family.decode(VECTORS.buffer("family IPVS"))).isEqualTo(new Family(32, "IPVS", 1));
  }

  @Test
  void aCutAnswerOfTheControllerIsMalformed() {
    byte[] answer = VECTORS.payload("family IPVS");
    int prefixes = 0;
    for (int length = 0; length < answer.length; length++) {
      if (length != 32 && length != 40 && length != 48) { // there ends an attribute behind those that matter here
        var prefix = AnnotatedHex.buffer(Arrays.copyOf(answer, length));
        assertThatThrownBy(() -> Family.decode(prefix)).as("%d bytes", length)
            .isInstanceOf(MalformedMessageException.class);
        prefixes++;
      }
    }
    assertThat(prefixes).isEqualTo(369);
  }

  @Test
  void theFamilyIsLookedUpOnceAndItsIdIsTheMessageType() throws NetlinkException {
    connection.execute(SET);
    connection.execute(SET);

    assertThat(kernel.lookups).isEqualTo(1);
    assertThat(kernel.done).containsExactly(7, 7);
  }

  @Test
  void afterItsModuleWasLoadedAgainTheFamilyIsFoundUnderItsNewId() throws NetlinkException {
    connection.execute(SET);
    kernel.id = 0x31;

    connection.execute(SET);

    assertThat(kernel.lookups).isEqualTo(2);
    assertThat(kernel.done).containsExactly(7, 7);
  }

  @Test
  void whatIsAskedAfterAReloadIsAnsweredToo() throws NetlinkException {
    connection.execute(SET);
    kernel.id = 0x31;

    assertThat(connection.ask(new GenericCommand("get thing", 3, MessageWriter.Body.EMPTY), VALUE)).isEqualTo(7);
  }

  @Test
  void aBatchAfterAReloadIsSentAgain() throws NetlinkException {
    connection.execute(SET);
    kernel.id = 0x31;

    var refused = connection.batch(List.of(SET, bad(Errno.EINVAL), SET));

    assertThat(refused).containsExactly(new Refused(1, Errno.EINVAL, ""));
    assertThat(kernel.done).containsExactly(7, 7, 7);
  }

  @Test
  void aRefusalOfTheFamilyItselfIsNotRepeated() throws NetlinkException {
    connection.execute(SET);

    var refused = connection.batch(List.of(bad(Errno.ENOENT), SET, bad(Errno.EEXIST)));

    assertThat(refused).containsExactly(new Refused(0, Errno.ENOENT, ""), new Refused(2, Errno.EEXIST, ""));
    assertThat(kernel.done).containsExactly(7, 7);
    assertThatThrownBy(() -> connection.execute(bad(Errno.ENOENT)))
        .isInstanceOf(KernelRefusalException.class)
        .hasMessage("bad thing: ENOENT (No such file or directory)");
  }

  @Test
  void aFamilyThatIsGoneIsMissing() throws NetlinkException {
    connection.execute(SET);
    kernel.id = 0;

    assertThatThrownBy(() -> connection.execute(SET))
        .isInstanceOf(FamilyMissingException.class)
        .hasMessage("look up generic netlink family THINGS: ENOENT (No such file or directory)");
    assertThatThrownBy(() -> connection.batch(List.of(SET))).isInstanceOf(FamilyMissingException.class);
    kernel.id = 0x32;
    connection.execute(SET);
  }

  private static final GenericConnection.Decoder<Integer> VALUE = new GenericConnection.Decoder<>() {
    @Override
    public int highest() {
      return 1;
    }

    @Override
    public Integer decode(Attributes attributes) throws MalformedMessageException {
      return attributes.u16(Thing.THING);
    }
  };

  private static GenericCommand bad(Errno errno) {
    return new GenericCommand("bad thing", 100 + errno.number(), MessageWriter.Body.EMPTY);
  }

  private enum Thing implements AttributeName {
    THING;

    @Override
    public int number() {
      return 1;
    }
  }

  /**
   * A kernel with one family: command 2 sets a thing, 3 gets the last, 100 and above are refused with the rest as errno.
   * An id of 0 is a module that is not loaded.
   */
  private static final class ModuleOfThings implements NetlinkSocket {
    private final List<Integer> done = new ArrayList<>();
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private int id = 0x20;
    private int lookups;

    @Override
    public void send(ByteBuffer datagram) {
      datagram.order(ByteOrder.nativeOrder());
      while (datagram.hasRemaining()) {
        int start = datagram.position();
        int length = datagram.getInt(start);
        take(datagram.slice(start, length).order(ByteOrder.nativeOrder()));
        datagram.position(start + length);
      }
    }

    private void take(ByteBuffer message) {
      int sequence = message.getInt(8);
      int command = message.get(16);
      if (message.getShort(4) == 0x10) {
        lookups++;
        if (id == 0) {
          acknowledge(sequence, Errno.ENOENT.number());
        } else {
          var name = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putShort((short) 11).putShort((short) 2)
              .put("THINGS".getBytes(StandardCharsets.US_ASCII));
          reply(0x10, sequence, name.array(), words(0x0001_0006, id, 0x0003_0008, 1));
        }
      } else if (message.getShort(4) != id) {
        acknowledge(sequence, Errno.ENOENT.number());
      } else if (command >= 100) {
        acknowledge(sequence, command - 100);
      } else if (command == 2) {
        done.add((int) message.getShort(24));
        if ((message.getShort(6) & 4) != 0) {
          acknowledge(sequence, 0);
        }
      } else {
        reply(id, sequence, words(0x0001_0006, done.getLast()));
      }
    }

    private void acknowledge(int sequence, int errno) {
      add(2, 0x100, sequence, words(-errno, 20, 0, sequence, 0));
    }

    private void reply(int type, int sequence, byte[]... parts) {
      var all = ByteBuffer.allocate(4 + Arrays.stream(parts).mapToInt(part -> part.length).sum()).putInt(0);
      for (byte[] part : parts) {
        all.put(part);
      }
      add(type, 0, sequence, all.array());
    }

    private void add(int type, int flags, int sequence, byte[] payload) {
      var message = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.nativeOrder());
      message.putInt(message.capacity()).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
      answers.add(message.put(payload).array());
    }

    private static byte[] words(int... words) {
      var buffer = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
      for (int word : words) {
        buffer.putInt(word);
      }
      return buffer.array();
    }

    @Override
    public boolean receive(ByteBuffer datagram, Waiting waiting) {
      datagram.clear();
      var answer = answers.poll();
      if (answer == null) {
        return false;
      }
      datagram.put(answer).flip();
      return true;
    }

    @Override
    public void close() {}
  }
}
