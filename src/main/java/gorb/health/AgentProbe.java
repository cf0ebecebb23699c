package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gorb.model.Advice;
import gorb.model.CheckMethod;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Connects to an agent, sends what it wants to hear, and reads one line: to its end, or until the agent closes. */
record AgentProbe(CheckMethod.Agent method, Connector connector) implements Probe {
  private static final int MOST_LINE_BYTES = 1_024;

  @Override
  public void run() throws IOException {
    ask();
  }

  @Override
  public @Nullable Advice ask() throws IOException {
    try (var socket = connector.open(method.target(), method.tls())) {
      if (!method.send().isEmpty()) {
        socket.getOutputStream().write(method.send().bytes());
      }
      var input = socket.getInputStream();
      var line = new byte[MOST_LINE_BYTES];
      int size = 0;
      for (int b = input.read(); b >= 0 && b != '\n' && b != '\r' && b != 0; b = input.read()) {
        if (size == line.length) {
          throw new CheckFailedException("agent says more than " + MOST_LINE_BYTES + " bytes in a line");
        }
        line[size++] = (byte) b;
      }
      return AgentAnswer.parse(new String(line, 0, size, ISO_8859_1));
    }
  }
}
