package io.ssokit.sample;

import io.ssokit.error.LaunchError;
import io.ssokit.launch.LaunchException;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.PresignedUrl;
import io.ssokit.servlet.Sso;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code POST /app/launch} with {@code target}: a pre-signed URL for the person who asks, as a redirect or as JSON. */
final class LaunchAction extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Sample sample;

    LaunchAction(Sample sample) {
        this.sample = sample;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (sample.isForeign(request)) {
            refuse(request, response, 403, "FOREIGN_ORIGIN", "Another site sent this request.", Optional.empty());
            return;
        }
        String target = Optional.ofNullable(request.getParameter("target")).orElse("");
        try {
            launch(
                    request,
                    response,
                    sample.kit().launcher().presign(LaunchRequest.to(target).as(Sso.session(request))));
        } catch (LaunchException refused) {
            LaunchError error = refused.error();
            refuse(
                    request,
                    response,
                    error.httpStatus(),
                    error.name(),
                    error.meaning(),
                    Optional.of(refused.reference()));
        }
    }

    private static void launch(HttpServletRequest request, HttpServletResponse response, PresignedUrl url)
            throws IOException {
        Html.secure(response);
        if (JsonReply.isWanted(request)) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("authorizedUrl", url.authorizedUrl().toString());
            body.put("expiresAt", url.expiresAt().toString());
            body.put("launchId", url.launchId());
            JsonReply.send(response, HttpServletResponse.SC_CREATED, body);
        } else {
            response.setHeader("Location", url.authorizedUrl().toString());
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        }
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String error,
            String sentence,
            Optional<String> reference)
            throws IOException {
        if (JsonReply.isWanted(request)) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("error", error);
            reference.ifPresent(value -> body.put("reference", value));
            JsonReply.send(response, status, body);
            return;
        }
        String more = reference.map(value -> " Reference: " + value).orElse("");
        Html.send(
                response,
                status,
                "message.jte",
                Map.of("root", sample.root(), "title", "Not launched", "sentence", sentence + more));
    }
}
