package gorb.store;

import gorb.control.Confirmation;
import gorb.control.Intent;
import gorb.control.Revision;
import gorb.document.DocumentException;
import gorb.document.StateReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The files of revisions in a folder, each with a {@link RevisionContent}. */
final class RevisionFiles {
  private static final String SUFFIX = ".json";
  private static final String UNFINISHED = ".tmp";
  /** A revision builds on one that builds on a whole one, at the most. */
  private static final int MOST_BASES = 2;
  private static final Pattern NAME = Pattern.compile("(\\d{10,18})\\.json");

  private final Folder folder;

  RevisionFiles(Folder folder) {
    this.folder = folder;
  }

  /** The file of a revision, within its folder. */
  static String name(long number) {
    return String.format(Locale.ROOT, "%010d", number) + SUFFIX;
  }

  /** Which revisions have a file. */
  NavigableSet<Long> numbers() throws IOException {
    var numbers = new TreeSet<Long>();
    for (var name : folder.names()) {
      var match = NAME.matcher(name);
      if (match.matches()) {
        numbers.add(Long.parseLong(match.group(1)));
      }
    }
    return numbers;
  }

  /** Removes what a process that was killed had begun to write. */
  void removeUnfinished() throws IOException {
    for (var name : folder.names()) {
      if (name.endsWith(UNFINISHED)) {
        folder.delete(name);
      }
    }
  }

  /**
   * The header of a revision. Only where it is of a newer format, the whole file is checked.
   *
   * @throws DamagedFileException where it is not what was written
   * @throws IOException where it cannot be read, also since a newer version wrote it
   */
  Header header(long number) throws IOException {
    try (var reader = new BufferedReader(new InputStreamReader(folder.read(name(number)), StandardCharsets.UTF_8))) {
      var line = reader.readLine();
      var header = Header.parse(line == null ? "" : line);
      return header.isKnown() ? header(number, line == null ? "" : line) : sealedHeader(number);
    }
  }

  /**
   * A revision, checked.
   *
   * @param known revisions that need not be read again
   * @throws DamagedFileException where it, or one it builds on, is not what was written
   * @throws IOException where it cannot be read, also since a newer version wrote it
   */
  Bases.Kept load(long number, Bases known) throws IOException {
    return load(number, known, MOST_BASES);
  }

  private Bases.Kept load(long number, Bases known, int bases) throws IOException {
    var text = text(number);
    int end = text.indexOf('\n') + 1;
    var header = header(number, text.substring(0, end));
    var document = document(text.substring(end));
    var pending = pending(document);
    if (header.base().isEmpty()) {
      var revision = revision(header, intent(document), pending);
      return new Bases.Kept(revision, Bases.whole(revision));
    }
    if (bases == 0) {
      throw new DamagedFileException("it is no whole one");
    }
    var removed = names(document.remove(RevisionContent.REMOVED));
    var removedServers = new HashMap<String, Set<String>>();
    if (document.remove(RevisionContent.REMOVED_SERVERS) instanceof ObjectNode services) {
      services.properties().forEach(service -> removedServers.put(service.getKey(), names(service.getValue())));
    }
    var base = base(header.base().getAsLong(), known, bases - 1);
    var services = intent(document);
    var difference = header.format() == Header.WHOLE_SERVICES
        ? Difference.ofWholeServices(services, removed, base.revision().intent())
        : new Difference(services, removed, removedServers);
    var revision = revision(header, difference.applyTo(base.revision().intent()), pending);
    return new Bases.Kept(revision,
        base.bases().near() == null ? base.bases().withNear(revision, difference.size()) : base.bases());
  }

  private static Set<String> names(@Nullable JsonNode array) {
    var names = new HashSet<String>();
    if (array instanceof ArrayNode found) {
      found.values().forEach(name -> names.add(name.asString()));
    }
    return names;
  }

  /** Removes a revision. That need not last: it may be removed again. */
  void delete(long number) throws IOException {
    folder.delete(name(number));
  }

  /** Takes a file out of the way, and keeps it for people. */
  String setAside(long number) throws IOException {
    var name = name(number) + ".damaged";
    folder.rename(name(number), name);
    return name;
  }

  /**
   * Writes a revision. The order is what makes it safe: the content lasts before it has its name, and the name before it
   * is said.
   */
  void save(RevisionContent content) throws IOException {
    long number = content.header().number();
    var name = name(number);
    var unfinished = name + UNFINISHED;
    try {
      folder.write(unfinished, content.bytes());
      folder.sync(unfinished);
      folder.rename(unfinished, name);
      folder.sync();
    } catch (IOException e) {
      remove(unfinished);
      remove(name);
      throw new IOException("keep revision " + number + " in " + folder + "/" + name + ": " + Reason.of(e), e);
    }
  }

  /** What could not be kept is not to be found later. */
  private void remove(String name) {
    try {
      folder.delete(name);
    } catch (IOException _) {
      // The failure that brought us here is the one to tell.
    }
  }

  private Bases.Kept base(long number, Bases known, int bases) throws IOException {
    var found = known.find(number);
    if (found != null) {
      return found;
    }
    try {
      return load(number, known, bases);
    } catch (DamagedFileException e) {
      throw new DamagedFileException("it builds on " + name(number) + ": " + e.getMessage(), e);
    }
  }

  private Header sealedHeader(long number) throws IOException {
    var text = text(number);
    return header(number, text.substring(0, text.indexOf('\n') + 1));
  }

  private Header header(long number, String line) throws IOException {
    var header = Header.parse(line);
    if (!header.isKnown()) {
      throw new IOException(folder + "/" + name(number) + ": written in format " + header.format()
          + " by a newer version of gorb (this one knows format " + Header.FORMAT
          + "; start that version, or give another --state-dir)");
    }
    if (header.number() != number) {
      throw new DamagedFileException("it holds revision " + header.number());
    }
    return header;
  }

  private String text(long number) throws IOException {
    try (var content = folder.read(name(number))) {
      return Seal.off(content.readAllBytes());
    } catch (NoSuchFileException e) {
      throw new DamagedFileException("it is missing", e);
    }
  }

  private static ObjectNode document(String text) throws DamagedFileException {
    try {
      if (JsonMapper.shared().readTree(text) instanceof ObjectNode document) {
        return document;
      }
      throw new DamagedFileException("no document");
    } catch (JacksonException e) {
      throw new DamagedFileException("no document: " + e.getOriginalMessage(), e);
    }
  }

  private static Intent intent(ObjectNode document) throws DamagedFileException {
    try {
      return StateReader.readKept(document);
    } catch (DocumentException e) {
      throw new DamagedFileException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Revision revision(Header header, Intent intent, Optional<Confirmation> pending) {
    return new Revision(header.number(), header.at(), header.cause(), intent, pending);
  }

  private static Optional<Confirmation> pending(ObjectNode document) throws DamagedFileException {
    if (!(document.remove(RevisionContent.PENDING) instanceof ObjectNode pending)) {
      return Optional.empty();
    }
    try {
      var before = (ObjectNode) pending.required("before");
      return Optional.of(new Confirmation(Instant.parse(pending.required("until").stringValue()), intent(before)));
    } catch (JacksonException | DateTimeException | ClassCastException e) {
      throw new DamagedFileException("what it waits for cannot be read", e);
    }
  }
}
