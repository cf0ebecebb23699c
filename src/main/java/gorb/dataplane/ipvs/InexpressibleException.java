package gorb.dataplane.ipvs;

/** An entry of the kernel that the model has no words for, such as a protocol that IPVS does not balance. */
final class InexpressibleException extends Exception {
  private static final long serialVersionUID = 1;

  InexpressibleException(String message) {
    super(message);
  }
}
