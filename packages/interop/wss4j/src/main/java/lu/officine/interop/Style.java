package lu.officine.interop;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Other ways to write the same message: a receiver that reads names and not prefixes notices no difference. */
final class Style {
  private static final Pattern PROLOG = Pattern.compile("\\A<\\?xml.*?\\?>\\s*(<!--.*?-->)\\s*", Pattern.DOTALL);

  private Style() {}

  /**
   * Before it is signed: default namespaces where the platform writes prefixes, other prefixes, other blocks in the header and
   * elements of the SOAP namespace that carry attributes of others.
   */
  static String foreign(String message) {
    String text = message;
    for (String prefix : new String[] {"soap", "dsig", "sync", "cns", "samlp", "wst"}) {
      text = text.replace("<" + prefix + ":", "<").replace("</" + prefix + ":", "</").replace("xmlns:" + prefix + "=", "xmlns=");
    }
    String[][] renamed = {{"wsse", "o"}, {"wsu", "u"}, {"saml", "a"}};
    for (String[] names : renamed) text = text.replaceAll("\\b" + names[0] + "(?=:|=)", names[1]);
    text = text.replaceAll("(PrefixList=\"[^\"]*)\\bsoap\\b", "$1#default").replaceAll("(PrefixList=\"[^\"]*)\\bwsse\\b", "$1o");
    text = text.replaceAll("(PrefixList=\"[^\"]*)\\bwsu\\b", "$1u").replaceAll("(PrefixList=\"[^\"]*)\\bsaml\\b", "$1a");
    String trace = "<t:Trace xmlns:t=\"urn:interop\" t:Id=\"%s\" xmlns=\"\"><hop n='1'/></t:Trace>";
    return text
        .replace("<Header>", "<Header a:hint=\"x\">" + trace.formatted(Answer.newId("Before")))
        .replace("</Header>", trace.formatted(Answer.newId("After")) + "</Header>");
  }

  /** After it was signed: what precedes the root element, and line ends, take no part in a signature. */
  static byte[] bytes(String text, AnswerForm form) {
    String sent = form.has("style", "foreign") ? text.replace("\n", "\r\n") : text;
    if (form.has("prolog", "none")) sent = PROLOG.matcher(sent).replaceFirst("");
    if (form.has("prolog", "several")) sent = PROLOG.matcher(sent).replaceFirst("\uFEFF<?xml version='1.0'?>\n<!-- a > b --><!---->$1\n\n");
    if (!form.has("prolog", "latin1")) return sent.getBytes(StandardCharsets.UTF_8);
    String[] parts = sent.split("(?<=-->)", 2);
    byte[] comment = parts[0].replace("interop", "s\u00e9curit\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    byte[] rest = parts[1].getBytes(StandardCharsets.UTF_8);
    byte[] both = java.util.Arrays.copyOf(comment, comment.length + rest.length);
    System.arraycopy(rest, 0, both, comment.length, rest.length);
    return both;
  }
}
