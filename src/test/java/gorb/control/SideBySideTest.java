package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class SideBySideTest {
  @RepeatedTest(50)
  void everyNameOfEitherIsVisitedOnceInOrderWithWhatIsUnderItInBoth(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var one = map(random);
    var other = map(random);
    var names = new ArrayList<String>();

    SideBySide.visit(one, other, (name, is, was) -> {
      names.add(name);
      assertThat(is).as(name).isEqualTo(one.get(name));
      assertThat(was).as(name).isEqualTo(other.get(name));
    });

    var expected = new TreeSet<>(one.keySet());
    expected.addAll(other.keySet());
    assertThat(names).containsExactlyElementsOf(expected);
  }

  private static TreeMap<String, Integer> map(Random random) {
    Map<String, Integer> map = new HashMap<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      map.put("s" + random.nextInt(12), random.nextInt(3));
    }
    return new TreeMap<>(map);
  }
}
