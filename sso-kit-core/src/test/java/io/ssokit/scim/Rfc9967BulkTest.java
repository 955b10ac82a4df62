package io.ssokit.scim;

import static io.ssokit.scim.Rfc7644BulkTest.bulk;
import static io.ssokit.scim.Rfc7644BulkTest.bulkFailing;
import static io.ssokit.scim.Rfc7644BulkTest.id;
import static io.ssokit.scim.Rfc7644BulkTest.postGroup;
import static io.ssokit.scim.Rfc7644BulkTest.postReport;
import static io.ssokit.scim.Rfc7644BulkTest.postUser;
import static io.ssokit.scim.Rfc7644BulkTest.statuses;
import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.scim.FailingStore.NodeDied;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 9967 §2.5.1, §3 and §4: bulk requests whose client does not wait. Nodes work when a test tells them to. */
class Rfc9967BulkTest {
    private static final Executor NOT_NOW = work -> {};
    private static final String[] CHAIN = {
        postUser("a", "alice"),
        postReport("b", "bob", "bulkId:a"),
        postGroup("g", "Guides", "bulkId:a", "bulkId:b"),
        "{'method':'PUT','path':'/Users/bulkId:b','data':{'userName':'robert'}}",
        "{'method':'PATCH','path':'/Groups/bulkId:g','data':{'Operations':[{'op':'remove','path':'members',"
                + "'value':[{'value':'bulkId:b'}]}]}}",
        postUser("z", "zoe"),
        "{'method':'DELETE','path':'/Users/bulkId:z'}"
    };

    private final MovableClock clock = MovableClock.at("2026-05-01T10:00:00Z");
    private final Stores stores = stores(clock);
    private final FailingStore users = new FailingStore(stores.users());
    private ScimSettings settings = ScimSettings.usual();
    private final ScimEndpoint node = node(NOT_NOW);

    Stores stores(MovableClock time) {
        return MemoryStores.create(time);
    }

    private ScimEndpoint node(Executor worker) {
        return ScimEndpoint.builder(URI.create(ScimLab.BASE), users.store(), stores.revocations())
                .directories(List.of(
                        ScimDirectory.of("acme", Secret.of(ScimLab.ACME_TOKEN)).with(settings),
                        ScimDirectory.of("globex", Secret.of(ScimLab.GLOBEX_TOKEN))))
                .keeping(stores.scim())
                .clock(clock)
                .worker(worker)
                .build();
    }

    private static Reply send(ScimEndpoint to, ScimRequest request) {
        return new Reply(to.handle(request.header("Authorization", "Bearer " + ScimLab.ACME_TOKEN)));
    }

    private static Reply async(ScimEndpoint to, String body) {
        return send(to, ScimRequest.of("POST", "/Bulk").json(body).header("Prefer", "respond-async"));
    }

    private static String txn(Reply accepted) {
        assertThat(accepted.status()).as(accepted.response().text()).isEqualTo(202);
        return accepted.response().header("Set-Txn").orElseThrow();
    }

    private Reply result(String txn) {
        return send(node, ScimRequest.of("GET", "/Bulk/" + txn));
    }

    private static void work(ScimEndpoint on) {
        on.later.orElseThrow().work();
    }

    private Reply get(String target) {
        return send(node, ScimRequest.of("GET", target));
    }

    @Test
    @DisplayName("RFC 9967 §2.5.1.1, §3: 202 without a body, with Set-Txn, Preference-Applied and Location")
    void async_accepted_202() {
        Reply reply = async(node, bulk(postUser("a", "alice")));
        String txn = txn(reply);
        assertThat(txn).hasSizeGreaterThan(20);
        assertThat(reply.response().body()).isEmpty();
        assertThat(reply.response().headers())
                .containsEntry("Preference-Applied", "respond-async")
                .containsEntry("Location", ScimLab.BASE + "/Bulk/" + txn)
                .doesNotContainKey("Content-Type");
        assertThat(get("/Users").at("totalResults")).isEqualTo(0L);
    }

