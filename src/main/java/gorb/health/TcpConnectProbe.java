package gorb.health;

import gorb.model.CheckMethod;
import java.io.IOException;

/** Makes a TCP connection, holds the dialogue on it, and closes it. */
record TcpConnectProbe(CheckMethod.TcpConnect method, Connector connector) implements Probe {
  @Override
  public void run() throws IOException {
    var dialogue = method.dialogue();
    try (var socket = connector.open(method.target(), method.tls())) {
      if (!dialogue.send().isEmpty()) {
        socket.getOutputStream().write(dialogue.send().bytes());
      }
      if (!dialogue.expect().isEmpty()) {
        Awaited.read(socket.getInputStream(), dialogue.expect());
      }
    }
  }
}
