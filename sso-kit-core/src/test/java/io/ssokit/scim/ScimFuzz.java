package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.ssokit.scim.ScimLab.Reply;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fuzz targets of the SCIM endpoint: whatever a client with a valid token sends, the answer is one of RFC 7644's, no other
 * tenant is touched, and no request takes more than 64 MiB. How to run them: docs/security.md.
 */
class ScimFuzz {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_ALLOCATED = 64L << 20;
    private static final Set<Integer> STATUSES =
            Set.of(200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 501);

    private final ScimLab lab = new ScimLab();
    private final String user = lab.user("bjensen");
    private final String manager = lab.user("jsmith");
    private final String group = lab.group("Tour Guides", user);

    /** What stands behind {@code filter=}. */
    @FuzzTest
    void filter(byte[] filter) {
        String query = "filter=" + URLEncoder.encode(text(filter), StandardCharsets.UTF_8);
        sound(ScimRequest.of("GET", "/Users?" + query));
        sound(ScimRequest.of("GET", "/Groups?" + query));
    }

    /** A query as it comes. */
    @FuzzTest
    void query(byte[] query) {
        sound(new ScimRequest("GET", "/Users", Optional.of(text(query)), Map.of(), new byte[0]));
        sound(new ScimRequest("GET", "/Users/" + user, Optional.of(text(query)), Map.of(), new byte[0]));
    }

    /** The body of a PATCH of a user. */
    @FuzzTest
    void patchUser(byte[] body) {
        sound(with("PATCH", "/Users/" + user, body));
        Reply after = lab.get("/Users/" + user);
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.at("id")).isEqualTo(user);
    }

    /** The body of a PATCH of a group. */
    @FuzzTest
    void patchGroup(byte[] body) {
        sound(with("PATCH", "/Groups/" + group, body));
        Reply after = lab.get("/Groups/" + group);
        assertThat(after.status()).isEqualTo(200);
        assertThat(lab.membersOf(group)).isSubsetOf(user, manager).doesNotHaveDuplicates();
    }

    /** The body of a POST or PUT. */
    @FuzzTest
    void resource(byte[] body) {
        sound(with("POST", "/Users", body));
        sound(with("PUT", "/Users/" + user, body));
        sound(with("POST", "/Groups", body));
        sound(with("PUT", "/Groups/" + group, body));
        assertThat(lab.get("/Users/" + user).status()).isEqualTo(200);
        assertThat(lab.get("/Groups/" + group).status()).isEqualTo(200);
    }

    /** The body of a bulk request. */
    @FuzzTest
    void bulk(byte[] body) {
        sound(with("POST", "/Bulk", body));
    }

    /** The body of a search. */
    @FuzzTest
    void search(byte[] body) {
        sound(with("POST", "/.search", body));
        sound(with("POST", "/Users/.search", body));
    }

    /** Method, path and a header line, a line each, and then the body. */
    @FuzzTest
    void request(byte[] request) {
        String[] lines = text(request).split("\n", 4);
        String header = lines.length > 2 ? lines[2] : "";
        int colon = header.indexOf(':');
        Map<String, List<String>> headers = colon > 0
                ? Map.of(
                        header.substring(0, colon),
                        List.of(header.substring(colon + 1).strip()))
                : Map.of();
        byte[] body = lines.length > 3 ? lines[3].getBytes(StandardCharsets.UTF_8) : new byte[0];
        String path = lines.length > 1 ? named(lines[1]) : "";
        sound(new ScimRequest(lines[0], path, Optional.empty(), headers, body));
    }

    private ScimRequest with(String method, String path, byte[] body) {
        byte[] meant = named(new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        return new ScimRequest(
                method, path, Optional.empty(), Map.of("Content-Type", List.of("application/json")), meant);
    }

    /** So that inputs can speak of somebody who exists. */
    private String named(String text) {
        return text.replace("{u}", user).replace("{m}", manager).replace("{g}", group);
    }

    private void sound(ScimRequest request) {
        Reply reply = frugal(request);
        assertThat(STATUSES).as(reply.response().text()).contains(reply.status());
        if (reply.status() >= 400 && !request.method().equals("HEAD")) {
            assertThat(reply.at("status")).isEqualTo(Integer.toString(reply.status()));
            assertThat(reply.detail())
                    .isNotBlank()
                    .doesNotContain("Exception", "java.", "io.ssokit")
                    .hasSizeLessThan(2_000);
        }
        Reply others = lab.sendAs(ScimLab.GLOBEX_TOKEN, ScimRequest.of("GET", "/Users"));
        assertThat(others.at("totalResults")).isEqualTo(0L);
    }

    /** What is loaded and instrumented the first time counts only if it comes a second time. */
    private Reply frugal(ScimRequest request) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Reply reply = lab.send(request);
        if (THREADS.getCurrentThreadAllocatedBytes() - before > MAX_ALLOCATED) {
            ScimFuzz fresh = new ScimFuzz();
            long again = THREADS.getCurrentThreadAllocatedBytes();
            fresh.lab.send(request);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - again).isLessThan(MAX_ALLOCATED);
        }
        return reply;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
