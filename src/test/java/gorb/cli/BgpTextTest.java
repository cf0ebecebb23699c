package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BgpTextTest {
  @Test
  void aPrefixIsShownWithEachServiceThatSharesItAndWhy() {
    var answer = JsonMapper.shared().readTree("""
        {"asn": 64512, "router_id": "10.79.0.1", "leaving": "", "peers": [], "addresses": [
          {"prefix": "192.0.2.0/24", "announced": true, "peers": ["10.79.0.2"], "services": [
            {"service": "web", "reason": "announced", "serving": 2, "quorum": 1},
            {"service": "marked", "reason": "belowQuorum", "serving": 0, "quorum": 1}]}],
         "others": [{"service": "other", "reason": "noAddress", "serving": 1, "quorum": 1}]}
        """);

    assertThat(BgpText.of(answer)).isEqualTo("""
        AS 64512, router id 10.79.0.1
        192.0.2.0/24  announced to 10.79.0.2
          web: announced (2 of 1 serve)
          marked: belowQuorum (0 of 1 serve)
          other: noAddress (1 of 1 serve)
        """);
  }

  @Test
  void aRouterHasTheStateOfItsLinkWhereThatIsWatched() {
    var answer = JsonMapper.shared().readTree("""
        {"asn": 64512, "router_id": "10.79.0.1", "leaving": "", "addresses": [], "others": [], "peers": [
          {"address": "10.79.0.2", "asn": 64513, "state": "established", "since": "2026-01-01T00:00:00Z",
           "last_error": "", "announced": 3, "bfd": {"state": "up", "last_error": ""}},
          {"address": "10.79.0.3", "asn": 64514, "state": "connect", "since": "2026-01-01T00:00:00Z",
           "last_error": "BFD: nothing heard for 900 ms", "announced": 0}]}
        """);

    assertThat(BgpText.of(answer)).isEqualTo("""
        AS 64512, router id 10.79.0.1
        peer 10.79.0.2  AS 64513  established since 2026-01-01T00:00:00Z  bfd up  3 announced
        peer 10.79.0.3  AS 64514  connect since 2026-01-01T00:00:00Z  0 announced  (last: BFD: nothing heard for 900 ms)
        """);
  }
}
