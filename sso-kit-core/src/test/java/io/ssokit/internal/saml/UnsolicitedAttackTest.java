package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.contract.HostileReturns;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Sealed;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LoginResolver;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlScript.Part;
import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.SamlScript.Time;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-23: responses that nobody asked for, at connections that allow, bounce and reject them. */
@Tag("S-23")
class UnsolicitedAttackTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final Duration FOR_EVER = Duration.ofDays(2_000_000);

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = FakeIdp.builder().clock(clock).start();
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<String> stored = new ArrayList<>();
    private final LoginFlow flow = flow();

    @AfterEach
    void stop() {
        idp.close();
    }

    @Test
    void allow_goodResponse_signsInOnce() {
        SamlResponse response = respond("open", null, SamlScript.standard());
        LoginReply.SignedIn reply = (LoginReply.SignedIn) post("open", response);
        assertThat(reply.session().subject()).isEqualTo("alice@example.com");
        assertThat(reply.landing()).hasToString("https://app.example.com/");
        assertThat(error(post("open", response))).contains(LoginError.REPLAYED);
    }

    @Test
    void allow_severalAttacks_noneSignsIn() {
        Map<String, SamlResponse> attacks = new LinkedHashMap<>();
        attacks.put("asks for an answer outside", edited("<samlp:Response ", "<samlp:Response InResponseTo=\"_r\" "));
        attacks.put(
                "asks for an answer inside",
                edited("<saml:SubjectConfirmationData ", "<saml:SubjectConfirmationData InResponseTo=\"_r\" "));
        attacks.put("asks in a second confirmation", edited("</saml:Subject>", """
                <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData \
                InResponseTo="_r" Recipient="x" NotOnOrAfter="2030-01-01T00:00:00Z"/></saml:SubjectConfirmation>\
                </saml:Subject>"""));
        attacks.put("empty InResponseTo", edited("<samlp:Response ", "<samlp:Response InResponseTo=\"\" "));
        attacks.put("answer to somebody's request, made unsolicited outside", stolen());
        attacks.put("by a stranger", respond("open", null, SamlScript.of(s -> s.signer(SamlScript.Signer.STRANGER))));
        attacks.put("unsigned", respond("open", null, SamlScript.of(s -> s.sign(Sign.NONE))));
        attacks.put("for another connection", respond("other", null, SamlScript.standard()));
        attacks.put("for another audience", respond("open", null, SamlScript.of(s -> s.audience("urn:else"))));
        attacks.put(
                "for another recipient", respond("open", null, SamlScript.of(s -> s.recipient("https://x.example"))));
        attacks.put("old and good for ever", old(MAX_AGE.plus(SKEW)));
        attacks.forEach((name, response) ->
                assertThat(error(post("open", response))).as(name).isPresent());
        assertThat(stored).as("what was refused is not remembered").isEmpty();
        assertThat(events).noneMatch(AuditEvent.SignedIn.class::isInstance);
        System.out.printf("attacks: %d tried, 0 accepted (S-23, allowed by name)%n", attacks.size());
    }

    @Test
    void allow_answerToARequestOfAnotherBrowser_refused() {
        SamlResponse answer = idp.saml()
                .respond(
                        AuthnRequest.of("_r1", APP.samlEntityId("open"), APP.samlAcsUrl("open"), "handle"),
                        idp.persona("alice"));
        assertThat(error(post("open", answer))).contains(LoginError.ATTEMPT_UNKNOWN);
    }

    @Test
    void allow_age_boundedToTheSecond() {
        assertThat(error(post("open", old(MAX_AGE.plus(SKEW).minusSeconds(1))))).isEmpty();
        assertThat(error(post("open", old(MAX_AGE.plus(SKEW))))).contains(LoginError.EXPIRED);
    }

    @Test
    void allow_goodForEver_rememberedNoLongerThanItIsOfUse() {
        SamlScript endless = SamlScript.of(s -> s.time(Time.NOT_ON_OR_AFTER, FOR_EVER)
                .time(Time.CONFIRMATION_NOT_ON_OR_AFTER, FOR_EVER)
                .time(Time.ISSUE_INSTANT, SKEW));
        SamlResponse response = respond("open", null, endless);
        assertThat(error(post("open", response))).isEmpty();
        assertThat(stored)
                .singleElement()
                .asString()
                .endsWith(" " + SKEW.plus(MAX_AGE).plus(SKEW));
        clock.advance(SKEW.plus(MAX_AGE).plus(SKEW).minusSeconds(1));
        assertThat(error(post("open", response))).contains(LoginError.REPLAYED);
        clock.advance(Duration.ofSeconds(1));
        assertThat(error(post("open", response))).contains(LoginError.EXPIRED);
    }

    @Test
    @Tag("C-07")
    void allow_relayState_onlyAPathOfOurs() {
        assertThat(landing("/app/report?x=1")).hasToString("https://app.example.com/app/report?x=1");
        assertThat(landing("https://app.example.com/app/report")).hasToString("https://app.example.com/app/report");
        assertThat(landing("")).hasToString("https://app.example.com/");
        List<String> hostile = HostileReturns.against(APP.at("/"));
        for (String wish : hostile) {
            assertThat(landing(wish)).as(wish).hasToString("https://app.example.com/");
        }
        System.out.printf(
                "attacks: %d tried, 0 accepted (C-07, RelayState of unsolicited responses)%n", hostile.size());
    }

    @Test
    void otherRules_goodResponse_signsNobodyIn() {
        assertThat(error(post("shut", respond("shut", null, SamlScript.standard()))))
                .contains(LoginError.UNSOLICITED);
        LoginReply bounced = post("tile", respond("tile", "/app/x", SamlScript.standard()));
        assertThat(bounced).isInstanceOf(LoginReply.Redirect.class);
        assertThat(((LoginReply.Redirect) bounced).location().toString())
                .startsWith(idp.saml().ssoUri() + "?SAMLRequest=");
        assertThat(stored).isEmpty();
    }

    @Test
    @Tag("S-27")
    void allow_connectionSwitchedOff_refused() {
        assertThat(error(post("off", respond("off", null, SamlScript.standard()))))
                .contains(LoginError.CONNECTION_DISABLED);
    }

    @Test
    void allow_exactContext_demandedToo() {
        assertThat(error(post("strict", respond("strict", null, SamlScript.standard()))))
                .contains(LoginError.AUTHENTICATION);
        SamlScript mfa = SamlScript.of(s -> s.part(Part.AUTHN_CONTEXT, "urn:mfa"));
        assertThat(error(post("strict", respond("strict", null, mfa)))).isEmpty();
    }

    private LoginFlow flow() {
        List<IdpConnection> connections = List.of(
                connection("open", IdpInitiated.ALLOW).build(),
                connection("other", IdpInitiated.ALLOW).build(),
                connection("shut", IdpInitiated.REJECT).build(),
                connection("tile", IdpInitiated.BOUNCE).build(),
                connection("off", IdpInitiated.ALLOW).enabled(false).build(),
                connection("strict", IdpInitiated.ALLOW)
                        .authnContexts("urn:mfa")
                        .build());
        Stores stores = MemoryStores.create(clock);
        return new LoginFlow(new LoginFlow.Parts(
                APP,
                IdpConnectionStore.of(connections),
                List.of(new SamlLogin(EngineContexts.of(APP, clock))),
                new Watched(
                        stores.users(),
                        stores.links(),
                        (purpose, id, until) -> take(stores.oneTime(), purpose, id, until),
                        stores.revocations(),
                        stores.samlKeys(),
                        stores.sessions(),
                        stores.connections(),
                        stores.scim()),
                Sealed.with(new byte[32]),
                Duration.ofHours(12),
                clock,
                events::add,
                LoginResolver.PROCEED));
    }

    /** The same stores, with an eye on what is used up. */
    private record Watched(
            UserStore users,
            IdentityLinks links,
            OneTimeStore oneTime,
            SessionRevocations revocations,
            SamlKeyStore samlKeys,
            SessionIndex sessions,
            ConnectionDocuments connections,
            ScimStores scim)
            implements Stores {}

    private boolean take(OneTimeStore store, String purpose, String id, Instant until) {
        boolean first = store.take(purpose, id, until);
        if (first) {
            stored.add(purpose + " " + Duration.between(clock.instant(), until));
        }
        return first;
    }

    private SamlConnectionBuilder connection(String id, IdpInitiated rule) {
        return IdpConnection.saml(id)
                .tenant("acme")
                .metadata(idp.saml().metadataUri())
                .insecureAllowHttp()
                .idpInitiated(rule);
    }

    private SamlResponse respond(String connection, @Nullable String relayState, SamlScript how) {
        AuthnRequest nobodys =
                AuthnRequest.unsolicited(APP.samlEntityId(connection), APP.samlAcsUrl(connection), relayState);
        return idp.saml().respond(nobodys, idp.persona("alice"), how);
    }

    /** Said by the identity provider itself. */
    private SamlResponse edited(String from, String to) {
        return respond(
                "open",
                null,
                SamlScript.of(s -> s.beforeSigning(xml -> {
                    assertThat(xml).contains(from);
                    return xml.replaceFirst(from, to);
                })));
    }

    /** Only the assertion is signed, so its InResponseTo is all that is left. */
    private SamlResponse stolen() {
        SamlScript script = SamlScript.of(s -> s.sign(Sign.ASSERTION)
                .afterSigning(xml -> xml.replaceFirst("(<samlp:Response[^>]*) InResponseTo=\"[^\"]*\"", "$1")));
        SamlResponse response = idp.saml()
                .respond(
                        AuthnRequest.of("_r1", APP.samlEntityId("open"), APP.samlAcsUrl("open"), null),
                        idp.persona("alice"),
                        script);
        assertThat(response.xml()).containsOnlyOnce("InResponseTo=\"_r1\"");
        return response;
    }

    private SamlResponse old(Duration age) {
        return respond(
                "open",
                null,
                SamlScript.of(s -> s.time(Time.ISSUE_INSTANT, age.negated())
                        .time(Time.NOT_ON_OR_AFTER, FOR_EVER)
                        .time(Time.CONFIRMATION_NOT_ON_OR_AFTER, FOR_EVER)));
    }

    private URI landing(String relayState) {
        return ((LoginReply.SignedIn) post("open", respond("open", relayState, SamlScript.standard()))).landing();
    }

    private LoginReply post(String connection, SamlResponse response) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        response.form().forEach((name, value) -> form.put(name, List.of(value)));
        return flow.finish(
                connection, new LoginRequest("POST", Optional.empty(), Map.of(), form, Map.of(), Optional.empty()));
    }

    /** The reason as the audit event has it; whoever posts learns less. */
    private Optional<LoginError> error(LoginReply reply) {
        if (!(reply instanceof LoginReply.Refused)) {
            return Optional.empty();
        }
        AuditEvent last = events.get(events.size() - 1);
        return Optional.of(((AuditEvent.SignInRefused) last).error());
    }
}
