package gorb.health;

import gorb.model.CheckMethod;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Asks a name server by a datagram; whoever else answers with another identifier is not heard. */
record DnsProbe(CheckMethod.Dns method, Connector connector) implements Probe {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int IDENTIFIERS = 1 << 16;
  private static final int MOST_STRANGERS = 64;
  private static final int MOST_TOLD = 3;

  @Override
  public void run() throws IOException {
    var question = method.question();
    int id = RANDOM.nextInt(IDENTIFIERS);
    try (var socket = new DatagramSocket()) {
      socket.connect(connector.address(method.target()));
      var query = DnsMessage.query(id, question);
      socket.send(new DatagramPacket(query, query.length));
      var answers = DnsMessage.answers(answer(socket, id), question.type());
      if (answers.isEmpty()) {
        throw new CheckFailedException("no " + question.type() + " of " + question.name());
      }
      if (!question.answer().isEmpty() && answers.stream().noneMatch(question.answer()::equalsIgnoreCase)) {
        throw new CheckFailedException("answer " + Quoted.visible(String.join(", ",
            answers.subList(0, Math.min(answers.size(), MOST_TOLD)))) + " (expected " + question.answer() + ")");
      }
    } catch (PortUnreachableException _) {
      throw new CheckFailedException("refused datagram");
    }
  }

  private static ByteBuffer answer(DatagramSocket socket, int id) throws IOException {
    var packet = new DatagramPacket(new byte[DnsMessage.MOST_BYTES], DnsMessage.MOST_BYTES);
    for (int strangers = 0; strangers < MOST_STRANGERS; strangers++) {
      packet.setLength(DnsMessage.MOST_BYTES);
      socket.receive(packet);
      var message = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
      if (DnsMessage.isAnswerTo(id, message)) {
        return message;
      }
    }
    throw new CheckFailedException("no answer among " + MOST_STRANGERS + " datagrams");
  }
}
