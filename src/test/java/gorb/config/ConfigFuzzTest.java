package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import gorb.document.Hosts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it is read or refused in the one way that is declared, and within a bounded time. */
class ConfigFuzzTest {
  private static final int ROUNDS = 300;
  private static final List<String> PIECES = List.of(
      "[", "]", "{", "}", "\"", "'", ":", ": ", "- ", "? ", "&a ", "*a", "!!int ", "|\n", ">", "#", "\n", "\t", "\r",
      ",", "=", "[[", "\"\"\"", "'''", "\\u", "\\x", "0x", "1e999", "-", ".", "..", "<<: ", "---\n", "...\n", "%YAML 9.9\n",
      "\0", "\u0085", "\u2028", "\uFEFF", "é", "𝕏", "services", "9999999999999999999999",
      "1979-05-27T07:32:00Z", ".nan");

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"yaml", "json", "toml"})
  @Timeout(120)
  void aDamagedFileIsReadOrRefused(String extension) throws IOException {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    var original = Files.readAllBytes(Path.of("src/test/resources/gorb/config/all." + extension));
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      refused += read(extension, damaged(original, random), "seed " + seed + ", round " + i);
    }

    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  @ParameterizedTest
  @MethodSource("longFiles")
  @Timeout(120)
  void aFileThatRepeatsItselfIsRefused(String extension, String begin, String again) throws IOException {
    var text = begin + again.repeat(100_000 / again.length());

    assertThat(read(extension, text.getBytes(StandardCharsets.UTF_8), again)).isOne();
  }

  static List<Object[]> longFiles() {
    return List.of(
        new Object[] {"yaml", "", "["}, new Object[] {"yaml", "", "{"}, new Object[] {"yaml", "", "- "},
        new Object[] {"yaml", "", "? "}, new Object[] {"yaml", "a: ", "9"}, new Object[] {"yaml", "x", "\"\\x"},
        new Object[] {"yaml", "a: &a [", "*a,"}, new Object[] {"yaml", "a: .", "1"},
        new Object[] {"yaml", "", "a: 1\n"},
        new Object[] {"yaml", "services: {a: {port: 1, backends: {", "x: 1, "},
        new Object[] {"json", "", "["}, new Object[] {"json", "", "{\"a\":"}, new Object[] {"json", "{\"a\":", "9"},
        new Object[] {"json", "{\"a\":1", ",\"a\":1"}, new Object[] {"json", "{\"", "a"},
        new Object[] {"toml", "a = ", "["}, new Object[] {"toml", "a = ", "{a="}, new Object[] {"toml", "a", ".a"},
        new Object[] {"toml", "a = ", "9"}, new Object[] {"toml", "", "[[a]]\n"}, new Object[] {"toml", "", "a = 1\n"});
  }

  /** 1 where it is refused, 0 where it is read. */
  private int read(String extension, byte[] bytes, String as) throws IOException {
    var file = Files.write(folder.resolve("gorb." + extension), bytes);
    try {
      ConfigFile.read(file, Hosts.unresolved());
      return 0;
    } catch (ConfigException e) {
      assertThat(e.problems()).as(as).isNotEmpty();
      return 1;
    } catch (RuntimeException | StackOverflowError e) {
      return fail(as + ": " + Arrays.toString(bytes), e);
    }
  }

  private static byte[] damaged(byte[] original, SplittableRandom random) {
    var bytes = original;
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      bytes = damagedOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] damagedOnce(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> joined(Arrays.copyOf(bytes, at), new byte[] {(byte) random.nextInt(256)}, rest(bytes, at + 1));
      case 2 -> joined(Arrays.copyOf(bytes, at), new byte[0], rest(bytes, at + random.nextInt(20)));
      default -> joined(Arrays.copyOf(bytes, at),
          PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8), rest(bytes, at));
    };
  }

  private static byte[] rest(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
  }

  private static byte[] joined(byte[] first, byte[] second, byte[] third) {
    var all = Arrays.copyOf(first, first.length + second.length + third.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    System.arraycopy(third, 0, all, first.length + second.length, third.length);
    return all;
  }
}
