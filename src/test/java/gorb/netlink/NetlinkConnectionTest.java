package gorb.netlink;

import static gorb.netlink.ScriptedSocket.acknowledgement;
import static gorb.netlink.ScriptedSocket.answer;
import static gorb.netlink.ScriptedSocket.done;
import static gorb.netlink.ScriptedSocket.interruptedAnswer;
import static gorb.netlink.ScriptedSocket.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.ffm.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetlinkConnectionTest {
  private static final Request REQUEST = new Request("set thing 7", 0x20, 0, writer -> writer.u32(7));
  private static final NetlinkConnection.Decoder<Integer> WORD = ByteBuffer::getInt;

  private final ScriptedSocket kernel = new ScriptedSocket();
  private final NetlinkConnection connection = new NetlinkConnection(kernel);

  @Test
  void aRequestIsOneMessageThatAsksForAnAcknowledgement() throws NetlinkException {
    kernel.deliver(acknowledgement(1, 0));

    connection.execute(REQUEST);

    assertThat(kernel.sent).containsExactly(message(0x20, 0x5, 1, 7));
  }

  @Test
  void aRefusalNamesOperationReasonAndTheKernelsWords() {
    kernel.deliver(AnnotatedHex.bytes("""
        38000000 0200 0003 01000000 00000000      // NLMSG_ERROR, capped, with attributes
        efffffff                                  // -EEXIST
        14000000 2000 0500 01000000 00000000      // the request's header
        1400 0100 746869732069732074616b656e21 00 00  // NLMSGERR_ATTR_MSG "this is taken!"
        """));

    assertThatThrownBy(() -> connection.execute(REQUEST))
        .isInstanceOfSatisfying(KernelRefusalException.class, e -> {
          assertThat(e.errno()).isEqualTo(Errno.EEXIST);
          assertThat(e.kernelText()).isEqualTo("this is taken!");
        })
        .hasMessage("set thing 7: EEXIST (File exists): this is taken!");
  }

  @Test
  void anAnswerNeedsNoAcknowledgement() throws NetlinkException {
    kernel.deliver(answer(1, 42));

    assertThat(connection.ask(REQUEST, WORD)).isEqualTo(42);
    assertThat(kernel.sent).containsExactly(message(0x20, 0x1, 1, 7));
  }

  @Test
  void answersToEarlierRequestsArePassedOver() throws NetlinkException {
    kernel.deliver(answer(99, 1), message(Message.NLMSG_NOOP, 0, 1)).deliver(acknowledgement(0, 17), answer(1, 42));

    assertThat(connection.ask(REQUEST, WORD)).isEqualTo(42);
  }

  @Test
  void anAcknowledgementInPlaceOfAnAnswerIsMalformed() {
    kernel.deliver(acknowledgement(1, 0));

    assertThatThrownBy(() -> connection.ask(REQUEST, WORD))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("set thing 7: acknowledged without an answer");
  }

  @Test
  void aListOfManyDatagramsEndsAtDone() throws NetlinkException {
    kernel.deliver(answer(1, 1), answer(1, 2)).deliver(answer(1, 3)).deliver(done(1));

    assertThat(connection.dump(REQUEST, WORD)).containsExactly(1, 2, 3);
    assertThat(kernel.sent).containsExactly(message(0x20, 0x301, 1, 7));
  }

  @Test
  void aListThatTheKernelCouldNotFinishIsARefusal() {
    kernel.deliver(answer(1, 1)).deliver(message(Message.NLMSG_DONE, 2, 1, -Errno.ENOMEM.number()));

    assertThatThrownBy(() -> connection.dump(REQUEST, WORD)).hasMessage("set thing 7: ENOMEM (Cannot allocate memory)");
  }

  @Test
  void aListThatChangedIsReadAgain() throws NetlinkException {
    kernel.deliver(answer(1, 1), interruptedAnswer(1, 2)).deliver(done(1)).deliver(answer(2, 5), done(2));

    assertThat(connection.dump(REQUEST, WORD)).containsExactly(5);
    assertThat(kernel.sequences()).containsExactly(1, 2);
  }

  @Test
  void aListThatNeverStopsChangingIsGivenUp() {
    for (int sequence = 1; sequence <= NetlinkConnection.DUMP_ATTEMPTS; sequence++) {
      kernel.deliver(interruptedAnswer(sequence, 1), done(sequence));
    }

    assertThatThrownBy(() -> connection.dump(REQUEST, WORD))
        .isInstanceOf(AnswersLostException.class)
        .hasMessage("set thing 7: the list changed during each of 4 readings");
    assertThat(kernel.waiting()).isZero();
  }

  @Test
  void anEntryThatCannotBeReadLeavesTheSocketUsable() throws NetlinkException {
    kernel.deliver(answer(1, 1), answer(1, 13), answer(1, 2)).deliver(done(1)).deliver(acknowledgement(2, 0));

    assertThatThrownBy(() -> connection.dump(REQUEST, payload -> {
      int word = payload.getInt();
      if (word == 13) {
        throw new MalformedMessageException("thing: 13");
      }
      return word;
    })).hasMessage("thing: 13");
    assertThat(kernel.waiting()).isEqualTo(1);
    connection.execute(REQUEST);
  }

  @Test
  void noAnswerInTimeIsALostAnswer() {
    assertThatThrownBy(() -> connection.execute(REQUEST))
        .isInstanceOf(AnswersLostException.class)
        .hasMessage("set thing 7: the kernel did not answer in time");
  }

  @Test
  void anOverrunIsALostAnswer() {
    kernel.deliver(message(Message.NLMSG_OVERRUN, 0, 0));

    assertThatThrownBy(() -> connection.execute(REQUEST)).isInstanceOf(AnswersLostException.class);
  }

  @Test
  void whatALostExchangeLeftBehindIsEmptiedBeforeTheNextRequest() throws NetlinkException {
    kernel.deliver(answer(1, 1)).fail(new AnswersLostException("overflow"));
    assertThatThrownBy(() -> connection.dump(REQUEST, WORD)).hasMessage("overflow");
    kernel.deliver(answer(1, 2)).fail(new AnswersLostException("again")).deliver(done(1));
    kernel.onSend(socket -> socket.deliver(acknowledgement(2, 0)));

    connection.execute(REQUEST);

    assertThat(kernel.waiting()).isZero();
  }

  @Test
  void aBatchIsOneDatagramWithOneAcknowledgement() throws NetlinkException {
    kernel.deliver(acknowledgement(3, 0));

    assertThat(connection.batch(List.of(REQUEST, REQUEST, REQUEST))).isEmpty();
    assertThat(kernel.sent).hasSize(1);
    assertThat(flags(kernel.sent.getFirst())).containsExactly(0x1, 0x1, 0x5);
  }

  @Test
  void anEmptyBatchSendsNothing() throws NetlinkException {
    assertThat(connection.batch(List.of())).isEmpty();
    assertThat(kernel.sent).isEmpty();
  }

  @Test
  void eachRefusalOfABatchIsMatchedToItsRequest() throws NetlinkException {
    kernel.deliver(acknowledgement(2, 17)).deliver(acknowledgement(4, 3));

    assertThat(connection.batch(List.of(REQUEST, REQUEST, REQUEST, REQUEST))).containsExactly(
        new NetlinkConnection.Refused(1, Errno.EEXIST, ""), new NetlinkConnection.Refused(3, Errno.ESRCH, ""));
  }

  @Test
  void aLongBatchIsManyDatagrams() throws NetlinkException {
    var requests = IntStream.range(0, 600).mapToObj(_ -> REQUEST).toList();
    kernel.deliver(acknowledgement(256, 0)).deliver(acknowledgement(300, 2), acknowledgement(512, 0))
        .deliver(acknowledgement(600, 22));

    var refused = connection.batch(requests);

    assertThat(refused).extracting(NetlinkConnection.Refused::index).containsExactly(299, 599);
    assertThat(kernel.sent).extracting(datagram -> flags(datagram).size()).containsExactly(256, 256, 88);
    assertThat(kernel.sequences()).isEqualTo(IntStream.rangeClosed(1, 600).boxed().toList());
  }

  @Test
  void aBatchOfLargeRequestsNeverExceedsTheBuffer() throws NetlinkException {
    var large = new Request("set large", 0x20, 0, writer -> {
      for (int i = 0; i < 1_000; i++) {
        writer.u32(i);
      }
    });
    kernel.onSend(socket -> socket.deliver(acknowledgement(socket.sequences().getLast(), 0)));

    connection.batch(IntStream.range(0, 50).mapToObj(_ -> large).toList());

    assertThat(kernel.sequences()).hasSize(50);
    assertThat(kernel.sent).allSatisfy(datagram -> assertThat(datagram.length).isBetween(8_000, 65_536));
  }

  @Test
  void requestsOfManyDatagramsGoInTheirOrderAndTheirRefusalsAreTold() throws NetlinkException {
    int last = 3 * OutgoingDatagram.MOST_REQUESTS + 4;
    var requests = IntStream.rangeClosed(0, last)
        .mapToObj(i -> new Request("set " + i, 0x20, 0, writer -> writer.u32(i)))
        .toList();
    kernel.onSend(socket -> {
      var numbers = socket.sequences();
      socket.deliver(acknowledgement(numbers.get(numbers.size() - 3), 22));
      socket.deliver(acknowledgement(numbers.getLast(), 0));
    });

    var refused = connection.batch(requests);

    var numbers = new ArrayList<Integer>();
    for (var datagram : kernel.sent) {
      var bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
      for (int at = 0; at < datagram.length; at += bytes.getInt(at)) {
        numbers.add(bytes.getInt(at + 16));
      }
    }
    assertThat(numbers).containsExactlyElementsOf(IntStream.rangeClosed(0, last).boxed().toList());
    assertThat(refused).extracting(NetlinkConnection.Refused::index).containsExactly(253, 509, 765, last - 2);
  }

  @Test
  void aRequestThatIsTooLongIsABugAlsoInALaterDatagram() throws NetlinkException {
    var requests = new ArrayList<>(Collections.nCopies(OutgoingDatagram.MOST_REQUESTS, REQUEST));
    requests.add(new Request("set large", 0x20, 0, writer -> {
      for (int i = 0; i < 1_100; i++) {
        writer.u32(i);
      }
    }));
    kernel.onSend(socket -> socket.deliver(acknowledgement(socket.sequences().getLast(), 0)));

    assertThatThrownBy(() -> connection.batch(requests))
        .hasMessage("set large: 4416 bytes (expected: 4096 or fewer)");
    connection.execute(REQUEST);
  }

  @Test
  void aRequestThatIsTooLongIsABug() {
    var large = new Request("set large", 0x20, 0, writer -> {
      for (int i = 0; i < 1_100; i++) {
        writer.u32(i);
      }
    });

    assertThatThrownBy(() -> connection.execute(large))
        .hasMessage("set large: 4416 bytes (expected: 4096 or fewer)");
  }

  @Test
  void closingClosesTheSocket() {
    connection.close();

    assertThat(kernel.closed).isTrue();
  }

  private static List<Integer> flags(byte[] bytes) {
    var datagram = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    var flags = new ArrayList<Integer>();
    for (int at = 0; at < bytes.length; at += datagram.getInt(at)) {
      flags.add((int) datagram.getShort(at + 6));
    }
    return flags;
  }
}
