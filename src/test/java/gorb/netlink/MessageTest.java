package gorb.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.ffm.Errno;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  private static final byte[] CAPPED_WITH_WORDS = AnnotatedHex.bytes("""
      30000000 0200 0003 07000000 00000000      // NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, sequence 7
      efffffff                                  // -EEXIST
      28000000 1400 0506 07000000 00000000      // the request's header
      0c00 0100 74616b656e 00 0000              // NLMSGERR_ATTR_MSG "taken"
      """);
  private static final byte[] WITH_REQUEST = AnnotatedHex.bytes("""
      34000000 0200 0002 07000000 00000000      // NLMSG_ERROR, NLM_F_ACK_TLVS, sequence 7
      eaffffff                                  // -EINVAL
      14000000 1400 0500 07000000 00000000      // the request's header
      01020304                                  // and the rest of the request
      0c00 0100 74616b656e 00 0000              // NLMSGERR_ATTR_MSG "taken"
      """);
  private static final byte[] TAKEN = AnnotatedHex.bytes("""
      24000000 0200 0001 07000000 00000000      // NLMSG_ERROR, NLM_F_CAPPED
      00000000                                  // taken
      28000000 1400 0506 07000000 00000000      // the request's header
      """);
  private static final byte[] DONE = AnnotatedHex.bytes("""
      14000000 0300 0200 07000000 00000000      // NLMSG_DONE, NLM_F_MULTI
      00000000                                  // finished
      """);

  @Test
  void anAcknowledgementOfZeroIsNoRefusal() throws MalformedMessageException {
    assertThat(Message.decode(AnnotatedHex.buffer(TAKEN)))
        .isInstanceOfSatisfying(Message.Acknowledgement.class, taken -> {
          assertThat(taken.refusal()).isEmpty();
          assertThat(taken.header()).isEqualTo(new MessageHeader(36, 2, 0x100, 7, 0));
        });
  }

  @Test
  void aRefusalCarriesTheKernelsWords() throws MalformedMessageException {
    assertThat(Message.decode(AnnotatedHex.buffer(CAPPED_WITH_WORDS)))
        .isInstanceOfSatisfying(Message.Acknowledgement.class, message ->
            assertThat(message.refusal()).contains(new Message.Refusal(Errno.EEXIST, "taken")));
  }

  @Test
  void theWordsStandBehindARequestThatIsRepeated() throws MalformedMessageException {
    assertThat(Message.decode(AnnotatedHex.buffer(WITH_REQUEST)))
        .isInstanceOfSatisfying(Message.Acknowledgement.class, message ->
            assertThat(message.refusal()).contains(new Message.Refusal(Errno.EINVAL, "taken")));
  }

  @Test
  void doneHasAStatus() throws MalformedMessageException {
    byte[] interrupted = DONE.clone();
    System.arraycopy(AnnotatedHex.bytes("f4ffffff"), 0, interrupted, 16, 4);

    assertThat(Message.decode(AnnotatedHex.buffer(DONE)))
        .isEqualTo(new Message.Done(new MessageHeader(20, 3, 2, 7, 0), Optional.empty()));
    assertThat(Message.decode(AnnotatedHex.buffer(interrupted))).isEqualTo(new Message.Done(
        new MessageHeader(20, 3, 2, 7, 0), Optional.of(new Message.Refusal(Errno.ENOMEM, ""))));
  }

  @Test
  void messagesOfOddLengthAreAligned() throws MalformedMessageException {
    var datagram = AnnotatedHex.buffer("""
        11000000 2000 0000 01000000 00000000 aa 000000
        11000000 2000 0000 02000000 00000000 bb
        """);

    var first = Message.decode(datagram);
    var second = Message.decode(datagram);

    assertThat(first.header().sequence()).isEqualTo(1);
    assertThat(second.header().sequence()).isEqualTo(2);
    assertThat(datagram.hasRemaining()).isFalse();
  }

  @Test
  void everyProperPrefixIsMalformed() {
    int prefixes = 0;
    for (byte[] vector : new byte[][] {CAPPED_WITH_WORDS, WITH_REQUEST, TAKEN, DONE}) {
      for (int length = 0; length < vector.length; length++) {
        var prefix = AnnotatedHex.buffer(Arrays.copyOf(vector, length));
        assertThatThrownBy(() -> Message.decode(prefix))
            .as("%d of %d bytes", length, vector.length)
            .isInstanceOf(MalformedMessageException.class);
        prefixes++;
      }
    }
    assertThat(prefixes).isEqualTo(48 + 52 + 36 + 20);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0f000000 2000 0000 01000000 00000000 | message: length 15 (expected: 16..16, what the datagram holds)
      ffffffff 2000 0000 01000000 00000000 | message: length 4294967295 (expected: 16..16, what the datagram holds)
      14000000 0300 0000 01000000 00000000 01000000 | NLMSG_DONE: status 1 (expected: -4095..0)
      14000000 0300 0000 01000000 00000000 00000080 | NLMSG_DONE: status -2147483648 (expected: -4095..0)
      10000000 0300 0000 01000000 00000000 | NLMSG_DONE: 0 bytes (expected: 4 or more)
      14000000 0200 0000 01000000 00000000 00000000 | message header: 0 bytes (expected: 16 or more)
      24000000 0200 0000 01000000 00000000 efffffff 40000000 2000 0000 01000000 00000000 | \
      NLMSG_ERROR: a request of length 64 in 0 bytes
      24000000 0200 0000 01000000 00000000 efffffff ffffffff 2000 0000 01000000 00000000 | \
      NLMSG_ERROR: a request of length 4294967295 in 0 bytes
      24000000 0200 0000 01000000 00000000 efffffff 04000000 2000 0000 01000000 00000000 | \
      NLMSG_ERROR: a request of length 4 in 0 bytes
      """)
  void malformedMessagesSayWhatIsWrong(String hex, String message) {
    assertThatThrownBy(() -> Message.decode(AnnotatedHex.buffer(hex)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noBytesThrowAnythingElse(long seed) {
    var random = new Random(seed);
    byte[][] vectors = {CAPPED_WITH_WORDS, WITH_REQUEST, TAKEN, DONE};
    int malformed = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = vectors[random.nextInt(vectors.length)].clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      var datagram = AnnotatedHex.buffer(bytes);
      try {
        while (datagram.hasRemaining()) {
          assertThat(Message.decode(datagram)).as("seed %d", seed).isNotNull();
        }
      } catch (MalformedMessageException e) {
        assertThat(e).hasMessageNotContaining("null");
        malformed++;
      }
    }
    assertThat(malformed).isBetween(1_000, 19_000);
  }
}
