package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 5", "1, 1", "4095, 0", "4096, 4096", "4097, 1", "9000, 12288", "8192, 8193", "100000, 70001"})
  void twoTextsHaveInCommonWhatIsBeforeAndBehindTheirDifference(int before, int behind) {
    var random = new SplittableRandom(before + 31L * behind);
    var start = bytes(random, before);
    var end = bytes(random, behind);
    for (int differing = 1; differing < 4; differing++) {
      var one = text(start, end, (byte) 1, differing);
      var other = text(start, end, (byte) 2, differing % 2 + 1);

      assertThat(Common.prefix(one, other)).isEqualTo(before);
      assertThat(Common.suffix(one, other, Math.min(one.length, other.length) - before)).isEqualTo(behind);
      assertThat(Common.suffix(one, other, behind / 2)).as("no more than asked for").isEqualTo(behind / 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "4096", "10000"})
  void ofTheSameTextEverythingIsCommon(int length) {
    var text = bytes(new SplittableRandom(length), length);

    assertThat(Common.prefix(text, text.clone())).isEqualTo(length);
    assertThat(Common.prefix(text, Arrays.copyOf(text, length + 7))).isEqualTo(length);
    assertThat(Common.suffix(text, text.clone(), length)).isEqualTo(length);
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(byte[] start, byte[] end, byte differing, int times) {
    var text = Arrays.copyOf(start, start.length + times + end.length);
    Arrays.fill(text, start.length, start.length + times, differing);
    System.arraycopy(end, 0, text, start.length + times, end.length);
    return text;
  }
}
