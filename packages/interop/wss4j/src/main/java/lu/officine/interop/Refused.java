package lu.officine.interop;

/** Thrown when a message is not as the protocol says; becomes a SOAP Fault. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  final String code;

  Refused(String code, String reason) {
    super(reason);
    this.code = code;
  }

  static void unless(boolean holds, String code, String reason) throws Refused {
    if (!holds) throw new Refused(code, reason);
  }
}
