package gorb.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages of real kernels by name, from a file {@code vectors.txt} beside a test: {@code ==} begins a message and names
 * it, {@code #} a comment, everything else is hexadecimal.
 */
public final class Vectors {
  private static final int MESSAGE_HEADER = 16;

  private final Map<String, byte[]> messages = new LinkedHashMap<>();

  private Vectors() {}

  /** Reads the file of a test's package, which must hold that many messages. */
  public static Vectors of(Class<?> test, int count) {
    var vectors = new Vectors();
    var digits = new StringBuilder();
    String name = "";
    try (var file = test.getResourceAsStream("vectors.txt")) {
      for (var line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("== ")) {
          vectors.put(name, digits);
          name = line.substring(3);
          digits.setLength(0);
        } else {
          digits.append(line.replaceFirst("#.*", "").replaceAll("\\s", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    vectors.put(name, digits);
    assertThat(vectors.messages).as("messages in the file").hasSize(count);
    return vectors;
  }

  /** The message whose name begins so; there must be exactly one. */
  public byte[] message(String beginning) {
    var found = messages.keySet().stream().filter(name -> name.startsWith(beginning)).toList();
    assertThat(found).as("messages named %s", beginning).hasSize(1);
    return messages.get(found.getFirst()).clone();
  }

  /** What follows its header. */
  public byte[] payload(String beginning) {
    byte[] message = message(beginning);
    return Arrays.copyOfRange(message, MESSAGE_HEADER, message.length);
  }

  /** The same as a receive buffer holds it. */
  public ByteBuffer buffer(String beginning) {
    return AnnotatedHex.buffer(payload(beginning));
  }

  /** The names. */
  public Iterable<String> names() {
    return messages.keySet();
  }

  private void put(String name, StringBuilder digits) {
    if (!name.isEmpty()) {
      assertThat(messages.put(name, HexFormat.of().parseHex(digits))).as("two messages named %s", name).isNull();
    }
  }
}
