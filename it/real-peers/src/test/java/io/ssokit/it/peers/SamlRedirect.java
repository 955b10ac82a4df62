package io.ssokit.it.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;

/**
 * A request in the HTTP-Redirect binding (SAML Bindings 3.4), taken apart so that a test can send it elsewhere.
 *
 * @param endpoint address without query
 * @param request the XML
 * @param relayState as it came
 */
record SamlRedirect(String endpoint, String request, String relayState) {

    static SamlRedirect parse(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new SamlRedirect(
                uri.toString().replaceAll("\\?.*", ""), inflate(query.get("SAMLRequest")), query.get("RelayState"));
    }

    /** With one text in place of another, in the address and in the XML. */
    SamlRedirect rewritten(String from, String to) {
        return new SamlRedirect(endpoint.replace(from, to), request.replace(from, to), relayState);
    }

    /** Unsigned: a signature of the original would no longer fit. */
    URI uri() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("SAMLRequest", deflate(request));
        query.put("RelayState", relayState);
        return URI.create(query.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", endpoint + "?", "")));
    }

    private static String inflate(String encoded) {
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        try (InflaterOutputStream out = new InflaterOutputStream(xml, new Inflater(true))) {
            out.write(Base64.getDecoder().decode(encoded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return xml.toString(StandardCharsets.UTF_8);
    }

    private static String deflate(String xml) {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(deflated, new Deflater(Deflater.DEFAULT_COMPRESSION, true))) {
            out.write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(deflated.toByteArray());
    }
}
