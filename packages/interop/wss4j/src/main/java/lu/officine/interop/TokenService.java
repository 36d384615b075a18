package lu.officine.interop;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.wss4j.common.saml.SamlAssertionWrapper;
import org.apache.wss4j.dom.WSConstants;
import org.w3c.dom.Element;

/** Step 2 and logout (protocol, section 3.2): session tokens for an assertion or a UsernameToken, until they are cancelled. */
final class TokenService {
  static final String TOKEN_TYPE = "http://ws.mySecu.lu/trust/token/bst";
  private static final String CLAIMS = "http://schemas.xmlsoap.org/ws/2006/12/authorization/authclaims";
  private final KeyPairFile signer;
  private final KeyPairFile stranger;
  private final X509Certificate identityProvider;
  private final Map<String, X509Certificate> holders = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  TokenService(KeyPairFile signer, KeyPairFile stranger, X509Certificate identityProvider) {
    this.signer = signer;
    this.stranger = stranger;
    this.identityProvider = identityProvider;
  }

  String answer(Incoming message, AnswerForm form) throws Exception {
    Element request = Xml.child(message.body, Xml.WST, "RequestSecurityToken");
    return switch (Xml.text(request, Xml.WST, "RequestType")) {
      case Xml.WST + "/Issue" -> issue(request, message, form);
      case Xml.WST + "/Cancel" -> cancel(request, message, form);
      default -> throw new Refused("wst:InvalidRequest", "RequestType");
    };
  }

  /** Thrown when the header does not hold one session token of this signer: {@link Refused}. */
  String demandToken(Incoming message) throws Refused {
    List<Element> tokens = message.binaryTokens(TOKEN_TYPE);
    String token = tokens.size() == 1 ? tokens.get(0).getTextContent() : "";
    Refused.unless(message.signer.equals(holders.get(token)), "wsse:InvalidSecurityToken", "no such session token");
    return token;
  }

  private String issue(Element request, Incoming message, AnswerForm form) throws Exception {
    if (message.signed.contains("Assertion")) {
      message.demand("Assertion", "Body");
      // Trust in the truststore is not enough: an assertion may be signed by the identity provider alone.
      SamlAssertionWrapper assertion = message.assertion();
      X509Certificate[] by = assertion.getSignatureKeyInfo().getCerts();
      Refused.unless(by != null && identityProvider.equals(by[0]), "wsse:InvalidSecurityToken", "signer of the assertion");
      String subject = message.signer.getSubjectX500Principal().getName();
      Refused.unless(subject.equals(assertion.getSubjectName()), "wsse:InvalidSecurityToken", "subject of the assertion");
    } else {
      message.demand("Body", "UsernameToken");
      message.only(WSConstants.UT);
    }
    Element claims = Xml.child(request, Xml.WST, "Claims");
    Element claim = Xml.child(claims, Xml.AUTH, "ClaimType");
    Element endpoint = Xml.child(Xml.child(request, Xml.WSP, "AppliesTo"), Xml.WSA, "EndpointReference");
    demand(Xml.text(request, Xml.WST, "TokenType").equals(TOKEN_TYPE), "TokenType");
    demand(Xml.text(endpoint, Xml.WSA, "Address").matches("https://[^/]+/sync(\\?.*)?"), "AppliesTo");
    demand(claims.getAttribute("Dialect").equals(CLAIMS), "Dialect");
    demand(claim.getAttribute("Uri").equals("http://ws.mysecu.lu/trust/prodo/espaceid"), "Uri");
    demand(Xml.text(claim, Xml.AUTH, "Value").matches("9\\d{7}"), "provider code");
    byte[] bytes = new byte[48];
    random.nextBytes(bytes);
    String token = Base64.getEncoder().encodeToString(bytes);
    holders.put(token, message.signer);
    return respond(
        """
              <wst:TokenType>%s</wst:TokenType>
              %s
                <wsse:BinarySecurityToken EncodingType="%s" ValueType="%s" wsu:Id="%s">%s</wsse:BinarySecurityToken>
              %s
        %s""".formatted(
            TOKEN_TYPE,
            form.has("token", "bare") ? "" : "<wst:RequestedSecurityToken>",
            Xml.BASE64, TOKEN_TYPE, Answer.newId("Token"), token,
            form.has("token", "bare") ? "" : "</wst:RequestedSecurityToken>",
            lifetime(form)),
        form);
  }

  private static String lifetime(AnswerForm form) {
    if (form.has("lifetime", "absent")) return "";
    // Nanoseconds, and with an offset the same instants as seen from Kolkata.
    ZoneOffset zone = form.has("lifetime", "offset") ? ZoneOffset.ofHoursMinutes(5, 30) : ZoneOffset.UTC;
    OffsetDateTime now = Instant.now().plusNanos(123_456_789).atOffset(zone);
    return """
          <wst:Lifetime>
            <wsu:Created>%s</wsu:Created>
            <wsu:Expires>
              %s
            </wsu:Expires>
          </wst:Lifetime>
    """.formatted(now, now.plusSeconds(600));
  }

  private String cancel(Element request, Incoming message, AnswerForm form) throws Exception {
    message.demand("Body");
    demand(Xml.children(Xml.child(request, Xml.WST, "CancelTarget")).isEmpty(), "CancelTarget must be empty");
    holders.remove(demandToken(message));
    return respond("      <wst:RequestedTokenCancelled/>\n", form);
  }

  private String respond(String content, AnswerForm form) throws Exception {
    String response = "<wst:RequestSecurityTokenResponse xmlns:wst=\"%s\">\n%s    </wst:RequestSecurityTokenResponse>".formatted(Xml.WST, content);
    String body = "    " + (form.has("token", "collection") ? inCollection(response) : response) + "\n";
    if (form.has("token", "unsigned")) return Answer.withProlog(Answer.message("", Answer.newId("Body"), body, form));
    String text = Answer.render(Answer.signed(body, form.tamper().equals("signer") ? stranger : signer, form));
    return form.tamper().equals("content") ? text.replace("</wsse:BinarySecurityToken>", "AAAA</wsse:BinarySecurityToken>") : text;
  }

  private static String inCollection(String response) {
    return "<wst:RequestSecurityTokenResponseCollection xmlns:wst=\"%s\">%s</wst:RequestSecurityTokenResponseCollection>"
        .formatted(Xml.WST, response);
  }

  private static void demand(boolean holds, String what) throws Refused {
    Refused.unless(holds, "wst:InvalidRequest", what);
  }
}
