package io.ssokit.testing;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The application's side of a login, as little of it as possible: it says back what it was sent. */
final class EchoApp implements AutoCloseable {
    private final Server server = Server.bind(0);

    EchoApp(String... paths) {
        for (String path : paths) {
            server.route(path, EchoApp::echo);
        }
        server.start();
    }

    EchoApp route(String path, Server.Handler handler) {
        server.route(path, handler);
        return this;
    }

    URI uri(String path) {
        return server.base().resolve(path);
    }

    @Override
    public void close() {
        server.close();
    }

    private static Reply echo(Request request) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("raw", String.valueOf(request.raw()));
        said.put("method", request.method());
        said.put("cookies", String.valueOf(request.cookies()));
        said.putAll(request.params()
                .only(List.of(
                        "SAMLRequest",
                        "SAMLResponse",
                        "SigAlg",
                        "Signature",
                        "SAMLart",
                        "RelayState",
                        "code",
                        "state",
                        "iss",
                        "error",
                        "a",
                        "b",
                        "go",
                        "token")));
        return Reply.json(200, said);
    }
}
