package gorb.control;

import gorb.model.VirtualService;

/**
 * The last change that replaced everything, and the intent that came of it. What somebody asks for again, with little that
 * is not as before, is compared by its services' identity where it can be: a service that is the same object on both
 * sides needs no edit.
 *
 * @param asked what was asked for
 * @param became what was wanted then
 */
record Replaced(Intent asked, Intent became) {
  /** There was no such change. */
  static final Replaced NOTHING = new Replaced(Intent.EMPTY, Intent.EMPTY);

  /**
   * Whether a service is still what came of what is asked for again. False says nothing.
   *
   * @param present what is wanted of the service
   * @param asked what is asked for
   */
  @SuppressWarnings("ReferenceEquality") // what is not the same object has to be compared
  boolean holds(String name, VirtualService present, VirtualService asked) {
    return this.asked.service(name) == asked && became.service(name) == present;
  }
}
