package gorb.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test class that needs a real kernel with IPVS: {@code lab/suite} runs it, an ordinary build does not.
 * Elsewhere than in the lab's guest it fails before its first test, since it changes routes and tables as root.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("kernel")
@ExtendWith(KernelTest.OnlyInTheLab.class)
public @interface KernelTest {
  /** The refusal to run on somebody's machine. */
  final class OnlyInTheLab implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      if (System.getenv("GORB_LAB") == null) {
        throw new IllegalStateException("a kernel test changes the machine it runs on: run it with lab/suite");
      }
      if (!Files.exists(Path.of("/proc/net/ip_vs"))) {
        throw new IllegalStateException("this kernel has no IPVS: /proc/net/ip_vs does not exist");
      }
    }
  }
}
