package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.IpAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** The reader with a memory against the one without. */
class StateRereaderTest {
  /** What a change of a text may put in: whole members, and what breaks or moves the structure around them. */
  private static final List<String> SNIPPETS = List.of(
      "", ",", "{", "}", "\"", ":", " ", "}}", "},", ",{", "null", "1", "\\", "é", "\"services\":{", "},\"services\":{",
      "\"s3\":{\"host\":\"10.0.0.1\",\"port\":3}", ",\"s3\":{\"host\":\"10.0.0.1\",\"port\":93}",
      ",\"new\":{\"host\":\"10.0.0.1\",\"port\":77}", "\"twin\":{\"host\":\"10.0.0.1\",\"port\":2},",
      ",\"named\":{\"host\":\"name.example\",\"port\":7}", ",\"other\":5", "\"revision\":7,", "\"port\":1,");

  private String addressOfName = "10.9.0.1";
  private final Hosts hosts = new Hosts(host -> {
    if (host.equals("name.example")) {
      return IpAddress.of(addressOfName);
    }
    return IpAddress.parse(host).orElseThrow(() -> new UnknownHostException("lookup " + host + ": no such host"));
  }, () -> Optional.of(IpAddress.of("10.0.0.99")));
  private final StateRereader rereader = new StateRereader(hosts);
  private final StateReader reader = new StateReader(hosts);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverChangesInATextItIsReadAsIfItWereTheFirst(long seed) {
    var random = new Random(seed);
    var text = document(random, 8);
    int accepted = 0;
    for (int round = 0; round < 2_000; round++) {
      var next = random.nextInt(10) == 0 ? document(random, random.nextInt(8)) : changed(text, random);
      addressOfName = "10.9.0." + (1 + random.nextInt(3));
      var expected = first(next);
      assertThat(again(next)).as("seed %d, round %d: %s after %s", seed, round, next, text).isEqualTo(expected);
      if (!expected.startsWith("refused")) {
        text = next;
        accepted++;
      }
    }
    assertThat(accepted).isGreaterThan(100);
  }

  @Test
  void theServicesWhoseTextIsAsItWasAreTheSameObjects() throws DocumentException {
    var text = document(new Random(1), 8);
    var before = rereader.read(bytes(text));

    var after = rereader.read(bytes(text.replace("\"port\":4,", "\"port\":1234,")));

    assertThat(after.service("s4").key()).hasToString("tcp/10.0.0.1:1234");
    for (int service : new int[] {1, 2, 3, 5, 6, 7, 8}) {
      assertThat(after.service("s" + service)).isSameAs(before.service("s" + service));
    }
  }

  @Test
  void aNameIsAskedForAgain() throws DocumentException {
    var text = """
        {"services":{"a":{"host":"10.0.0.1","port":1},"b":{"host":"10.0.0.1","port":2,"backends":{
        "x":{"host":"name.example","port":80}}},"c":{"port":3},"d":{"host":"10.0.0.1","port":4}}}""";
    rereader.read(bytes(text));
    addressOfName = "10.9.0.2";

    assertThat(rereader.read(bytes(text)).server("b", "x").key()).hasToString("10.9.0.2:80");
    addressOfName = "10.9.0.3";
    assertThat(rereader.read(bytes(text.replace(":4}", ":5}"))).server("b", "x").key()).hasToString("10.9.0.3:80");
  }

  private String again(String text) {
    try {
      return JsonText.of(StateWriter.kept(rereader.read(bytes(text))));
    } catch (DocumentException e) {
      return "refused: " + e.getMessage() + e.problems();
    }
  }

  private String first(String text) {
    try {
      return JsonText.of(StateWriter.kept(reader.read(JsonInput.object("body", text))));
    } catch (DocumentException e) {
      return "refused: " + e.getMessage() + e.problems();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String document(Random random, int services) {
    var members = new ArrayList<String>();
    for (int service = 1; service <= services; service++) {
      members.add("\"s%d\":{\"host\":\"10.0.0.1\",\"port\":%d,\"backends\":{\"é\":{\"host\":\"%s\",\"port\":80}}}".formatted(
          service, service, random.nextInt(6) == 0 ? "name.example" : "10.1.0." + service));
    }
    return "{\"revision\":1,\"services\":{" + String.join(random.nextBoolean() ? "," : ",\n ", members) + "}}";
  }

  private static String changed(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + (random.nextBoolean() ? 0 : random.nextInt(1 + random.nextInt(80))));
    if (random.nextInt(3) == 0) {
      // A whole service goes, or comes in its place.
      from = text.lastIndexOf("\"s", from);
      to = Math.max(from, text.indexOf("}}}", Math.max(from, 0)) + 3);
    }
    if (from < 0) {
      return text;
    }
    return text.substring(0, from) + SNIPPETS.get(random.nextInt(SNIPPETS.size())) + text.substring(to);
  }
}
