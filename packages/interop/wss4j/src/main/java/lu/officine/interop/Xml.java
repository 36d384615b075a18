package lu.officine.interop;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Namespaces of the protocol, and the little DOM that the services need. */
final class Xml {
  static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
  static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
  static final String SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";
  static final String WST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
  static final String WSP = "http://schemas.xmlsoap.org/ws/2004/09/policy";
  static final String WSA = "http://www.w3.org/2005/08/addressing";
  static final String AUTH = "http://schemas.xmlsoap.org/ws/2006/12/authorization";
  static final String SYNC = "http://ws.mysecu.lu/generic/sync";
  static final String CNS = "http://www.secu.lu/ciss/cns";
  static final String XS = "http://www.w3.org/2001/XMLSchema";
  static final String DS = "http://www.w3.org/2000/09/xmldsig#";
  static final String EXC = "http://www.w3.org/2001/10/xml-exc-c14n#";
  static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
  static final String WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
  static final String X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
  static final String BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

  private Xml() {}

  static Document parse(byte[] bytes) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
  }

  static List<Element> children(Element parent) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) found.add(element);
    }
    return found;
  }

  static boolean is(Element element, String namespace, String name) {
    return name.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
  }

  /** The only child of that name. Thrown when there is none, or more than one: {@link Refused}. */
  static Element child(Element parent, String namespace, String name) throws Refused {
    List<Element> found = children(parent).stream().filter(element -> is(element, namespace, name)).toList();
    Refused.unless(found.size() == 1, "soap:Client", "one " + name + " is needed in " + parent.getLocalName());
    return found.get(0);
  }

  static String text(Element parent, String namespace, String name) throws Refused {
    return child(parent, namespace, name).getTextContent().trim();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
