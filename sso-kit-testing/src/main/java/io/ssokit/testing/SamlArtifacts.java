package io.ssokit.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/** Responses that wait to be fetched, by artifact of type 0x0004 (SAML Bindings 3.6.4). Each is handed out once. */
final class SamlArtifacts {
    private static final int HANDLE = 20;

    /** What an artifact stands for. */
    record Waiting(String serviceProvider, SamlResponse response, SamlScript script) {}

    private final byte[] sourceId;
    private final Recent<Waiting> waiting = new Recent<>();

    SamlArtifacts(String entityId) {
        try {
            sourceId = MessageDigest.getInstance("SHA-1").digest(entityId.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }

    /** Type code 0x0004, endpoint index 0, SourceID, MessageHandle. */
    String issue(Waiting what) {
        byte[] artifact = new byte[4 + sourceId.length + HANDLE];
        artifact[1] = 4;
        System.arraycopy(sourceId, 0, artifact, 4, sourceId.length);
        System.arraycopy(Random.bytes(HANDLE), 0, artifact, 4 + sourceId.length, HANDLE);
        String text = Base64.getEncoder().encodeToString(artifact);
        waiting.put(text, what);
        return text;
    }

    /** The response, if this service provider is the one it was made for; gone in any case. */
    Optional<Waiting> take(String artifact, String serviceProvider) {
        return waiting.take(artifact).filter(what -> what.serviceProvider().equals(serviceProvider));
    }
}
