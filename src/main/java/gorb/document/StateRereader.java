package gorb.document;

import gorb.control.Intent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole documents that come as text again and again, each with little that is not as in the one before: remembers
 * the last one, and of the next reads only the services whose text is another, or whose hosts are names, which may have
 * other addresses by now. What it gives, and what it refuses, is what {@link StateReader} does. May be used by many
 * threads.
 */
public final class StateRereader {
  private static final String NAME = "body";

  private final StateReader reader;
  private final AtomicReference<@Nullable KnownText> last = new AtomicReference<>();

  /** A reader that asks for the addresses that a document does not give. */
  public StateRereader(Hosts hosts) {
    this.reader = new StateReader(hosts);
  }

  /**
   * The intent of a text.
   *
   * @param text in UTF-8; not to be changed afterwards
   * @throws DocumentException with every problem
   */
  public Intent read(byte[] text) throws DocumentException {
    var before = last.get();
    var known = before == null ? null : before.changedTo(text, reader);
    if (known == null) {
      var words = JsonInput.text(NAME, text);
      var sliced = SlicedText.of(text);
      if (sliced == null) {
        return reader.read(JsonInput.object(NAME, words));
      }
      known = KnownText.of(text, sliced.services(), reader.read(sliced.document()));
    }
    last.set(known);
    return known.intent();
  }
}