    @Test
    @DisplayName("RFC 9967 §2.5.1.1: the Location answers 202 until all is done, then the bulk response")
    void location_beforeAndAfter_tells() {
        String txn = txn(async(node, bulk(CHAIN)));
        assertThat(result(txn).status()).isEqualTo(202);
        assertThat(result(txn).response().header("Retry-After").orElseThrow()).matches("[0-9]+");
        work(node);
        Reply done = result(txn);
        assertThat(statuses(done)).containsExactly("201", "201", "201", "200", "204", "201", "204");
        assertEndOfChain(done);
    }

    private void assertEndOfChain(Reply done) {
        assertThat(get("/Users").at("totalResults")).isEqualTo(2L);
        assertThat(get("/Groups").at("totalResults")).isEqualTo(1L);
        assertThat(get("/Users/" + id(done, 1)).at("userName")).isEqualTo("robert");
        Reply group = get("/Groups/" + id(done, 2));
        assertThat(group.list("members")).hasSize(1);
        assertThat(group.at("members/0/value")).isEqualTo(id(done, 0));
        assertThat(get("/Users/" + id(done, 5)).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("RFC 9967 §2.5.1.1: what the normal answer refuses is refused at once")
    void async_ofNoBulkRequest_refusedAtOnce() {
        assertThat(async(node, "{}").status()).isEqualTo(400);
        assertThat(async(node, bulk(postUser("a", "x"), postUser("a", "y"))).status())
                .isEqualTo(400);
        assertThat(async(node, bulkFailing(0)).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("RFC 9967 §2.5.1.1, RFC 7240 §4.3: wait, and what is done by then is answered normally")
    void wait_doneInTime_normalAnswer() {
        ScimRequest request = ScimRequest.of("POST", "/Bulk").json(bulk(postUser("a", "alice")));
        Reply reply = send(node(Runnable::run), request.header("Prefer", "Respond-Async; x=y, wait=5"));
        assertThat(statuses(reply)).containsExactly("201");
        assertThat(txn(send(node, request.header("Prefer", "wait=0").header("Prefer", "respond-async"))))
                .isNotEmpty();
        assertThat(statuses(send(node, request.header("Prefer", "return=minimal"))))
                .containsExactly("409");
    }

    @Test
    @DisplayName("RFC 9967 §2.5.1.2: one event for each operation, its txn with a colon and the index")
    void events_oneForEachOperation_asInTheBulkResponse() {
        settings = ScimSettings.builder()
                .webhook(URI.create("https://hooks.example/scim"))
                .webhookSecret(Secret.of("s".repeat(32)))
                .build();
        ScimEndpoint told = node(NOT_NOW);
        String txn = txn(
                async(told, bulk(postReport("b", "bob", "bulkId:a"), postUser("a", "alice"), postUser("c", "alice"))));
        work(told);
        Reply done = result(txn);
        List<Map<String, Object>> events = stores.scim().events().waiting("acme", 100).stream()
                .map(token -> JsonText.object(token.claims()))
                .filter(claims -> String.valueOf(claims.get("txn")).startsWith(txn))
                .toList();
        assertThat(events).extracting(claims -> claims.get("txn")).containsExactly(txn + ":1", txn + ":0", txn + ":2");
        for (int i = 0; i < 3; i++) {
            int operation = List.of(1, 0, 2).get(i);
            assertThat(events.get(i).get("events"))
                    .isEqualTo(Map.of("urn:ietf:params:scim:event:misc:asyncresp", done.at("Operations/" + operation)));
        }
        assertThat(events.get(0).get("sub_id")).isEqualTo(Map.of("format", "scim", "uri", "/Users/" + id(done, 1)));
    }

    @Test
    @DisplayName("RFC 9967 §4: the configuration says that requests are asynchronous when asked for")
    void configuration_asyncRequest_request() {
        assertThat(get("/ServiceProviderConfig").at("securityEvents/asyncRequest"))
                .isEqualTo("request");
        assertThat(get("/ServiceProviderConfig").list("securityEvents/eventUris"))
                .contains("urn:ietf:params:scim:event:misc:asyncresp");
        ScimLab without = new ScimLab();
        assertThat(without.get("/ServiceProviderConfig").at("securityEvents")).isNull();
        assertThat(without.send(ScimRequest.of("POST", "/Bulk")
                                .json(bulk(postUser("a", "alice")))
                                .header("Prefer", "respond-async"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("RFC 9967 §5: the result is for whom the request was, and for nobody else")
    void result_ofOthers_404() {
        String txn = txn(async(node, bulk(postUser("a", "alice"))));
        work(node);
        ScimRequest ask = ScimRequest.of("GET", "/Bulk/" + txn);
        assertThat(node.handle(ask.header("Authorization", "Bearer " + ScimLab.GLOBEX_TOKEN))
                        .status())
                .isEqualTo(404);
        assertThat(node.handle(ask).status()).isEqualTo(401);
        assertThat(result("x".repeat(22)).status()).isEqualTo(404);
        assertThat(send(node, ScimRequest.of("DELETE", "/Bulk/" + txn)).status())
                .isEqualTo(405);
    }

    @Test
    void result_afterADay_forgotten() {
        String txn = txn(async(node, bulk(postUser("a", "alice"))));
        clock.advance(Duration.ofDays(30));
        assertThat(result(txn).status()).isEqualTo(202);
        work(node);
        clock.advance(Duration.ofHours(23));
        assertThat(result(txn).status()).isEqualTo(200);
        clock.advance(Duration.ofHours(2));
        assertThat(result(txn).status()).isEqualTo(404);
    }

    @Test
    void failOnErrors_async_stopsExactlyThere() {
        String txn = txn(
                async(node, bulkFailing(1, postUser("a", "alice"), postUser("b", "alice"), postUser("c", "carol"))));
        work(node);
        assertThat(statuses(result(txn))).containsExactly("201", "409");
        assertThat(get("/Users").at("totalResults")).isEqualTo(1L);
    }

    @Test
    @Tag("P-22")
    void node_diesAtAnyWrite_anotherGoesOnAndNothingIsDoneTwice() {
        int tried = 0;
        for (boolean lostAnswer : List.of(false, true)) {
            for (int write = 0; write < CHAIN.length; write++) {
                another().dieAndGoOn(write, lostAnswer);
                tried++;
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (P-22)%n", tried, 0);
    }

    private void dieAndGoOn(int write, boolean lostAnswer) {
        String txn = txn(async(node, bulk(CHAIN)));
        users.failAfter(write, lostAnswer, NodeDied::new);
        assertThatExceptionOfType(NodeDied.class).isThrownBy(() -> work(node));
        ScimEndpoint other = node(NOT_NOW);
        work(other);
        assertThat(result(txn).status()).as("still the turn of the dead one").isEqualTo(202);
        clock.advance(Duration.ofMinutes(3));
        work(other);
        Reply done = result(txn);
        String lastDelete = lostAnswer && write == 6 ? "404" : "204";
        assertThat(statuses(done))
                .as("write %d, answer lost: %s", write, lostAnswer)
                .containsExactly("201", "201", "201", "200", "204", "201", lastDelete);
        assertEndOfChain(done);
    }

    /** An empty one of the same kind. */
    Rfc9967BulkTest another() {
        return new Rfc9967BulkTest();
    }

    @Test
    void node_diesBetweenCreationAndCompletion_circleIsClosed() {
        for (int write = 0; write < 4; write++) {
            Rfc9967BulkTest test = another();
            String txn = txn(
                    async(test.node, bulk(postReport("a", "alice", "bulkId:b"), postReport("b", "bob", "bulkId:a"))));
            test.users.failAfter(write, write % 2 == 1, NodeDied::new);
            if (write < 3) {
                assertThatExceptionOfType(NodeDied.class).isThrownBy(() -> work(test.node));
                test.clock.advance(Duration.ofMinutes(3));
            }
            work(test.node(NOT_NOW));
            Reply done = test.result(txn);
            assertThat(statuses(done)).containsExactly("201", "201");
            String manager = ENTERPRISE + "/manager/value";
            assertThat(test.get("/Users/" + id(done, 0)).at(manager)).isEqualTo(id(done, 1));
            assertThat(test.get("/Users/" + id(done, 1)).at(manager)).isEqualTo(id(done, 0));
        }
    }

    @Test
    void operation_thatEndsEveryWorker_leftOutAndOthersDone() {
        String txn = txn(async(node, bulk(postUser("a", "alice"), postUser("b", "bob"))));
        users.failAlways(true, NodeDied::new);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(NodeDied.class).isThrownBy(() -> work(node));
            clock.advance(Duration.ofMinutes(3));
        }
        users.failAlways(false, NodeDied::new);
        work(node);
        assertThat(statuses(result(txn))).containsExactly("500", "201");
    }

    @Test
    void store_unavailable_requestWaitsAndIsDoneLater() {
        Supplier<Throwable> down =
                () -> new StoreException.Unavailable("down", Duration.ofSeconds(5), new IllegalStateException("down"));
        String txn = txn(async(node, bulk(CHAIN)));
        users.failAlways(true, down);
        work(node);
        work(node);
        assertThat(result(txn).status()).isEqualTo(202);
        users.failAlways(false, down);
        work(node);
        assertThat(result(txn).status()).as("not before the pause is over").isEqualTo(202);
        clock.advance(Duration.ofSeconds(20));
        work(node);
        assertEndOfChain(result(txn));
    }

    @Test
    void store_unavailableForAnHour_operationsFailWith503() {
        Supplier<Throwable> down =
                () -> new StoreException.Unavailable("down", Duration.ofSeconds(5), new IllegalStateException("down"));
        String txn = txn(async(node, bulk(postUser("a", "alice"), postUser("b", "bob"))));
        users.failAlways(true, down);
        clock.advance(Duration.ofMinutes(61));
        work(node);
        assertThat(statuses(result(txn))).containsExactly("503", "503");
    }

    @Test
    void directory_paused_requestWaits() {
        String txn = txn(async(node, bulk(postUser("a", "alice"))));
        settings = ScimSettings.builder().paused(true).build();
        work(node(NOT_NOW));
        assertThat(get("/Users").at("totalResults")).isEqualTo(0L);
        clock.advance(Duration.ofMinutes(2));
        work(node);
        assertThat(statuses(result(txn))).containsExactly("201");
    }

    @Test
    void requests_tooManyWaiting_429WithRetryAfter() {
        for (int i = 0; i < AsyncBulk.MOST_WAITING; i++) {
            txn(async(node, bulk()));
        }
        Reply refused = async(node, bulk());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.response().header("Retry-After").orElseThrow()).matches("[0-9]+");
        work(node);
        assertThat(async(node, bulk()).status()).isEqualTo(202);
    }

    @Test
    void password_inAnyPlace_answeredAtOnceAndNotKept() {
        for (String operation : List.of(
                "{'method':'POST','path':'/Users','bulkId':'a','data':{'userName':'a','Password':'t1meMa$heen'}}",
                "{'method':'PATCH','path':'/Users/42','data':{'Operations':[{'op':'replace','path':'password',"
                        + "'value':'t1meMa$heen'}]}}",
                "{'method':'PUT','path':'/Users/42','data':{'userName':'a','pa\u017f\u017fword':'t1meMa$heen'}}",
                "{'method':'PATCH','path':'/Users/42','data':{'Operations':[{'op':'add',"
                        + "'value':{'urn:ietf:params:scim:schemas:core:2.0:User:password':'t1meMa$heen'}}]}}")) {
            Reply reply = async(node, bulk(operation));
            assertThat(reply.status()).as(operation).isEqualTo(200);
            assertThat(reply.response().headers()).doesNotContainKey("Preference-Applied");
        }
        assertThat(stores.scim().requests().take(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void endpoint_itsOwnThreads_workAndEnd() {
        ScimEndpoint own = ScimEndpoint.builder(URI.create(ScimLab.BASE), users.store(), stores.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of(ScimLab.ACME_TOKEN))))
                .keeping(stores.scim())
                .clock(clock)
                .build();
        ScimRequest request = ScimRequest.of("POST", "/Bulk").json(bulk(postUser("a", "alice")));
        assertThat(statuses(send(own, request.header("Prefer", "respond-async, wait=10"))))
                .containsExactly("201");
        own.close();
        String txn = txn(async(own, bulk(postUser("b", "bob"))));
        work(node);
        assertThat(statuses(result(txn))).as("kept, and done by another node").containsExactly("201");
    }

    @Test
    void preference_ofOtherRequests_answeredNormally() {
        Reply reply = send(
                node,
                ScimRequest.of("POST", "/Users")
                        .json(json("{'userName':'alice'}"))
                        .header("Prefer", "respond-async"));
        assertThat(reply.status()).isEqualTo(201);
    }
}
