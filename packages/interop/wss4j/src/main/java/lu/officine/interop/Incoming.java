package lu.officine.interop;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.wss4j.common.saml.SamlAssertionWrapper;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A message whose signature WSS4J accepted, under its Basic Security Profile rules as they are by default. */
final class Incoming {
  final Element body;
  final Element security;
  /** Names of what the signature covers, sorted. */
  final TreeSet<String> signed = new TreeSet<>();
  final String keyInfo;
  final X509Certificate signer;
  private final WSHandlerResult result;

  private Incoming(Element body, Element security, String keyInfo, WSHandlerResult result) throws Refused {
    this.body = body;
    this.security = security;
    this.keyInfo = keyInfo;
    this.result = result;
    List<WSSecurityEngineResult> signatures = result.getActionResults().get(WSConstants.SIGN);
    Refused.unless(signatures != null && signatures.size() == 1, "wsse:InvalidSecurity", "one signature is needed");
    WSSecurityEngineResult signature = signatures.get(0);
    signer = (X509Certificate) signature.get(WSSecurityEngineResult.TAG_X509_CERTIFICATE);
    for (Object reference : (List<?>) signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS)) {
      WSDataRef ref = (WSDataRef) reference;
      signed.add(nameOf(ref.getProtectedElement()));
      Refused.unless(ref.getDigestAlgorithm().equals(WSConstants.SHA256), "wsse:InvalidSecurity", "digest must be SHA-256");
    }
    Refused.unless(
        WSConstants.RSA_SHA256.equals(signature.get(WSSecurityEngineResult.TAG_SIGNATURE_METHOD)),
        "wsse:InvalidSecurity",
        "signature must be RSA-SHA256");
  }

  /** Verifies a message. Thrown when WSS4J refuses it: WSSecurityException; when its form is wrong: {@link Refused}. */
  static Incoming verify(byte[] message, RequestData policy) throws Exception {
    Document document = Xml.parse(message);
    Element envelope = document.getDocumentElement();
    Refused.unless(Xml.is(envelope, Xml.SOAP, "Envelope"), "soap:VersionMismatch", "SOAP 1.1 is needed");
    Element security = Xml.child(Xml.child(envelope, Xml.SOAP, "Header"), Xml.WSSE, "Security");
    String keyInfo = keyInfoByReference(document, security);
    WSHandlerResult result = new WSSecurityEngine().processSecurityHeader(document, policy);
    return new Incoming(Xml.child(envelope, Xml.SOAP, "Body"), security, keyInfo, result);
  }

  /** Thrown when the signature covers anything more or less than these: {@link Refused}. */
  void demand(String... parts) throws Refused {
    Refused.unless(signed.equals(new TreeSet<>(List.of(parts))), "wsse:InvalidSecurity", "signed is " + signed);
  }

  /** What WSS4J made of the one SAML assertion in the header. */
  SamlAssertionWrapper assertion() throws Refused {
    return (SamlAssertionWrapper) only(WSConstants.ST_SIGNED).get(WSSecurityEngineResult.TAG_SAML_ASSERTION);
  }

  /** The one result of an action. Thrown when there is none: {@link Refused}. */
  WSSecurityEngineResult only(int action) throws Refused {
    List<WSSecurityEngineResult> found = result.getActionResults().get(action);
    Refused.unless(found != null && found.size() == 1, "wsse:InvalidSecurity", "a token is missing, action " + action);
    return found.get(0);
  }

  /** Tokens of the header with that ValueType. */
  List<Element> binaryTokens(String valueType) {
    return Xml.children(security).stream()
        .filter(token -> Xml.is(token, Xml.WSSE, "BinarySecurityToken") && token.getAttribute("ValueType").equals(valueType))
        .toList();
  }

  private String nameOf(Element element) throws Refused {
    boolean isKnown = element == body || element.getParentNode() == security;
    Refused.unless(isKnown, "wsse:InvalidSecurity", "a signed element is neither the Body nor in the header");
    return element.getLocalName();
  }

  /**
   * WSS4J finds a certificate by reference alone, mySecu inline as well (protocol, section 3.3). KeyInfo is not signed in these
   * messages: an inline certificate that is the very token of the header is replaced by the reference to it.
   */
  private static String keyInfoByReference(Document document, Element security) throws Refused {
    Element keyInfo = Xml.child(Xml.child(security, Xml.DS, "Signature"), Xml.DS, "KeyInfo");
    List<Element> forms = new ArrayList<>(Xml.children(keyInfo));
    Refused.unless(forms.size() == 1, "wsse:InvalidSecurity", "KeyInfo must have one child");
    if (!Xml.is(forms.get(0), Xml.DS, "X509Data")) return "security-token-reference";
    String inline = Xml.text(forms.get(0), Xml.DS, "X509Certificate");
    for (Element token : Xml.children(security)) {
      if (!Xml.X509.equals(token.getAttribute("ValueType")) || !inline.equals(token.getTextContent())) continue;
      Element str = document.createElementNS(Xml.WSSE, "wsse:SecurityTokenReference");
      Element reference = document.createElementNS(Xml.WSSE, "wsse:Reference");
      reference.setAttribute("URI", "#" + token.getAttributeNS(Xml.WSU, "Id"));
      reference.setAttribute("ValueType", Xml.X509);
      str.appendChild(reference);
      keyInfo.replaceChild(str, forms.get(0));
      return "x509-data";
    }
    throw new Refused("wsse:InvalidSecurityToken", "the inline certificate is not the token of the header");
  }
}
