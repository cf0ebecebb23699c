package gorb.lab;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel itself notes of kills and of weights, by ftrace: to look at its table again and again costs an emulated
 * processor what whoever is measured needs, and so does to read this while it happens. Times are those of {@link System#nanoTime}, in microseconds' steps. One
 * at a time, of one thread, and x86-64 only.
 *
 * <p>Sources: Documentation/trace/kprobetrace.rst; ip_vs.h: {@code struct ip_vs_dest_user_kern} has the address first and
 * the weight at 24, and is the second argument of what changes a destination.
 */
final class KernelTrace implements AutoCloseable {
  private static final Path TRACING = Path.of("/sys/kernel/tracing");
  private static final String PROBES = """
      p:gorb/edits ip_vs:ip_vs_edit_dest address=+0(%si):x32 weight=+24(%si):s32
      p:gorb/adds ip_vs:ip_vs_add_dest address=+0(%si):x32 weight=+24(%si):s32
      p:gorb/removes ip_vs:ip_vs_del_dest address=+0(%si):x32
      r:gorb/edited ip_vs:ip_vs_edit_dest result=$retval:s32
      r:gorb/added ip_vs:ip_vs_add_dest result=$retval:s32
      r:gorb/removed ip_vs:ip_vs_del_dest result=$retval:s32
      """;
  private static final Pattern LINE = Pattern.compile(" (\\d+)\\.(\\d{6}): (\\w+): (.*)");
  private static final Pattern PID = Pattern.compile(" pid=(\\d+)");
  private static final Pattern ADDRESS = Pattern.compile(" address=0x([0-9a-f]+)");
  private static final Pattern WEIGHT = Pattern.compile(" weight=(\\d+)");

  private final BufferedReader lines;
  private int address;
  private int weight;

  private KernelTrace(BufferedReader lines) {
    this.lines = lines;
  }

  /** Something that the kernel did. */
  sealed interface Event {
    /** A process was sent SIGKILL. */
    record Killed(long at, long pid) implements Event {}

    /**
     * A destination was given a weight; 0 where it was removed.
     *
     * @param address IPv4, its last octet highest
     */
    record Weighed(long at, int address, int weight) implements Event {}
  }

  /** Notes from now on. */
  static KernelTrace open() throws IOException {
    if (Files.notExists(TRACING.resolve("trace_pipe"))) {
      Command.of("mount", "-t", "tracefs", "none", TRACING.toString()).succeed();
    }
    write("trace_clock", "mono");
    write("kprobe_events", PROBES);
    write("events/signal/signal_generate/filter", "sig == 9");
    write("events/signal/signal_generate/enable", "1");
    write("events/gorb/enable", "1");
    return new KernelTrace(Files.newBufferedReader(TRACING.resolve("trace_pipe")));
  }

  /** The next note; waits for one where there is none. */
  Event next() throws IOException {
    while (true) {
      var line = lines.readLine();
      if (line == null) {
        throw new EOFException("the trace has ended");
      }
      var event = event(line);
      if (event != null) {
        return event;
      }
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
    write("events/gorb/enable", "0");
    write("events/signal/signal_generate/enable", "0");
  }

  /** A change begins and ends under one lock of the kernel's: the end of another does not come between. */
  private @Nullable Event event(String line) {
    var found = LINE.matcher(line);
    if (!found.find()) {
      return null;
    }
    long at = Long.parseLong(found.group(1)) * 1_000_000_000 + Long.parseLong(found.group(2)) * 1_000;
    var rest = found.group(4);
    return switch (found.group(3)) {
      case "signal_generate" -> new Event.Killed(at, number(PID, rest, 10));
      case "edits", "adds" -> {
        address = (int) number(ADDRESS, rest, 16);
        weight = (int) number(WEIGHT, rest, 10);
        yield null;
      }
      case "removes" -> {
        address = (int) number(ADDRESS, rest, 16);
        weight = 0;
        yield null;
      }
      default -> rest.endsWith(" result=0") ? new Event.Weighed(at, address, weight) : null;
    };
  }

  private static long number(Pattern pattern, String text, int radix) {
    var found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return Long.parseLong(found.group(1), radix);
  }

  private static void write(String file, String text) throws IOException {
    Files.writeString(TRACING.resolve(file), text);
  }
}
