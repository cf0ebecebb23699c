package gorb.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
  @Test
  void keysAreThoseOfTheOriginal() {
    var layout = Layout.of("", "services", "backends");

    assertThat(layout.service("web")).isEqualTo("services/web");
    assertThat(layout.server("one")).isEqualTo("backends/one");
    assertThat(layout.prefixes()).containsExactly("services/", "backends/", "gorb/table");
  }

  @Test
  void aRootComesBeforeEveryKeyAndNoKeyBeginsWithASlash() {
    var layout = Layout.of("/lb//one/", "/services/", "./b");

    assertThat(layout.services()).isEqualTo("lb/one/services/");
    assertThat(layout.backends()).isEqualTo("lb/one/b/");
    assertThat(layout.nodes()).isEqualTo("lb/one/gorb/nodes/");
  }

  @ParameterizedTest
  @CsvSource({"a,a", "a,a/b", "a/b,a", "gorb,b", "a,gorb/x", "/,b", "a,."})
  void foldersThatAreNotApartAreRefused(String services, String backends) {
    assertThatThrownBy(() -> Layout.of("root", services, backends)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyThatOnlyBeginsLikeAFolderIsNoneOfIt() {
    var layout = Layout.of("", "services", "backends");

    assertThat(layout.serviceOf("services2/web")).isEmpty();
    assertThat(layout.segmentsOfServer("backends2/one")).isEmpty();
    assertThat(layout.segmentsOfServer("backends/one")).containsExactly("one");
    assertThat(layout.segmentsOfServer("backends/web/one")).containsExactly("web", "one");
    assertThat(layout.segmentsOfServer("backends//one")).isEmpty();
  }
}
