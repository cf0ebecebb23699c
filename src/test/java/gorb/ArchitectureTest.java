package gorb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of packages in docs/architecture.md: what each may import of ours. */
class ArchitectureTest {
  private static final Map<String, Set<String>> MAY_IMPORT = new TreeMap<>(Map.ofEntries(
      Map.entry("gorb.model", Set.of()),
      Map.entry("gorb.dataplane", Set.of("gorb.model")),
      Map.entry("gorb.dataplane.ipvs",
          Set.of("gorb.dataplane", "gorb.model", "gorb.netlink", "gorb.netlink.generic", "gorb.ffm")),
      Map.entry("gorb.dataplane.userspace",
          Set.of("gorb.dataplane", "gorb.dataplane.userspace.scheduling", "gorb.ffm", "gorb.model")),
      Map.entry("gorb.dataplane.userspace.scheduling", Set.of("gorb.model")),
      Map.entry("gorb.dataplane.memory", Set.of("gorb.dataplane", "gorb.model")),
      Map.entry("gorb.netlink", Set.of("gorb.ffm")),
      Map.entry("gorb.netlink.generic", Set.of("gorb.netlink", "gorb.ffm")),
      Map.entry("gorb.netlink.route", Set.of("gorb.netlink", "gorb.ffm")),
      Map.entry("gorb.ffm", Set.of()),
      Map.entry("gorb.plan", Set.of("gorb.dataplane", "gorb.model")),
      Map.entry("gorb.control", Set.of("gorb.model", "gorb.dataplane", "gorb.plan")),
      Map.entry("gorb.announce",
          Set.of("gorb.control", "gorb.model", "gorb.netlink", "gorb.netlink.route", "gorb.ffm")),
      Map.entry("gorb.bfd", Set.of("gorb.model")),
      Map.entry("gorb.bgp", Set.of("gorb.bfd", "gorb.bgp.message", "gorb.bgp.session", "gorb.model")),
      Map.entry("gorb.bgp.policy", Set.of("gorb.bgp", "gorb.control", "gorb.dataplane", "gorb.model")),
      Map.entry("gorb.bgp.session", Set.of("gorb.bgp.message", "gorb.model")),
      Map.entry("gorb.bgp.message", Set.of("gorb.model")),
      Map.entry("gorb.health", Set.of("gorb.ffm", "gorb.model")),
      Map.entry("gorb.discovery", Set.of("gorb.control", "gorb.dataplane", "gorb.model")),
      Map.entry("gorb.config",
          Set.of("gorb.model", "gorb.control", "gorb.document", "gorb.bfd", "gorb.bgp", "gorb.bgp.message",
              "gorb.logs", "gorb.webhooks")),
      Map.entry("gorb.webhooks",
          Set.of("gorb.bgp", "gorb.control", "gorb.dataplane", "gorb.events", "gorb.model")),
      Map.entry("gorb.logs", Set.of()),
      Map.entry("gorb.http", Set.of("gorb.model")),
      Map.entry("gorb.document", Set.of("gorb.model", "gorb.control")),
      Map.entry("gorb.store", Set.of("gorb.model", "gorb.control", "gorb.document")),
      Map.entry("gorb.api",
          Set.of("gorb.model", "gorb.control", "gorb.http", "gorb.dataplane", "gorb.document", "gorb.ipvsadm",
              "gorb.bfd", "gorb.bgp", "gorb.bgp.policy", "gorb.shared")),
      Map.entry("gorb.ipvsadm", Set.of("gorb.model", "gorb.control", "gorb.document")),
      Map.entry("gorb.events",
          Set.of("gorb.model", "gorb.control", "gorb.dataplane", "gorb.document", "gorb.http")),
      Map.entry("gorb.metrics",
          Set.of("gorb.model", "gorb.control", "gorb.dataplane", "gorb.bfd", "gorb.bgp", "gorb.webhooks")),
      Map.entry("gorb.shared",
          Set.of("gorb.model", "gorb.control", "gorb.dataplane", "gorb.document", "gorb.shared.kv")),
      Map.entry("gorb.shared.kv", Set.of()),
      Map.entry("gorb.systemd", Set.of("gorb.ffm")),
      Map.entry("gorb.ui", Set.of("gorb.http")),
      Map.entry("gorb.cli", Set.of("gorb.config", "gorb.document", "gorb.ipvsadm", "gorb.model")),
      Map.entry("gorb.demo", Set.of())));

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("gorb");

  @Test
  void everyPackageIsInTheTableAndTheTableIsNotEmpty() {
    var packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(HashSet::new));
    packages.remove("gorb");

    assertThat(CLASSES.size()).isGreaterThan(200);
    assertThat(packages).isEqualTo(MAY_IMPORT.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageImportsOfOursWhatTheTableSays(String name) {
    var allowed = new HashSet<>(MAY_IMPORT.get(name));
    allowed.add(name);

    noClasses().that().resideInAPackage(name)
        .should().dependOnClassesThat(ours("of ours, but " + allowed, it -> !allowed.contains(it)))
        .check(CLASSES);
  }

  static Set<String> packages() {
    return MAY_IMPORT.keySet();
  }

  @Test
  void theServerOfHttpIsKnownToItsPackageOnly() {
    noClasses().that().resideOutsideOfPackage("gorb.http")
        .should().dependOnClassesThat().resideInAPackage("io.vertx..").check(CLASSES);
  }

  @Test
  void nativeAccessStaysInOnePackage() {
    noClasses().that().resideOutsideOfPackages("gorb.ffm", "gorb.netlink")
        .should().dependOnClassesThat().resideInAPackage("java.lang.foreign..").check(CLASSES);
  }

  @Test
  void theApiNeverSeesADataplane() {
    noClasses().that().resideInAPackage("gorb.api")
        .should().dependOnClassesThat().haveFullyQualifiedName("gorb.dataplane.Dataplane").check(CLASSES);
  }

  @Test
  void clocksAndRandomnessComeFromOutside() {
    noClasses().that().resideOutsideOfPackage("gorb")
        .should().callMethod(System.class, "nanoTime")
        .orShould().callMethod(System.class, "currentTimeMillis")
        .orShould().callMethod(Instant.class, "now")
        .orShould().callConstructor(Random.class)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices().matching("gorb.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java/gorb"))) {
      var folders = files.filter(Files::isDirectory).toList();

      assertThat(folders).hasSizeGreaterThan(15).allSatisfy(folder ->
          assertThat(Files.readString(folder.resolve("package-info.java"))).contains("@NullMarked"));
    }
  }

  private static DescribedPredicate<JavaClass> ours(String description, Predicate<String> test) {
    return DescribedPredicate.describe(description, it -> List.of(it.getPackageName().split("\\.")).getFirst().equals("gorb")
        && test.test(it.getPackageName()));
  }
}
