package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.document.StateWriter;
import gorb.model.IpAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What answers echo where a document says the same as before in other words. */
class RespellingTest {
  private final ControllerRig rig = new ControllerRig();

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "\"method\":\"ipip\"; \"method\":\"tunnel\"",
    "\"pulse\":{\"type\":\"none\",\"interval\":\"60s\"}; \"pulse\":{\"type\":\"none\",\"interval\":\"1m\"}",
    "\"pulse\":{\"type\":\"tcp\",\"args\":{\"port\":8080}}; \"pulse\":{\"type\":\"tcp\"}",
  })
  void theLastSpellingIsEchoedWhicheverIsTheCanonicalOne(String one, String other) throws Exception {
    for (var words : new String[] {one, other, one, other}) {
      var wanted = read(words);
      rig.ask(new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "apply"));

      assertThat(rig.snapshot().intent().server("web", "one").wording()).as("so that there is nothing left to edit")
          .isEqualTo(wanted.server("web", "one").wording());
      assertThat(StateWriter.of(rig.snapshot().intent())).as(words).isEqualTo(StateWriter.of(wanted));
      assertThat(StateWriter.of(rig.snapshot().intent()).toString()).as(words).contains(words.split("[{}]")[0]);
    }
  }

  @Test
  void aBackendKeepsNoWordsOfItsOwnForWhatIsCanonical() throws Exception {
    var words = "\"method\":\"nat\",\"pulse\":{\"type\":\"none\",\"interval\":\"1m\",\"args\":null}";

    assertThat(read(words).server("web", "one").wording()).isEmpty();
  }

  private static Intent read(String words) throws DocumentException {
    var hosts = new Hosts(IpAddress::of, Optional::empty);
    return new StateReader(hosts).read((ObjectNode) JsonMapper.shared().readTree("""
        {"services":{"web":{"host":"10.0.0.1","port":80,"backends":{"one":{"host":"10.1.0.1","port":8080,%s}}}}}
        """.formatted(words)));
  }
}
