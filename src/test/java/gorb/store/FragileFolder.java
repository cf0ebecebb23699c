package gorb.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A folder in memory that notes what is done to it, fails when told, and keeps at a power cut what it has to: synced
 * content under synced names, and of the rest whatever chance wants.
 */
final class FragileFolder implements Folder {
  private final List<String> done = new ArrayList<>();
  /** The files as programs see them; two names can have one file. */
  private final Map<String, Content> files = new TreeMap<>();
  /** The names that last, and those that later changes of names would leave. */
  private final List<Map<String, Content>> names = new ArrayList<>(List.of(Map.of()));
  private int budget = Integer.MAX_VALUE;

  /** The folder fails at all that is done to it after so many changes more, the one that fails half done. */
  void failAfter(int changes) {
    budget = changes;
  }

  /** What was done since the last question. */
  List<String> done() {
    var all = List.copyOf(done);
    done.clear();
    return all;
  }

  /** What is there after the power was cut. */
  FragileFolder afterPowerCut(RandomGenerator random) {
    var after = new FragileFolder();
    names.get(random.nextInt(names.size())).forEach((name, content) ->
        after.files.put(name, new Content(content.isSynced ? content.bytes : torn(content.bytes, random))));
    after.files.values().forEach(content -> content.isSynced = true);
    after.names.set(0, Map.copyOf(after.files));
    return after;
  }

  /** The same folder with one file that is another. */
  FragileFolder with(String name, UnaryOperator<byte[]> change) {
    var other = new FragileFolder();
    other.files.putAll(files);
    other.files.put(name, new Content(change.apply(content(name).bytes)));
    return other;
  }

  byte[] bytes(String name) {
    return content(name).bytes;
  }

  @Override
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public InputStream read(String name) throws IOException {
    if (!files.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
    return new ByteArrayInputStream(content(name).bytes);
  }

  @Override
  public void write(String name, byte[] bytes) throws IOException {
    boolean isWhole = spend("write " + name);
    files.put(name, new Content(isWhole ? bytes : Arrays.copyOf(bytes, bytes.length / 2)));
    named();
    require(isWhole);
  }

  @Override
  public void sync(String name) throws IOException {
    require(spend("sync " + name));
    content(name).isSynced = true;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    require(spend("rename " + from + " " + to));
    files.put(to, content(from));
    files.remove(from);
    named();
  }

  @Override
  public void delete(String name) throws IOException {
    require(spend("delete " + name));
    files.remove(name);
    named();
  }

  @Override
  public void sync() throws IOException {
    require(spend("sync"));
    names.clear();
    named();
  }

  @Override
  public String toString() {
    return "memory";
  }

  private void named() {
    names.add(new HashMap<>(files));
  }

  private boolean spend(String what) {
    done.add(what);
    return budget-- > 0;
  }

  private static void require(boolean isWhole) throws IOException {
    if (!isWhole) {
      throw new IOException("No space left on device");
    }
  }

  private Content content(String name) {
    var content = files.get(name);
    if (content == null) {
      throw new AssertionError("no file " + name + " among " + files.keySet());
    }
    return content;
  }

  private static byte[] torn(byte[] bytes, RandomGenerator random) {
    var torn = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    if (random.nextBoolean() && torn.length > 0) {
      // Blocks that were never written are zeros.
      Arrays.fill(torn, random.nextInt(torn.length), torn.length, (byte) 0);
    }
    return torn;
  }

  /** What a file holds. */
  private static final class Content {
    private final byte[] bytes;
    private boolean isSynced;

    Content(byte[] bytes) {
      this.bytes = bytes.clone();
    }
  }
}
