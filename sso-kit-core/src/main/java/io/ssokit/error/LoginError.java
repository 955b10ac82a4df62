package io.ssokit.error;

import java.util.EnumSet;
import java.util.Set;

/**
 * Why a sign-in was refused. The page shows the plain sentence of {@link #shown()} and a reference; the audit event under
 * that reference holds this code, expected, received and how to fix.
 */
public enum LoginError implements ErrorCode {
    /** What a browser is told whatever it was about the provider's message that was not accepted. */
    RESPONSE_REFUSED(
            "What the identity provider sent was not accepted.",
            "One of the reasons below that a browser is not told; the audit event under the reference names it.",
            "Look up the reference in the audit events; what was expected, what came and how to fix it stands there.",
            "rule of the kit: who sends messages learns nothing from what becomes of them"),
    /** The message is not what its binding or grammar asks for. */
    MALFORMED(
            "The identity provider's message could not be read.",
            "A truncated or re-encoded form field, a proxy that rewrites bodies, or something that is not a login response.",
            "Sign in again; if it stays, compare the message in the browser's network view with the IdP's log.",
            "SAML Bindings 3.5; RFC 6749 4.1.2"),
    /** The message is larger than the kit reads. */
    TOO_LARGE(
            "The identity provider's message is larger than allowed.",
            "Hundreds of groups in one assertion, or an attack.",
            "Have the IdP send only the groups this app needs.",
            "limit of the kit: 512 KiB decoded, 1 MiB inflated"),
    /** The message or algorithm is well-formed but not supported. */
    UNSUPPORTED(
            "The identity provider used a feature that is not supported here.",
            "An unusual binding, algorithm or message type.",
            "The audit event names the feature; choose a supported one at the IdP.",
            "SAML Core 3.3.3; SAML Bindings 3"),
    /** No path of this kit or no connection of that name. */
    UNKNOWN_CONNECTION(
            404,
            "This sign-in connection does not exist.",
            "An old link, a typing error, or a connection that was removed.",
            "Start from the app's own sign-in page, or ask its administrator.",
            "rule of the kit"),
    /** Nobody signs in by this connection, whoever starts. */
    CONNECTION_DISABLED(
            "This sign-in connection is switched off.",
            "An administrator disabled it, or has not enabled it yet.",
            "Enable the connection once its identity provider is set up.",
            "rule of the kit"),
    /** Signature missing, broken, or made by a key that is not pinned for this connection. */
    SIGNATURE(
            "The response is not signed by a key that this connection trusts.",
            "The IdP's certificate was rotated, signing is switched off, or the message was changed on the way.",
            "Compare the connection's certificates with the IdP's metadata; have the IdP sign responses or assertions.",
            "SAML Core 5.4; OpenID Connect Core 3.1.3.7"),
    /** What is encrypted cannot be read, or what should be encrypted is not. */
    DECRYPTION(
            "The response could not be decrypted, or was not encrypted as this connection demands.",
            "The IdP encrypts for a key that was retired, by an algorithm that is not taken, or not at all.",
            "Give the IdP our current encryption certificate; have it use AES-GCM and RSA-OAEP and sign the response.",
            "SAML Core 6; XML Encryption 1.1"),
    /** Elements stand where the schema does not allow them, or an ID is used twice. */
    STRUCTURE(
            "The response has elements in places where they do not belong.",
            "An attack, or an IdP with home-made XML.",
            "Have the IdP send plain schema-valid responses; report it if a known product does this.",
            "SAML Core 3.3.3, 1.3.4"),
    /** The IdP itself reported a failure. */
    IDP_REFUSED(
            "The identity provider did not sign you in.",
            "The person cancelled, lacks access to the app at the IdP, or a policy there refused.",
            "Ask the IdP's administrator; the audit event holds the IdP's own code.",
            "SAML Core 3.2.2.2; RFC 6749 4.1.2.1"),
    /** The connection lets the identity provider ask nothing, and it would have had to. */
    NOT_SIGNED_IN(
            "You are not signed in at your identity provider.",
            "The connection has is-passive or prompt: none, and the person has no session at the IdP or would have to confirm something.",
            "Sign in at the IdP first, or leave is-passive or prompt out.",
            "SAML Core 3.4.1, 3.2.2.2 (NoPassive); OpenID Connect Core 3.1.2.6"),
    /** The message comes from another identity provider than this connection's. */
    ISSUER(
            "The response was issued by somebody else than this connection's identity provider.",
            "The IdP's entityId or issuer was changed or copied with a difference, or the wrong endpoint was used.",
            "Compare the connection's IdP entityId or issuer with the IdP, character by character.",
            "SAML Profiles 4.1.4.2; OpenID Connect Core 3.1.3.7 (2)"),
    /** The message is meant for another service provider. */
    AUDIENCE(
            "The response is addressed to another application.",
            "The audience or client id at the IdP differs from our entityId, often by a slash at the end.",
            "Copy our entityId (or client id) into the IdP's configuration exactly.",
            "SAML Core 2.5.1.4; OpenID Connect Core 3.1.3.7 (3)"),
    /** The Destination is not the endpoint the message came to. */
    DESTINATION(
            "The response was meant for another address.",
            "The ACS URL at the IdP differs from ours in scheme, host, port or path.",
            "Copy our ACS URL into the IdP's configuration exactly; check base-url.",
            "SAML Bindings 3.5.5.2"),
    /** No usable bearer confirmation for our ACS URL. */
    RECIPIENT(
            "The assertion may not be presented here.",
            "The recipient at the IdP differs from our ACS URL.",
            "Copy our ACS URL into the IdP's configuration exactly; check base-url.",
            "SAML Profiles 4.1.4.2"),
    /** Too late. */
    EXPIRED(
            "The response is no longer valid.",
            "The login took too long, or the clocks of the IdP and this server differ.",
            "Sign in again; if it stays, compare both clocks.",
            "SAML Core 2.5.1.2; OpenID Connect Core 3.1.3.7 (9)"),
    /** Too early. */
    NOT_YET_VALID(
            "The response is not valid yet.",
            "The clocks of the IdP and this server differ.",
            "Synchronise both clocks (NTP).",
            "SAML Core 2.5.1.2"),
    /** A condition that the kit does not understand. */
    CONDITION(
            "The assertion carries a condition that cannot be checked.",
            "An extension of the IdP.",
            "Switch the extension off for this application.",
            "SAML Core 2.5.1.1"),
    /** No usable subject. */
    SUBJECT(
            "The response does not say who signed in.",
            "No NameID or an empty one, or no sub claim.",
            "Have the IdP send a NameID.",
            "SAML Core 2.4; OpenID Connect Core 2"),
    /** The assertion does not state a fresh authentication. */
    AUTHENTICATION(
            "The response does not state that somebody signed in.",
            "No AuthnStatement, or one that does not meet what was asked for; acr, amr or auth_time is not what the connection demands.",
            "Have the IdP send an authentication statement.",
            "SAML Core 2.7.2; SAML Profiles 4.1.4.2; OpenID Connect Core 3.1.3.7 (12, 13)"),
    /** The answer does not belong to the attempt that is open in this browser. */
    IN_RESPONSE_TO(
            "The response answers another sign-in attempt.",
            "A second attempt overtook the first, or the response was made for another browser.",
            "Sign in again.",
            "SAML Profiles 4.1.4.3; OpenID Connect Core 3.1.3.7 (11)"),
    /** There is no such attempt open in this browser. */
    ATTEMPT_UNKNOWN(
            "This sign-in was not started in this browser, or too long ago.",
            "The page was open for more than ten minutes, cookies are blocked, or a link was copied.",
            "Start again from the app.",
            "RFC 6749 10.12; SAML Profiles 4.1.4.3"),
    /** Seen before. */
    REPLAYED(
            "This response has been used already.",
            "The browser's back button or a reload, or an attack.",
            "Start again from the app.",
            "SAML Profiles 4.1.4.5"),
    /** A response nobody asked for, and the connection does not take those. */
    UNSOLICITED(
            "The identity provider sent a response that this app did not ask for.",
            "A portal tile at the IdP, with idp-initiated set to reject.",
            "Start from the app, or let the connection bounce IdP-initiated sign-ins.",
            "SAML Profiles 4.1.5"),
    /** IdP-initiated sign-ins went around in circles. */
    TOO_MANY_BOUNCES(
            "The identity provider keeps answering without being asked.",
            "The IdP ignores our request and starts its own sign-in again, or cookies are blocked.",
            "Allow cookies for this site; check the ACS URL and binding at the IdP.",
            "rule of the kit: three bounces"),
    /** The token endpoint did not take the code. */
    CODE_REFUSED(
            "The identity provider did not accept its own sign-in code.",
            "A wrong client secret, a code used twice, or a stolen code (PKCE).",
            "Check client id and secret of the connection.",
            "RFC 6749 5.2; RFC 7636 4.6"),
    /** The ID token does not carry our nonce. */
    NONCE(
            "The ID token belongs to another sign-in attempt.",
            "A replayed or injected token.",
            "Sign in again.",
            "OpenID Connect Core 3.1.3.7 (11)"),
    /** User info speaks of another person. */
    USERINFO_SUBJECT(
            "The identity provider's user information is about somebody else.",
            "A broken or hostile user info endpoint.",
            "Report it to the IdP's administrator.",
            "OpenID Connect Core 5.3.2"),
    /** An attribute without which nobody can be signed in or created. */
    ATTRIBUTE_MISSING(
            "The identity provider did not send a needed attribute.",
            "The attribute is not released to this application.",
            "The audit event names the attribute; add it at the IdP or map another one.",
            "rule of the kit: attribute mapping"),
    /** A transform of the connection's attribute mapping said no. */
    MAPPING_REJECTED(
            "The rules of this application do not let this account in.",
            "A transform called reject(…) for what the IdP sends of this person.",
            "The audit event holds the reason and the mapping's trace; try the mapping in a dry run.",
            "rule of the kit: attribute mapping"),
    /** The connection's attribute mapping cannot be carried out for what came. */
    MAPPING_FAILED(
            "The attributes that the identity provider sent do not fit the rules of this application.",
            "A transform uses an attribute that did not come, or takes too many steps; or several values came for one.",
            "The audit event names the row and the line of its transform; try the mapping in a dry run.",
            "rule of the kit: attribute mapping"),
    /** The identity provider ended the person's sessions while this sign-in was under way. */
    SIGNED_OUT(
            "You were signed out while you were signing in.",
            "A sign-out at the IdP, or at another of its applications, after this sign-in had begun.",
            "Sign in again.",
            "SAML Core 3.7.3.1"),
    /** The person is known and switched off. */
    USER_DEACTIVATED(
            "This account is deactivated.",
            "Provisioning (SCIM active=false) or an administrator switched it off.",
            "Have the IdP's administrator assign the app again.",
            "rule of the kit"),
    /** The person was deleted by provisioning. */
    USER_DELETED(
            "This account was deleted.",
            "SCIM DELETE; signing in does not bring a deleted person back.",
            "Have the IdP provision the person again.",
            "rule of the kit"),
    /** Nobody of that name, and the connection does not create people. */
    USER_UNKNOWN(
            "There is no account for this person.",
            "The connection's jit is off or match, and provisioning has not created the person.",
            "Provision the person by SCIM, or let the connection create people.",
            "rule of the kit"),
    /** The matching record already belongs to another identity. */
    LINK_COLLISION(
            "The account is linked to another identity.",
            "Two people of the IdP with one userName, or a person whom the IdP deleted and created anew.",
            "An administrator has to unlink or merge; nothing is merged silently.",
            "rule of the kit"),
    /** The person is pinned to another way of signing in. */
    PINNED_ELSEWHERE(
            "This account signs in another way.",
            "The person is pinned to another connection or to the app's own login.",
            "Sign in there, or have an administrator change the pin.",
            "rule of the kit: pins"),
    /** The address is of a domain whose people the connection does not let in. */
    EMAIL_DOMAIN(
            "People are let in by their e-mail domain, and this account has no verified address in one that is allowed.",
            "The connection's allowed-email-domains do not name the domain, or the address is missing or not verified.",
            "The audit event names the attribute; correct the address at the IdP, or add its domain to the connection.",
            "rule of the kit: allowed-email-domains"),
    /** None of the roles without which the connection lets nobody in. */
    ROLE_MISSING(
            "This account lacks a role that is needed here.",
            "The IdP does not send the role or group, or the attribute mapping does not make it from what is sent.",
            "The audit event holds the mapping's trace; assign the role at the IdP, or correct the mapping.",
            "rule of the kit: expect-roles"),
    /** The app's own rule says no. */
    REJECTED_BY_APP(
            "The application does not let this account in.",
            "The app's LoginResolver rejected the person.",
            "The audit event holds the reason that the resolver gave.",
            "rule of the app: LoginResolver"),
    /** The app's own rule failed. */
    RESOLVER_FAILED(
            503,
            "The application cannot complete sign-ins at the moment.",
            "The app's LoginResolver threw an exception or gave no answer; nobody is let in unasked.",
            "The developer: the log has the exception under the reference.",
            "rule of the kit: a security question without an answer is a no"),
    /** The connection signs nobody in to this app, and the application to open is not named. */
    SIGN_IN_OFF(
            "This sign-in connection opens other applications only, and the link does not say which.",
            "The connection has sign-in: false and several apps, or none.",
            "Start at /sso/start/{connection}?app={target}, or let the connection sign people in.",
            "rule of the kit: sign-in"),
    /** The application is not one that this sign-in may open. */
    APP_REFUSED(
            "This sign-in does not lead to that application.",
            "The connection's apps do not name the launch target, there is none of that id, or it is for other groups.",
            "Add the target to the connection's apps, or the person to a group of the target.",
            "rule of the kit: apps"),
    /** A sign-in that another site began would land on a page that is not open to that. */
    TARGET_REFUSED(
            "The link that you followed leads to a page that such links may not open.",
            "target_link_uri is no page of this app, or the connection's initiate-targets do not name it.",
            "Open the app itself; if the page is meant, add its path to initiate-targets.",
            "OpenID Connect Core 4"),
    /** The IdP cannot be reached. */
    IDP_UNAVAILABLE(
            503,
            "The identity provider cannot be reached at the moment.",
            "Its metadata, keys or token endpoint did not answer in time.",
            "Try again in a minute; check the connection's URLs and the outgoing network.",
            "rule of the kit"),
    /** Our own store cannot be reached. */
    STORE_UNAVAILABLE(
            503,
            "The application cannot complete sign-ins at the moment.",
            "Its database does not answer.",
            "Try again in a minute.",
            "rule of the kit"),
    /** Our own keys cannot be used. */
    KEYS_UNAVAILABLE(
            503,
            "The application cannot complete sign-ins at the moment.",
            "Its SAML keys cannot be opened or made: the configured secret is missing or is not the one they were sealed with.",
            "The administrator: see what was received; it names the KeyError and what to do.",
            "rule of the kit: nothing is signed or published by a key that does not open");

