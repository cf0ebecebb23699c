package gorb.document;

import gorb.document.PulseReader.Pulse;
import gorb.model.ServerKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pulses that a document has had so far: a server behind several services is mostly checked in the same words, which
 * are read once, and its backends share one check. May be used by many threads.
 */
final class KnownPulses {
  private final Map<Words, Pulse> known = new ConcurrentHashMap<>();

  /** What a pulse says, as {@link PulseReader#read}. One with something wrong in it is read again, to be told again. */
  Pulse read(Fields pulse, ServerKey server, String defaultType) {
    var words = new Words(pulse.object(), server, defaultType);
    var before = known.get(words);
    if (before != null) {
      return before;
    }
    int remarks = pulse.problems().remarks();
    var read = PulseReader.read(pulse, server, defaultType);
    if (pulse.problems().remarks() == remarks) {
      known.put(words, read);
    }
    return read;
  }

  /** Everything that a pulse comes of. */
  private record Words(ObjectNode pulse, ServerKey server, String defaultType) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Words(var otherPulse, var otherServer, var otherType)
          && server.equals(otherServer) && defaultType.equals(otherType) && pulse.equals(otherPulse);
    }

    @Override
    public int hashCode() {
      return 31 * server.hashCode() + pulse.size();
    }
  }
}
