package lu.officine.interop;

import java.util.HashMap;
import java.util.Map;

/**
 * The form an answer takes, from the query of the URL that was called, so that a test chooses it by a setting: {@code prefixes}
 * none, empty, scope, default; {@code style} pretty, foreign; {@code prolog} comment, none, several, latin1; {@code http} plain,
 * chunked, close; {@code token} plain, collection, bare, unsigned; {@code lifetime} utc, offset, absent; {@code tamper} what is done
 * to the signed answer.
 */
record AnswerForm(Map<String, String> values) {
  static AnswerForm of(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      values.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("^[^=]*=", ""));
    }
    return new AnswerForm(values);
  }

  boolean has(String name, String value) {
    return value.equals(values.get(name));
  }

  String tamper() {
    return values.getOrDefault("tamper", "nothing");
  }

  /** Child of a canonicalisation, indented as the platform writes it. */
  String inclusive(String inScope) {
    return switch (values.getOrDefault("prefixes", "none")) {
      case "none" -> "";
      case "empty" -> inclusiveNamespaces("");
      case "default" -> inclusiveNamespaces("#default " + inScope);
      default -> inclusiveNamespaces(inScope);
    };
  }

  private static String inclusiveNamespaces(String list) {
    return "\n            <ec:InclusiveNamespaces xmlns:ec=\"" + Xml.EXC + "\" PrefixList=\"" + list + "\"/>\n          ";
  }
}