    /** What a person or an administrator can act upon, and what says nothing about the content of a message. */
    private static final Set<LoginError> SHOWN = EnumSet.of(
            RESPONSE_REFUSED,
            UNKNOWN_CONNECTION,
            IDP_REFUSED,
            NOT_SIGNED_IN,
            ATTEMPT_UNKNOWN,
            UNSOLICITED,
            TOO_MANY_BOUNCES,
            ATTRIBUTE_MISSING,
            MAPPING_REJECTED,
            MAPPING_FAILED,
            SIGNED_OUT,
            USER_DEACTIVATED,
            USER_DELETED,
            USER_UNKNOWN,
            LINK_COLLISION,
            PINNED_ELSEWHERE,
            EMAIL_DOMAIN,
            ROLE_MISSING,
            REJECTED_BY_APP,
            RESOLVER_FAILED,
            SIGN_IN_OFF,
            APP_REFUSED,
            TARGET_REFUSED,
            IDP_UNAVAILABLE,
            STORE_UNAVAILABLE,
            KEYS_UNAVAILABLE);

    private final int httpStatus;
    private final String meaning;
    private final String usualCause;
    private final String remedy;
    private final String specification;

    /** A refusal: 403 Forbidden. */
    LoginError(String meaning, String usualCause, String remedy, String specification) {
        this(403, meaning, usualCause, remedy, specification);
    }

    LoginError(int httpStatus, String meaning, String usualCause, String remedy, String specification) {
        this.httpStatus = httpStatus;
        this.meaning = meaning;
        this.usualCause = usualCause;
        this.remedy = remedy;
        this.specification = specification;
    }

    /**
     * The code whose name, status and sentence a browser sees instead of this one: this one if a person can act upon it,
     * {@link #RESPONSE_REFUSED} for everything that is about the content of a message. A sender who could tell a bad
     * signature from bad padding, or either from a wrong audience, could use us to read what is encrypted or to find what
     * would be accepted.
     */
    public LoginError shown() {
        return SHOWN.contains(this) ? this : RESPONSE_REFUSED;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String usualCause() {
        return usualCause;
    }

    @Override
    public String remedy() {
        return remedy;
    }

    @Override
    public String specification() {
        return specification;
    }
}
