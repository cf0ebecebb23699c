package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TopTest {
  private static final JsonNode STATS = JsonMapper.shared().readTree("""
      {"total": {"active": 5, "inactive": 0, "persistent": 0, "connections": 30, "packets_in": 0, "packets_out": 0,
                 "bytes_in": 123456789012, "bytes_out": 0, "per_second": {"connections": 3}},
       "services": {
         "web": {"service": "tcp/10.0.0.1:80", "active": 4, "connections": 10, "per_second": {"connections": 2},
           "backends": {
             "one": {"address": "10.1.0.1:80", "weight": 100, "state": "enabled", "verdict": "up", "active": 1,
                     "connections": 4},
             "two": {"address": "10.1.0.2:80", "weight": 0, "state": "quiesced", "verdict": "down", "active": 3,
                     "connections": 6}}},
         "dns": {"service": "udp/10.0.0.2:53", "active": 1, "connections": 20, "per_second": {"connections": 1},
           "backends": {}}}}
      """);

  @Test
  void servicesAreInOrderEachWithItsBackends() {
    assertThat(names("")).containsExactly("dns", "web", "one", "two");
    assertThat(line("", "web")).contains("tcp/10.0.0.1:80", " 1/2 ", " 4 ", " 2");
    assertThat(line("", "two")).contains("10.1.0.2:80", "quiesced");
    assertThat(names("s")).as("services only").containsExactly("dns", "web");
  }

  @Test
  void aKeySortsByItsColumnTheLargestFirst() {
    assertThat(names("a")).as("active").containsExactly("web", "two", "one", "dns");
    assertThat(names("c")).as("connections each second").containsExactly("web", "one", "two", "dns");
    assertThat(names("ct")).as("connections so far").containsExactly("dns", "web", "two", "one");
    assertThat(names("ctr")).as("reversed").containsExactly("web", "one", "two", "dns");
    assertThat(names("an")).as("by name again").containsExactly("dns", "web", "one", "two");
  }

  @Test
  void theFilterFindsNamesAndAddresses() {
    assertThat(names("/WEB\r")).containsExactly("web", "one", "two");
    assertThat(names("/tw\r")).as("a backend, below its service").containsExactly("web", "two");
    assertThat(names("/10.0.0.2\r")).containsExactly("dns");
    assertThat(names("/nothing\u007f\r")).isEmpty();
    assertThat(names("/web\u001b")).as("given up").hasSize(4);
    assertThat(view("/q").ended()).as("a letter of the filter is no command").isFalse();
    assertThat(view("q").ended()).isTrue();
  }

  @Test
  void arrowsScrollAndOtherSequencesSayNothing() {
    assertThat(view("\u001b[B\u001b[B\u001bOB\u001b[A").top()).isEqualTo(2);
    assertThat(view("\u001b[A").top()).isZero();
    assertThat(view("\u001b[15~\u001b[1;5C\u0001")).isEqualTo(TopView.FIRST);
  }

  @Test
  void numbersAreWholeUpToEightDigits() {
    assertThat(TopTable.summary(STATS, view("t"))).contains("services 2", "conns 30", "inbytes 123G");
    assertThat(TopTable.summary(STATS, TopView.FIRST)).contains("conns/s 3");
  }

  @Test
  void aNameMovesNoCursorAndNoColumn() {
    var stats = JsonMapper.shared().readTree(
        "{\"services\":{\"a\\u001b[2J" + "long".repeat(20) + "\":{\"service\":\"tcp/10.0.0.1:80\"}}}");

    var lines = TopTable.lines(stats, TopView.FIRST);

    assertThat(lines.getLast()).doesNotContain("\u001b").hasSameSizeAs(lines.getFirst());
  }

  private static List<String> names(String keys) {
    return TopTable.lines(STATS, view(keys)).stream().skip(1).map(line -> line.strip().split(" ")[0]).toList();
  }

  private static String line(String keys, String name) {
    return TopTable.lines(STATS, view(keys)).stream()
        .filter(line -> line.strip().startsWith(name + " ")).findFirst().orElseThrow().strip();
  }

  /** What is seen after some keys. */
  private static TopView view(String keys) {
    var view = TopView.FIRST;
    var in = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
    var pressed = new ArrayList<TopKey>();
    try {
      while (in.available() > 0) {
        TopKey.read(in).ifPresent(pressed::add);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    for (var key : pressed) {
      view = view.after(key);
    }
    return view;
  }
}
