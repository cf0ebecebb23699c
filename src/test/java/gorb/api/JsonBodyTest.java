package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.document.DocumentException;
import gorb.document.JsonInput;
import gorb.document.Problems;
import gorb.document.ServiceReader;
import gorb.document.Hosts;
import gorb.http.Body;
import gorb.http.Response;
import gorb.model.IpAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonBodyTest {
  @Test
  void aBodyIsUtf8() {
    assertThatThrownBy(() -> JsonBody.read(Body.of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})))
        .hasMessage("body: malformed text (expected: JSON in UTF-8)");
  }

  @Test
  void ignoredFieldsAreNamedInAHeaderThatHoldsNothingHarmful() throws DocumentException {
    var problems = Problems.lenient();
    var body = "{\"port\":1,\"prt\":2,\"a b\\r\\n\":3,\"" + "x".repeat(100) + "\":4}";
    new ServiceReader(new Hosts(host -> IpAddress.of(host), () -> Optional.of(IpAddress.ANY_IPV4)))
        .read(JsonInput.object("body", body), problems);

    assertThat(Answers.noted(problems, Response.empty(200)).headers())
        .containsEntry("Gorb-Ignored-Fields", "prt, a+b%0D%0A, " + "x".repeat(64));
  }

  @Test
  void nothingIsNotedWhereNothingIsIgnored() {
    assertThat(Answers.noted(Problems.lenient(), Response.empty(200)).headers()).isEmpty();
  }
}
