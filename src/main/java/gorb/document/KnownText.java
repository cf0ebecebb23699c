package gorb.document;

import gorb.control.Intent;
import gorb.document.SlicedText.Slice;
import gorb.model.IpAddress;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text that was read, and what came of it. A text like it is read by its difference: the services before and behind the
 * change are left out of a shorter text, which is read instead. One service on each side of the change stays in it: where
 * the shorter text has both at their places, the change is within the object of services, and everything left out means
 * what it meant before.
 */
final class KnownText {
  private final byte[] text;
  /** Where its services stand, in the order of the text. */
  private final List<Slice> slices;
  private final Intent intent;
  /** Null until a text is compared with this one. */
  private volatile @Nullable Set<String> passing;

  private KnownText(byte[] text, List<Slice> slices, Intent intent, @Nullable Set<String> passing) {
    this.text = text;
    this.slices = slices;
    this.intent = intent;
    this.passing = passing;
  }

  /** What a text says that was read as a whole. */
  static KnownText of(byte[] text, List<Slice> slices, Intent intent) {
    return new KnownText(text, slices, intent, null);
  }

  /** The services that may mean something else when they are read again: a host is a name, or left to the daemon. */
  private Set<String> passing() {
    var found = passing;
    if (found == null) {
      found = new HashSet<>();
      for (var service : intent.services().entrySet()) {
        if (!isLasting(service.getValue())) {
          found.add(service.getKey());
        }
      }
      passing = found;
    }
    return found;
  }

  /** What the text says. */
  Intent intent() {
    return intent;
  }

  /**
   * What another text says; null where that is not to be seen from the difference, also because it is refused.
   *
   * @param reader for what is not as it was
   */
  @Nullable KnownText changedTo(byte[] next, StateReader reader) {
    int prefix = Common.prefix(text, next);
    int suffix = Common.suffix(text, next, Math.min(text.length, next.length) - prefix);
    int before = 0;
    while (before < slices.size() && slices.get(before).to() <= prefix) {
      before++;
    }
    int behind = slices.size();
    while (behind > before && slices.get(behind - 1).from() >= text.length - suffix) {
      behind--;
    }
    if (before == 0 && behind == slices.size()) {
      return null;
    }
    return new Shorter(next, before, behind, next.length - text.length).read(reader);
  }

  private static boolean isLasting(VirtualService service) {
    return (service.key() instanceof ServiceKey.FirewallMark || hasLiteral(service.wording()))
        && service.servers().values().stream().allMatch(server -> hasLiteral(server.wording()));
  }

  /** Whether the host is a literal; one that is not kept is one. */
  private static boolean hasLiteral(Map<String, String> wording) {
    var host = wording.get(Wording.HOST);
    return host == null || IpAddress.parse(host).isPresent();
  }

  /** The next text without the services that are as they were. */
  private final class Shorter {
    private final byte[] next;
    private final int before;
    private final int behind;
    private final int shift;
    private final ByteArrayOutputStream shorter = new ByteArrayOutputStream();
    /** Slices of the known text that are in the shorter one, too. */
    private final List<Slice> repeated = new ArrayList<>();
    /** Where they stand in it. */
    private final List<Slice> places = new ArrayList<>();
    private int changeFrom;
    private int changeTo;

    /**
     * @param before how many services stand before the change
     * @param behind the index of the first service behind it
     * @param shift how much longer the next text is
     */
    private Shorter(byte[] next, int before, int behind, int shift) {
      this.next = next;
      this.before = before;
      this.behind = behind;
      this.shift = shift;
      write();
    }

    private void write() {
      if (before > 0) {
        shorter.write(text, 0, slices.getFirst().from());
        slices.subList(0, before - 1).stream().filter(this::isPassing).forEach(slice -> {
          repeat(slice);
          shorter.write(',');
        });
        repeat(slices.get(before - 1));
      }
      changeFrom = shorter.size();
      int from = before > 0 ? slices.get(before - 1).to() : 0;
      int to = behind < slices.size() ? slices.get(behind).from() + shift : next.length;
      shorter.write(next, from, to - from);
      changeTo = shorter.size();
      if (behind < slices.size()) {
        repeat(slices.get(behind));
        slices.subList(behind + 1, slices.size()).stream().filter(this::isPassing).forEach(slice -> {
          shorter.write(',');
          repeat(slice);
        });
        int end = slices.getLast().to();
        shorter.write(text, end, text.length - end);
      }
    }

    private void repeat(Slice slice) {
      repeated.add(slice);
      places.add(slice.movedBy(shorter.size() - slice.from()));
      shorter.write(text, slice.from(), slice.to() - slice.from());
    }

    private boolean isPassing(Slice slice) {
      return passing().contains(slice.name());
    }

    private @Nullable KnownText read(StateReader reader) {
      try {
        JsonInput.text("", shorter.toByteArray());
        var sliced = SlicedText.of(shorter.toByteArray());
        return sliced == null || !sliced.services().containsAll(places)
            ? null
            : merged(sliced.services(), reader.read(sliced.document()));
      } catch (DocumentException _) {
        return null;
      }
    }

    /** The known intent with what was read anew; null where the two do not go together. */
    private @Nullable KnownText merged(List<Slice> found, Intent read) {
      var changed = found.stream().filter(slice -> slice.from() >= changeFrom && slice.to() <= changeTo).toList();
      var fresh = Stream.concat(repeated.stream().filter(this::isPassing), changed.stream()).map(Slice::name).toList();
      var merged = intent;
      var stillPassing = new HashSet<>(passing());
      for (var gone : Stream.concat(slices.subList(before, behind).stream(), repeated.stream().filter(this::isPassing))
          .map(Slice::name).toList()) {
        merged = merged.without(gone);
        stillPassing.remove(gone);
      }
      for (var name : fresh) {
        var service = Objects.requireNonNull(read.service(name));
        if (merged.service(name) != null || merged.nameOf(service.key()) != null) {
          return null;
        }
        merged = merged.with(name, service);
        if (!isLasting(service)) {
          stillPassing.add(name);
        }
      }
      return new KnownText(next, slicesOfNext(changed), merged, stillPassing);
    }

    private List<Slice> slicesOfNext(List<Slice> changed) {
      var all = new ArrayList<>(slices.subList(0, before));
      int from = before > 0 ? slices.get(before - 1).to() : 0;
      changed.forEach(slice -> all.add(slice.movedBy(from - changeFrom)));
      slices.subList(behind, slices.size()).forEach(slice -> all.add(slice.movedBy(shift)));
      return List.copyOf(all);
    }
  }
}
