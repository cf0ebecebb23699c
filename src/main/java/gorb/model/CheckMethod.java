package gorb.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a health check finds out whether a server is well. One record a kind. */
public sealed interface CheckMethod {
  /** The name of the kind as users write it. */
  String label();

  /** Nothing is asked: the server counts as up. */
  record Always() implements CheckMethod {
    @Override
    public String label() {
      return "none";
    }
  }

  /**
   * A TCP connection is made, a dialogue held on it, and it is closed.
   *
   * @param dialogue which may be of nothing
   * @param tls null where it is not spoken
   */
  record TcpConnect(CheckTarget target, Dialogue dialogue, @Nullable TlsSettings tls) implements CheckMethod {
    /** A connection is made and closed. */
    public TcpConnect(CheckTarget target) {
      this(target, Dialogue.NONE, null);
    }

    @Override
    public String label() {
      return "tcp";
    }
  }

  /**
   * A request is sent by HTTP and its answer compared.
   *
   * @param redirects how many are followed; with 0 a redirect is an answer like others
   * @param tls null where it is not spoken
   */
  record HttpStatus(
      CheckTarget target, HttpRequest request, HttpExpectation expectation, int redirects, @Nullable TlsSettings tls)
      implements CheckMethod {
    /** How many redirects may be followed. */
    public static final int MOST_REDIRECTS = 10;

    public HttpStatus {
      if (redirects < 0 || redirects > MOST_REDIRECTS) {
        throw new IllegalArgumentException("redirects: " + redirects + " (expected: 0.." + MOST_REDIRECTS + ")");
      }
    }

    /** A request without fields of its own, of whose answer the status matters. */
    public HttpStatus(CheckTarget target, String method, String path, int expectedStatus) {
      this(target, new HttpRequest(method, path, List.of()), new HttpExpectation(expectedStatus), 0, null);
    }

    @Override
    public String label() {
      return tls == null ? "http" : "https";
    }
  }

  /**
   * An agent is asked for a line of HAProxy's agent-check text protocol.
   *
   * @param send what it wants to hear first; empty for nothing
   * @param tls null where it is not spoken
   */
  record Agent(CheckTarget target, Octets send, @Nullable TlsSettings tls) implements CheckMethod {
    @Override
    public String label() {
      return "agent";
    }
  }

  /**
   * A datagram is sent.
   *
   * @param dialogue of which both may be empty: one zero octet is sent then
   * @param quiet where nothing is expected, how long its host may refuse
   */
  record Udp(CheckTarget target, Dialogue dialogue, Duration quiet) implements CheckMethod {
    /** How long a refusal takes at most where there is time. */
    public static final Duration LONGEST_QUIET = Duration.ofMillis(300);

    public Udp {
      if (!quiet.isPositive()) {
        throw new IllegalArgumentException("quiet: " + quiet + " (expected: more than 0)");
      }
    }

    @Override
    public String label() {
      return "udp";
    }
  }

  /** A name server is asked. */
  record Dns(CheckTarget target, DnsQuestion question) implements CheckMethod {
    @Override
    public String label() {
      return "dns";
    }
  }

  /**
   * A command is run on this host.
   *
   * @param target of which the command is told
   * @param command the program and its arguments; no shell looks at them
   * @param isWeightInCode whether exit codes from 2 to 102 are a weight, from 0 % on
   */
  record Exec(CheckTarget target, List<String> command, boolean isWeightInCode) implements CheckMethod {
    /** How many words a command has at most. */
    public static final int MOST_WORDS = 64;
    /** How many characters a word has at most. */
    public static final int LONGEST_WORD = 1_024;

    public Exec {
      command = List.copyOf(command);
      if (command.isEmpty() || command.size() > MOST_WORDS || !command.getFirst().startsWith("/")) {
        throw new IllegalArgumentException("command: " + command + " (expected: a whole path and its arguments)");
      }
    }

    @Override
    public String label() {
      return "exec";
    }
  }

  /**
   * A connection is held open, idle.
   *
   * @param keepalive how long it is idle before the kernel asks whether the other side is there, and between asking
   */
  record Held(CheckTarget target, Duration keepalive) implements CheckMethod {
    /** Where nothing is said. */
    public static final Duration DEFAULT_KEEPALIVE = Duration.ofSeconds(5);

    @Override
    public String label() {
      return "held";
    }
  }

  /**
   * A server is asked by the standard health protocol of gRPC.
   *
   * @param service whose health is asked for; empty for the server as a whole
   * @param tls null where it is not spoken
   */
  record Grpc(CheckTarget target, String service, @Nullable TlsSettings tls) implements CheckMethod {
    /** How many characters the name of a service has at most. */
    public static final int LONGEST_SERVICE = 256;

    @Override
    public String label() {
      return "grpc";
    }
  }
}
