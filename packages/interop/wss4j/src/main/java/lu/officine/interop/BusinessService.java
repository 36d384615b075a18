package lu.officine.interop;

import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Step 3 (protocol, section 3.3): answers the three sample models, always with yes. */
record BusinessService(TokenService tokens, KeyPairFile signer, KeyPairFile stranger) {
  private static final Map<String, String> YES = Map.of("Affiliation", "AFFILIE", "Accident", "OUVERT", "Prescripteur", "ACTIF");

  String answer(Incoming message, AnswerForm form) throws Exception {
    message.demand("Body");
    tokens.demandToken(message);
    Element info = Xml.child(message.body, Xml.SYNC, "RequestInfo");
    Refused.unless(info.getAttribute("modelUID").matches("[\\w-]{1,32}"), "soap:Client", "modelUID");
    List<Element> payload = Xml.children(info);
    Refused.unless(payload.size() == 1, "soap:Client", "one payload is needed");
    String check = payload.get(0).getLocalName().replaceFirst("^demande", "");
    Refused.unless(YES.containsKey(check), "soap:Client", "unknown payload");
    Document document = Answer.signed(content(check, payload.get(0)), form.tamper().equals("signer") ? stranger : signer, form);
    return tampered(Answer.render(document), form);
  }

  private static String content(String check, Element question) {
    StringBuilder fields = new StringBuilder();
    for (Element field : Xml.children(question)) {
      String name = field.getLocalName();
      fields.append("        <cns:%s>%s</cns:%s>%n".formatted(name, Xml.escape(field.getTextContent()), name));
    }
    fields.append("        <cns:etat>%s</cns:etat>%n        <cns:nom>Échantillon &amp; Fils</cns:nom>%n".formatted(YES.get(check)));
    if (check.equals("Prescripteur")) fields.append("        <cns:droits><cns:droit>PRESCRIRE</cns:droit></cns:droits>\n");
    return """
            <sync:ResponseInfo xmlns:sync="%s">
              <cns:reponse%s xmlns:cns="%s">
        %s      </cns:reponse%s>
            </sync:ResponseInfo>
        """.formatted(Xml.SYNC, check, Xml.CNS, fields, check);
  }

  private static String tampered(String text, AnswerForm form) {
    return switch (form.tamper()) {
      case "content" -> text.replace(">AFFILIE<", ">NON_AFFILIE<");
      case "white-space" -> text.replaceAll(">\\s+<", "><");
      case "key-info" -> text.replaceFirst("(<dsig:X509Certificate>)\\s+", "$1");
      case "unsigned" -> text.replaceFirst("(?s)<dsig:Signature.*</dsig:Signature>", "");
      default -> text;
    };
  }
}
