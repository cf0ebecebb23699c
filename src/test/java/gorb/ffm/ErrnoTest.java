package gorb.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
  @Test
  void printsNameAndText() {
    assertThat(Errno.EEXIST).hasToString("EEXIST (File exists)");
    assertThat(Errno.ENOENT).hasToString("ENOENT (No such file or directory)");
    assertThat(Errno.EAFNOSUPPORT).hasToString("EAFNOSUPPORT (Address family not supported by protocol)");
  }

  @Test
  void aNumberWithoutANamePrintsAsANumber() {
    assertThat(new Errno(517)).hasToString("errno 517");
    assertThat(new Errno(517).text()).isEqualTo("Unknown error");
  }

  @Test
  void constantsHaveTheNumbersOfTheirNames() throws IllegalAccessException {
    int constants = 0;
    for (var field : Errno.class.getFields()) {
      if (field.getType() == Errno.class) {
        assertThat(((Errno) field.get(null)).name()).isEqualTo(field.getName());
        constants++;
      }
    }
    assertThat(constants).isGreaterThan(15);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4096})
  void refusesWhatNoKernelSays(int number) {
    assertThatThrownBy(() -> new Errno(number))
        .hasMessage("errno: " + number + " (expected: 1..4095)");
  }

  /** The JVM sets the user's locale; under a translated one the library's texts would differ, so only C is compared. */
  @Test
  @SuppressWarnings("restricted")
  void textsAreThoseOfTheLibrary() throws Throwable {
    var linker = Linker.nativeLinker();
    var strerror = linker.downcallHandle(
        linker.defaultLookup().findOrThrow("strerror"),
        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    var setlocale = linker.downcallHandle(
        linker.defaultLookup().findOrThrow("setlocale"),
        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    int named = 0;
    try (var arena = Arena.ofConfined()) {
      int messages = 5; // LC_MESSAGES
      var _ = (MemorySegment) setlocale.invokeExact(messages, arena.allocateFrom("C"));
      for (int number = 1; number <= 133; number++) {
        var errno = new Errno(number);
        if (!errno.name().startsWith("errno ")) {
          var text = (MemorySegment) strerror.invokeExact(number);
          assertThat(errno.text()).isEqualTo(text.reinterpret(100).getString(0));
          named++;
        }
      }
    }
    assertThat(named).isEqualTo(131);
  }
}
