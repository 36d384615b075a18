package lu.officine.interop;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;

/** A certificate and its RSA key. */
record KeyPairFile(X509Certificate certificate, PrivateKey key) {
  /** Reads a PEM file that holds both, the key as PKCS#8. */
  static KeyPairFile read(Path file) throws Exception {
    String pem = Files.readString(file);
    String key = pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----.*|\\s", "");
    byte[] encoded = Base64.getDecoder().decode(key);
    PrivateKey privateKey = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    String certificate = pem.replaceAll("(?s)-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----", "");
    return new KeyPairFile((X509Certificate) certificates(certificate).iterator().next(), privateKey);
  }

  static KeyStore trusting(Collection<? extends Certificate> certificates) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Certificate certificate : certificates) store.setCertificateEntry("c" + store.size(), certificate);
    return store;
  }

  static Collection<? extends Certificate> certificates(String pem) throws Exception {
    String blocks = pem.substring(pem.indexOf("-----BEGIN CERTIFICATE-----"));
    return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(blocks.trim().getBytes()));
  }

  KeyStore store() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key, new char[0], new Certificate[] {certificate});
    return store;
  }
}
