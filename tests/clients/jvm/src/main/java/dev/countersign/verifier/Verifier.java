package dev.countersign.verifier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Verifies what a phone signs, as WSO2 Identity Server does: keys are RSA in X.509 form and standard Base64, answers are
 * compact JWS, and a registration is a bare SHA256withRSA signature.
 *
 * <p>Reads one JSON object a line and writes one: {@code publicKey} with {@code token}, or with {@code signature} and the
 * {@code signed} text.
 */
public final class Verifier {
    private Verifier() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException, ParseException, JOSEException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(JSONObjectUtils.toJSONString(verdict(JSONObjectUtils.parse(line))));
        }
    }

    private static Map<String, Object> verdict(Map<String, Object> request)
            throws GeneralSecurityException, ParseException, JOSEException {
        RSAPublicKey key = publicKey(JSONObjectUtils.getString(request, "publicKey"));
        String token = JSONObjectUtils.getString(request, "token");
        return token == null ? signature(key, request) : token(key, token);
    }

    private static Map<String, Object> token(RSAPublicKey key, String token) throws ParseException, JOSEException {
        SignedJWT jwt = SignedJWT.parse(token);
        Map<String, Object> verdict = verdict(key, jwt.verify(new RSASSAVerifier(key)));
        verdict.put("header", jwt.getHeader().toJSONObject());
        verdict.put("claims", jwt.getPayload().toJSONObject());
        verdict.put("expires", jwt.getJWTClaimsSet().getExpirationTime().toInstant().toString());
        return verdict;
    }

    private static Map<String, Object> signature(RSAPublicKey key, Map<String, Object> request)
            throws GeneralSecurityException, ParseException {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key);
        verifier.update(JSONObjectUtils.getString(request, "signed").getBytes(StandardCharsets.UTF_8));
        byte[] signature = Base64.getDecoder().decode(JSONObjectUtils.getString(request, "signature"));
        return verdict(key, verifier.verify(signature));
    }

    private static Map<String, Object> verdict(RSAPublicKey key, boolean isVerified) {
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("verified", isVerified);
        verdict.put("bits", key.getModulus().bitLength());
        return verdict;
    }

    /** The decoder refuses line breaks and the URL alphabet, as the server's does. */
    private static RSAPublicKey publicKey(String text) throws GeneralSecurityException {
        byte[] encoded = Base64.getDecoder().decode(text);
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
