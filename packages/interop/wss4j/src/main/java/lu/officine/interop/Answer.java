package lu.officine.interop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.signature.XMLSignature;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Answers in the platform's form (protocol, sections 1, 3.3 and 3.5): a comment with the Correlation-ID, pretty-printed and signed
 * with that white space, certificate inline, namespaces on ancestors. Santuario makes digests and signatures.
 */
final class Answer {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Answer() {}

  /** An unsigned message. */
  static String message(String security, String bodyId, String content, AnswerForm form) {
    String text = """
        <soap:Envelope xmlns:soap="%s" xmlns:saml="%s" xmlns:wsse="%s" xmlns:wsu="%s" xmlns:xs="%s">
          <soap:Header>%s</soap:Header>
          <soap:Body wsu:Id="%s">
        %s  </soap:Body>
        </soap:Envelope>"""
        .formatted(Xml.SOAP, Xml.SAML, Xml.WSSE, Xml.WSU, Xml.XS, security, bodyId, content);
    return form.has("style", "foreign") ? Style.foreign(text) : text;
  }

  /** A message with Body and KeyInfo signed, as mySecu does. */
  static Document signed(String content, KeyPairFile signer, AnswerForm form) throws Exception {
    String body = newId("Body");
    String keyInfo = newId("KeyInfo");
    String references = reference(body, "", form.inclusive("soap wsse wsu")) + reference(keyInfo, "", form.inclusive("soap wsse"));
    String security = "\n    <wsse:Security>" + signature(references, keyInfo, signer, form) + "\n    </wsse:Security>\n  ";
    Document document = Xml.parse(message(security, body, content, form).getBytes(StandardCharsets.UTF_8));
    sign(document, signer);
    return document;
  }

  /** A {@code ds:Signature} whose digests and value are still to be made. */
  static String signature(String references, String keyInfoId, KeyPairFile signer, AnswerForm form) throws Exception {
    String certificate = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(signer.certificate().getEncoded());
    return """

        <dsig:Signature xmlns:dsig="%s">
          <dsig:SignedInfo>
            <dsig:CanonicalizationMethod Algorithm="%s">%s</dsig:CanonicalizationMethod>
            <dsig:SignatureMethod Algorithm="%s"/>%s
          </dsig:SignedInfo>
          <dsig:SignatureValue/>
          <dsig:KeyInfo Id="%s">
            <dsig:X509Data>
              <dsig:X509Certificate>
        %s
              </dsig:X509Certificate>
            </dsig:X509Data>
          </dsig:KeyInfo>
        </dsig:Signature>"""
        .formatted(
            Xml.DS, Xml.EXC, form.inclusive("saml soap"), XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256, references, keyInfoId, certificate);
  }

  static String reference(String id, String firstTransform, String inclusive) {
    return """

            <dsig:Reference URI="#%s">
              <dsig:Transforms>%s
                <dsig:Transform Algorithm="%s">%s</dsig:Transform>
              </dsig:Transforms>
              <dsig:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
              <dsig:DigestValue/>
            </dsig:Reference>"""
        .formatted(id, firstTransform, Xml.EXC, inclusive);
  }

  /** Fills in every digest and the value of the first signature of a document. */
  static void sign(Document document, KeyPairFile signer) throws Exception {
    NodeList all = document.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      if (element.hasAttributeNS(Xml.WSU, "Id")) element.setIdAttributeNS(Xml.WSU, "Id", true);
      if (element.hasAttribute("Id")) element.setIdAttribute("Id", true);
      if (element.hasAttribute("ID")) element.setIdAttribute("ID", true);
    }
    Element signature = (Element) document.getElementsByTagNameNS(Xml.DS, "Signature").item(0);
    XMLSignature ours = new XMLSignature(signature, "");
    // References of a signature that was parsed are made when asked for, and sign() does not ask.
    for (int i = 0; i < ours.getSignedInfo().getLength(); i++) ours.getSignedInfo().item(i);
    ours.sign(signer.key());
  }

  /** The bytes that go out, XML declaration and comment in front. */
  static String render(Document document) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_WITH_COMMENTS).canonicalizeSubtree(document, bytes);
    return withProlog(bytes.toString(StandardCharsets.UTF_8));
  }

  static String withProlog(String envelope) {
    byte[] random = new byte[12];
    RANDOM.nextBytes(random);
    String id = "Id-" + HexFormat.of().formatHex(random);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- WSS4J interop, Certification, Correlation-ID: " + id + " -->\n" + envelope;
  }

  static String newId(String kind) {
    return kind + "-" + Long.toHexString(RANDOM.nextLong());
  }
}
