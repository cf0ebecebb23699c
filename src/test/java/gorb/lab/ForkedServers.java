package gorb.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Servers of TCP that are processes of their own and begin within a moment: forked by one that is ready. Each holds the
 * last connections that it accepted. Any thread may call any method.
 */
final class ForkedServers implements AutoCloseable {
  private static final String PROGRAM = """
      use Socket;
      $| = 1;
      $SIG{CHLD} = 'IGNORE';
      while (my $line = <STDIN>) {
        my ($host, $port) = split ' ', $line;
        socket(my $server, PF_INET, SOCK_STREAM, 0) or die $!;
        setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1) or die $!;
        bind($server, sockaddr_in($port, inet_aton($host))) or die $!;
        listen($server, 128) or die $!;
        my $child = fork;
        die $! unless defined $child;
        if ($child == 0) {
          close STDIN;
          my @held;
          while (accept(my $client, $server)) { push @held, $client; shift @held if @held > 8; }
          exit;
        }
        close $server;
        print "$child\n";
      }
      """;

  private final Process parent;
  private final Writer requests;
  private final BufferedReader answers;

  ForkedServers(NetworkNamespace namespace) throws IOException {
    parent = new ProcessBuilder("ip", "netns", "exec", namespace.name(), "perl", "-e", PROGRAM)
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    requests = parent.outputWriter(StandardCharsets.US_ASCII);
    answers = parent.inputReader(StandardCharsets.US_ASCII);
  }

  /** A process that listens, for whoever will kill it. */
  synchronized ProcessHandle begin(String address, int port) throws IOException {
    requests.write(address + " " + port + "\n");
    requests.flush();
    var child = answers.readLine();
    if (child == null) {
      throw new IOException("server " + address + ":" + port + ": the process that forks them has ended");
    }
    return ProcessHandle.of(Long.parseLong(child)).orElseThrow();
  }

  /** Ends those that are left, too. */
  @Override
  public void close() {
    parent.descendants().forEach(ProcessHandle::destroyForcibly);
    parent.destroyForcibly();
  }
}
