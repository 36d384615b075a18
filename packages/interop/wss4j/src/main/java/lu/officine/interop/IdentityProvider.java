package lu.officine.interop;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.wss4j.dom.WSConstants;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Step 1 (protocol, section 3.1): an AuthnRequest in, a signed assertion out. */
record IdentityProvider(KeyPairFile signer, KeyPairFile stranger) {
  static final String DESTINATION = "https://idp.interop.test/saml";
  private static final String ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

  String answer(Incoming message, AnswerForm form) throws Exception {
    message.demand("BinarySecurityToken", "Body", "Timestamp");
    message.only(WSConstants.TS);
    Element request = Xml.child(message.body, Xml.SAMLP, "AuthnRequest");
    String baseUrl = request.getAttribute("AssertionConsumerServiceURL");
    Element extension = Xml.child(Xml.child(request, Xml.SAMLP, "Extensions"), Xml.SAML, "Attribute");
    String eHealthId = Xml.text(extension, Xml.SAML, "AttributeValue");
    Element confirmation = Xml.child(Xml.child(request, Xml.SAML, "Subject"), Xml.SAML, "SubjectConfirmation");
    Element context = Xml.child(request, Xml.SAMLP, "RequestedAuthnContext");
    demand(request.getAttribute("Version").equals("2.0"), "Version");
    demand(request.getAttribute("Destination").equals(DESTINATION), "Destination");
    demand(request.getAttribute("ProtocolBinding").equals("urn:oasis:names:tc:SAML:2.0:bindings:SOAP"), "ProtocolBinding");
    demand(Math.abs(Instant.parse(request.getAttribute("IssueInstant")).until(Instant.now(), ChronoUnit.SECONDS)) < 60, "IssueInstant");
    demand(baseUrl.startsWith("https://") && Xml.text(request, Xml.SAML, "Issuer").equals(baseUrl), "Issuer");
    demand(extension.getAttribute("Name").equals("psEHealthID") && eHealthId.matches("\\d{10}"), "psEHealthID");
    demand(confirmation.getAttribute("Method").equals("urn:oasis:names:tc:SAML:2.0:cm:bearer"), "SubjectConfirmation");
    demand(context.getAttribute("Comparison").equals("minimum"), "Comparison");
    demand(Xml.text(context, Xml.SAML, "AuthnContextClassRef").equals("urn:oasis:names:tc:SAML:2.0:ac:classes:X509"), "class");
    return response(request.getAttribute("ID"), message, eHealthId, form);
  }

  private String response(String requestId, Incoming message, String eHealthId, AnswerForm form) throws Exception {
    KeyPairFile by = form.tamper().equals("signer") ? stranger : signer;
    String id = Answer.newId("Assertion");
    String enveloped = "\n            <dsig:Transform Algorithm=\"" + ENVELOPED + "\"/>";
    String reference = Answer.reference(id, enveloped, form.inclusive("saml soap xs"));
    Instant now = Instant.now();
    // The prefixes saml and xs are declared on the Envelope: cut out as text, this assertion would not be well-formed.
    String content = """
            <samlp:Response xmlns:samlp="%s" ID="%s" InResponseTo="%s" IssueInstant="%s" Version="2.0">
              <samlp:Status>
                <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>
              </samlp:Status>
              <saml:Assertion ID="%s" IssueInstant="%s" Version="2.0">
                <saml:Issuer>https://idp.interop.test/auth/realms/organization</saml:Issuer>%s
                <saml:Subject>
                  <saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">%s</saml:NameID>
                  <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>
                </saml:Subject>
                <saml:Conditions NotBefore="%s" NotOnOrAfter="%s"/>
                <saml:AttributeStatement>
                  <saml:Attribute Name="psEHealthID" NameFormat="urn:vordel:attribute:1.0">
                    <saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">%s</saml:AttributeValue>
                  </saml:Attribute>
                </saml:AttributeStatement>
              </saml:Assertion>
            </samlp:Response>
        """.formatted(
            Xml.SAMLP, Answer.newId("Response"), requestId, now, id, now,
            Answer.signature(reference, Answer.newId("KeyInfo"), by, form),
            Xml.escape(message.signer.getSubjectX500Principal().getName()),
            now.minusSeconds(5), now.plusSeconds(300), eHealthId);
    Document document = Xml.parse(Answer.message("", Answer.newId("Body"), content, form).getBytes(StandardCharsets.UTF_8));
    Answer.sign(document, by);
    String text = Answer.render(document);
    return form.tamper().equals("content") ? text.replace("organization</saml:Issuer>", "other</saml:Issuer>") : text;
  }

  private static void demand(boolean holds, String what) throws Refused {
    Refused.unless(holds, "soap:Client", "AuthnRequest: " + what);
  }
}
