package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.document.Hosts;
import gorb.document.JsonText;
import gorb.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The three formats say the same. */
class ConfigFormatsTest {
  private static final int DOCUMENTS = 300;
  private static final Hosts HOSTS = new Hosts(
      host -> IpAddress.parse(host).orElseGet(() -> IpAddress.of("10.9.0." + Math.floorMod(host.hashCode(), 100))),
      () -> Optional.of(IpAddress.of("10.0.0.9")));

  @TempDir
  private Path folder;

  @Test
  void theSameDocumentLoadsEqualInEveryFormat() throws Exception {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    var documents = new RandomDocuments(random);
    for (int i = 0; i < DOCUMENTS; i++) {
      var document = documents.next();
      var as = "seed " + seed + ", document " + i + ": " + document;
      var json = file("json", JsonText.of(document));
      var yaml = file("yaml", yaml(document, random.nextBoolean()));
      var toml = file("toml", new TomlText(random).of(document));

      assertThat(tree(json)).as(as).isEqualTo(document);
      assertThat(tree(yaml)).as(as).isEqualTo(document);
      assertThat(tree(toml)).as(as).isEqualTo(document);
      for (var file : new Path[] {json, yaml, toml}) {
        assertThat(DocumentFile.read(file).content().get("services")).as(as).isEqualTo(document.get("services"));
      }
      var read = ConfigFile.read(json, HOSTS);
      for (var other : new Path[] {yaml, toml}) {
        var same = ConfigFile.read(other, HOSTS);
        assertThat(same.settings()).as(as).isEqualTo(read.settings());
        assertThat(same.services().services()).as(as).isEqualTo(read.services().services());
      }
      assertThat(read.services().services()).hasSameSizeAs(document.get("services"));
    }
  }

  @Test
  void aCharacterOfTwoHalvesAtTheEndOfYamlsReadBufferDoesNotBreakTheFile() throws Exception {
    for (int length = 0; length < 2_200; length++) {
      var text = "x".repeat(length) + "\uD83D\uDE00\uD83D\uDE00";

      var tree = LocatedTree.read(FileFormat.YAML, "a: " + text + "\n", new FileProblems(Path.of("x.yaml"))).root();

      assertThat(tree.get("a").stringValue()).as("%d characters before it", length).isEqualTo(text);
    }
  }

  @Test
  void yamlIsOfVersion12() throws Exception {
    var tree = LocatedTree.read(FileFormat.YAML, """
        no: no
        time: 22:22
        version: 1.10
        zeros: 010
        octal: 0o10
        hex: 0x1F
        underscore: 1_000
        quoted: "80"
        'null': ~
        empty:
        plus: +5
        big: 123456789012345678901234567890
        yes: true
        text: |
          two
          lines
        """, new FileProblems(Path.of("x.yaml"))).root();

    assertThat(tree).isEqualTo(JsonMapper.shared().readTree("""
        {"no":"no","time":"22:22","version":1.10,"zeros":10,"octal":8,"hex":31,"underscore":"1_000","quoted":"80",
         "null":null,"empty":null,"plus":5,"big":123456789012345678901234567890,"yes":true,"text":"two\\nlines\\n"}
        """));
  }

  @Test
  void everyFieldStandsWhereItsNameBegins() throws Exception {
    assertThat(positions(FileFormat.YAML, "a: 1\nb:\n  - x\n  -  c: {d: 1, \"é\": 2}\n")).isEqualTo(
        Map.of("a", "1:1", "b", "2:1", "b[0]", "3:5", "b[1]", "4:6", "b[1].c", "4:6", "b[1].c.d", "4:10",
            "b[1].c.é", "4:16", "b[1].c.missing", "4:6", "missing", "1:1"));
    assertThat(positions(FileFormat.JSON, "{\"a\": 1,\n \"b\": [\"𝕏\", {\"c\":\n {\"d\": 1, \"é\": 2}}]}")).isEqualTo(
        Map.of("a", "1:2", "b", "2:2", "b[0]", "2:8", "b[1]", "2:13", "b[1].c", "2:14", "b[1].c.d", "3:3",
            "b[1].c.é", "3:11", "b[1].c.missing", "2:14", "missing", "1:1"));
    assertThat(positions(FileFormat.TOML, "a = 1\n  b = [\"𝕏\", {c =\n {d = 1, \"é\" = 2}}]\n".replace("\n {", " {")))
        .isEqualTo(
            Map.of("a", "1:1", "b", "2:3", "b[0]", "2:8", "b[1]", "2:13", "b[1].c", "2:14", "b[1].c.d", "2:19",
                "b[1].c.é", "2:26", "b[1].c.missing", "2:14", "missing", "1:1"));
  }

  @Test
  void aByteOrderMarkIsNoText() throws Exception {
    assertThat(tree(file("json", "\uFEFF{\"listen\": \":1\"}")).path("listen").stringValue()).isEqualTo(":1");
    assertThat(tree(file("yaml", "\uFEFFlisten: \":1\"")).path("listen").stringValue()).isEqualTo(":1");
    assertThat(tree(file("toml", "\uFEFFlisten = \":1\"")).path("listen").stringValue()).isEqualTo(":1");
  }

  @Test
  void aFileWithoutContentsWantsNothing() throws Exception {
    for (var file : new Path[] {
        file("yaml", ""), file("yaml", "# all of it is a comment\n"), file("yml", "---\n"), file("toml", ""),
        file("json", "{}"), file("JSON", "{\"services\": null}")}) {
      assertThat(ConfigFile.read(file, Hosts.unresolved()).settings()).isEmpty();
      assertThat(ConfigFile.read(file, Hosts.unresolved()).services().services()).isEmpty();
    }
  }

  private static Map<String, String> positions(FileFormat format, String text) throws ConfigException {
    var tree = LocatedTree.read(format, text, new FileProblems(Path.of("x")));
    var positions = new HashMap<String, String>();
    for (var path : new String[] {
        "a", "b", "b[0]", "b[1]", "b[1].c", "b[1].c.d", "b[1].c.é", "b[1].c.missing", "missing"}) {
      positions.put(path, tree.positionOf(path).toString());
    }
    return positions;
  }

  private static String yaml(ObjectNode document, boolean isBlock) {
    var settings = DumpSettings.builder().setDefaultFlowStyle(isBlock ? FlowStyle.BLOCK : FlowStyle.AUTO).build();
    return new Dump(settings).dumpToString(JsonMapper.shared().convertValue(document, Map.class));
  }

  private static ObjectNode tree(Path file) throws ConfigException {
    return LocatedTree.read(file, new FileProblems(file)).root();
  }

  private Path file(String extension, String text) throws IOException {
    return Files.writeString(folder.resolve("gorb." + extension), text);
  }
}
