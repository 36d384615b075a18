package lu.officine.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.callback.Callback;
import org.apache.wss4j.common.cache.MemoryReplayCache;
import org.apache.wss4j.common.cache.ReplayCache;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.handler.RequestData;

/**
 * Identity provider, token service and business service in one, on WSS4J: an outside judge of every message that leaves. Argument: a
 * folder with {@code tls.pem}, {@code platform.pem}, {@code idp.pem}, {@code stranger.pem} (certificate and PKCS#8 key each), {@code
 * clients.pem} (authorities of the pharmacies), {@code username} and {@code password}. Prints {@code ready PORT}, then a line per
 * message; ends when its standard input does.
 */
public final class Wss4jServer {
  private interface Service {
    String answer(Incoming message, AnswerForm form) throws Exception;
  }

  private final String username;
  private final String passwordText;
  private final Merlin trust = new Merlin();
  private final ReplayCache timestamps = new MemoryReplayCache();
  private final ReplayCache nonces = new MemoryReplayCache();

  private Wss4jServer(Path folder, List<Certificate> trusted) throws Exception {
    username = Files.readString(folder.resolve("username"));
    byte[] password = Files.readString(folder.resolve("password")).getBytes(StandardCharsets.UTF_8);
    passwordText = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(password));
    trust.setTrustStore(KeyPairFile.trusting(trusted));
  }

  public static void main(String[] arguments) throws Exception {
    WSSConfig.init();
    Path folder = Path.of(arguments[0]);
    KeyPairFile platform = KeyPairFile.read(folder.resolve("platform.pem"));
    KeyPairFile idp = KeyPairFile.read(folder.resolve("idp.pem"));
    KeyPairFile stranger = KeyPairFile.read(folder.resolve("stranger.pem"));
    List<Certificate> clients = new ArrayList<>(KeyPairFile.certificates(Files.readString(folder.resolve("clients.pem"))));
    List<Certificate> trusted = new ArrayList<>(clients);
    trusted.add(idp.certificate());
    Wss4jServer server = new Wss4jServer(folder, trusted);
    TokenService tokens = new TokenService(platform, stranger, idp.certificate());

    HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(mutualTls(KeyPairFile.read(folder.resolve("tls.pem")), clients));
    https.setExecutor(Executors.newFixedThreadPool(4));
    server.serve(https, "/idp", new IdentityProvider(idp, stranger)::answer);
    server.serve(https, "/trust", tokens::answer);
    server.serve(https, "/sync", new BusinessService(tokens, platform, stranger)::answer);
    https.start();
    System.out.println("ready " + https.getAddress().getPort());
    while (System.in.read() >= 0) continue;
    System.exit(0);
  }

  private void serve(HttpsServer https, String path, Service service) {
    https.createContext(path, exchange -> {
      try (exchange) {
        reply(exchange, path, service);
      }
    });
  }

  private void reply(HttpExchange exchange, String path, Service service) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    AnswerForm form = AnswerForm.of(exchange.getRequestURI().getRawQuery());
    String line = path + "\tsoapAction=" + exchange.getRequestHeaders().getFirst("SOAPAction");
    try {
      demandSoapOverHttp(exchange);
      Incoming message = Incoming.verify(request, policy());
      Certificate client = ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      Refused.unless(message.signer.equals(client), "wsse:FailedAuthentication", "TLS and signature have different certificates");
      String answer = service.answer(message, form);
      System.out.println("accepted\t" + line + "\tsigned=" + String.join(",", message.signed) + "\tkeyInfo=" + message.keyInfo + "\theader=" + headerOf(message));
      send(exchange, 200, answer, form);
    } catch (Exception refusal) {
      System.out.println("refused\t" + line + "\treason=" + refusal + whereOf(refusal));
      send(exchange, 500, fault(refusal, form), form);
    }
  }

  /** WSS4J's own defaults, replay caches and the Basic Security Profile included. */
  private RequestData policy() {
    RequestData policy = new RequestData();
    policy.setWssConfig(WSSConfig.getNewInstance());
    policy.setSigVerCrypto(trust);
    policy.setTimestampReplayCache(timestamps);
    policy.setNonceReplayCache(nonces);
    policy.setRequiredPasswordType(WSConstants.PASSWORD_TEXT);
    policy.setCallbackHandler(callbacks -> {
      for (Callback callback : callbacks) {
        if (callback instanceof WSPasswordCallback asked && username.equals(asked.getIdentifier())) asked.setPassword(passwordText);
      }
    });
    return policy;
  }

  private static void demandSoapOverHttp(HttpExchange exchange) throws Refused {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String action = exchange.getRequestHeaders().getFirst("SOAPAction");
    Refused.unless(exchange.getRequestMethod().equals("POST"), "soap:Client", "POST is needed");
    Refused.unless(type != null && type.replace(" ", "").equalsIgnoreCase("text/xml;charset=utf-8"), "soap:Client", "Content-Type");
    Refused.unless(action != null && action.matches("\".*\""), "soap:Client", "SOAPAction must be there, in quotes");
  }

  /** Names of the header's tokens, in their order. */
  private static String headerOf(Incoming message) {
    return String.join(",", Xml.children(message.security).stream().map(token -> token.getLocalName()).toList());
  }

  private static String fault(Exception refusal, AnswerForm form) {
    String code = "soap:Server";
    if (refusal instanceof Refused refused) code = refused.code;
    if (refusal instanceof WSSecurityException failure) code = "wsse:" + failure.getFaultCode().getLocalPart();
    String text = """
        <soap:Envelope xmlns:soap="%s"><soap:Body><soap:Fault>
        <faultcode xmlns:wsse="%s" xmlns:wst="%s">%s</faultcode><faultstring>%s</faultstring>
        </soap:Fault></soap:Body></soap:Envelope>"""
            .formatted(Xml.SOAP, Xml.WSSE, Xml.WST, code, Xml.escape(String.valueOf(refusal.getMessage())));
    // In SOAP 1.1 the children of a Fault have no namespace.
    String foreign = text.replace("<faultcode", "<faultcode xmlns=\"\"").replace("<faultstring", "<faultstring xmlns=\"\"");
    foreign = foreign.replace("xmlns:wst=", "xmlns:w=").replace(">wst:", ">w:");
    return Answer.withProlog(form.has("style", "foreign") ? Style.foreign(foreign) : text);
  }

  /** Where it was thrown: a refusal by WSS4J names a rule, and not always the element. */
  private static String whereOf(Exception refusal) {
    StackTraceElement[] trace = refusal.getStackTrace();
    return refusal instanceof Refused || trace.length == 0 ? "" : " at " + trace[0];
  }

  private static void send(HttpExchange exchange, int status, String text, AnswerForm form) throws IOException {
    byte[] bytes = Style.bytes(text, form);
    exchange.getResponseHeaders().set("Content-Type", form.has("style", "foreign") ? "text/xml; charset=\"utf-8\"" : "text/xml;charset=UTF-8");
    if (form.has("http", "close")) exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(status, form.has("http", "chunked") ? 0 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static HttpsConfigurator mutualTls(KeyPairFile own, List<Certificate> clients) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore store = own.store();
    keys.init(store, new char[0]);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyPairFile.trusting(clients));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters ssl = context.getDefaultSSLParameters();
        ssl.setNeedClientAuth(true);
        parameters.setSSLParameters(ssl);
      }
    };
  }
}
