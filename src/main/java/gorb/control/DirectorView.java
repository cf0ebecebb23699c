package gorb.control;

import gorb.dataplane.DirectorStep;
import gorb.model.DirectorSettings;
import gorb.model.Origin;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the director at a look at them.
 *
 * @param wanted those that are kept as they are to be
 * @param origin who wants them; absent where nothing is wanted
 * @param observed all of the kernel's
 * @param differences the steps that are missing
 * @param failure why they were not taken, in words; absent where nothing was refused
 */
public record DirectorView(
    DirectorSettings wanted,
    Optional<Origin> origin,
    DirectorSettings observed,
    List<DirectorStep> differences,
    Optional<String> failure) {
  public DirectorView {
    differences = List.copyOf(differences);
  }
}
