package io.ssokit.it.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A running oidc-provider, and the doors that {@code op.mjs} has for tests. */
final class OidcProvider implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Peer peer;

    private OidcProvider(Peer peer) {
        this.peer = peer;
    }

    /** Starts it with these clients: metadata as in dynamic registration. */
    static OidcProvider start(List<Map<String, Object>> clients) {
        return new OidcProvider(Peer.start(
                "oidc-provider",
                Map.of("OIDC_CLIENTS", JSON.valueToTree(clients).toString())));
    }

    URI issuer() {
        return peer.base();
    }

    /** Where a person signs out of the provider itself, after a page that asks for agreement. */
    URI signOutPage() {
        return peer.base().resolve("/session/end");
    }

    /** New keys sign from now on, and no others are published. */
    void replaceKeys() {
        door("rotate");
    }

    /** New keys sign from now on; the old ones stay published. */
    void rotateKeys() {
        door("rotate?keep=1");
    }

    /** That path answers 500 from now on. */
    void fail(String path) {
        door("fault?path=" + path);
    }

    /** Ends every {@link #fail}, and the clock is right again. */
    void mend() {
        door("mend");
        clockAhead(0);
    }

    /** Its clock is so many seconds ahead of ours from now on; behind when negative. */
    void clockAhead(int seconds) {
        door("clock?seconds=" + seconds);
    }

    /** The requests it has got so far, as {@code METHOD /path}. */
    List<String> seen() {
        List<String> seen = new ArrayList<>();
        door("seen").required("seen").forEach(line -> seen.add(line.asText()));
        return seen;
    }

    @Override
    public void close() {
        peer.close();
    }

    private JsonNode door(String nameAndQuery) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(peer.base().resolve("/_peer/" + nameAndQuery))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(nameAndQuery + ": " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
