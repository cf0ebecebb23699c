package gorb.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Clients in a namespace that ask who answers at an address. */
public final class Clients {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Clients() {}

  /** Connects a number of times, one after the other, and counts the answers by the name of the server. */
  public static Map<String, Integer> ask(NetworkNamespace namespace, InetSocketAddress address, int times) {
    return namespace.call(() -> {
      var answers = new TreeMap<String, Integer>();
      for (var i = 0; i < times; i++) {
        answers.merge(answer(address), 1, Integer::sum);
      }
      return answers;
    });
  }

  /** Sends a number of datagrams, one after the other and each from a socket of its own, and counts the answers by server. */
  static Map<String, Integer> askByDatagrams(NetworkNamespace namespace, InetSocketAddress address, int times) {
    return namespace.call(() -> {
      var answers = new TreeMap<String, Integer>();
      for (var i = 0; i < times; i++) {
        answers.merge(datagram(address), 1, Integer::sum);
      }
      return answers;
    });
  }

  private static String datagram(InetSocketAddress address) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      // Takes answers from there only: one from another address would be no answer to a client.
      socket.connect(address);
      socket.send(new DatagramPacket(new byte[] {'?'}, 1));
      var answer = new DatagramPacket(new byte[64], 64);
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException("ask " + address + " by a datagram: " + e.getMessage(), e);
    }
  }

  private static String answer(InetSocketAddress address) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(address, (int) PATIENCE.toMillis());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException("ask " + address + ": " + e.getMessage(), e);
    }
  }
}
