package io.ssokit.oidc;

import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Mapped;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LoginReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pac4j.core.client.IndirectClient;
import org.pac4j.core.context.CallContext;
import org.pac4j.core.credentials.Credentials;
import org.pac4j.core.exception.CredentialsException;
import org.pac4j.core.exception.http.HttpAction;
import org.pac4j.core.exception.http.RedirectionAction;
import org.pac4j.core.profile.UserProfile;
import org.pac4j.core.profile.definition.CommonProfileDefinition;

/**
 * SAML 2.0 in an app that signs people in with pac4j, without OpenSAML: one connection of a kit as a pac4j client. The
 * kit's flow does everything (requests, open attempts in sealed cookies, all checks, replay, provisioning, audit events);
 * pac4j keeps the profile. Thread-safe once it is given to pac4j.
 *
 * <pre>{@code
 * SsoKit kit = SsoKit.builder(serviceProvider).connections(IdpConnection.saml("acme").metadata(url)).build();
 * new Config(new SamlPac4jClient(kit.serviceProvider(), kit.flow(), kit.connections().find("acme").orElseThrow()));
 * }</pre>
 *
 * <p>The identity provider posts to {@code {base-url}/sso/saml/{connection}/acs}, as everywhere: map pac4j's callback
 * filter to {@code /sso/saml/*}. The client is called as the connection is. A refused sign-in is a
 * {@link CredentialsException}, which pac4j logs, with the reference of the audit event that holds the reason.
 */
public final class SamlPac4jClient extends IndirectClient {
    private static final Map<Field, String> FIELDS = Map.of(
            Field.EMAIL, CommonProfileDefinition.EMAIL,
            Field.GIVEN_NAME, CommonProfileDefinition.FIRST_NAME,
            Field.FAMILY_NAME, CommonProfileDefinition.FAMILY_NAME,
            Field.DISPLAY_NAME, CommonProfileDefinition.DISPLAY_NAME);

    private final ServiceProvider serviceProvider;
    private final LoginFlow flow;
    private final String connection;
    private final AttributeMapping mapping;

    /**
     * @param serviceProvider the kit's
     * @param flow the kit's
     * @param connection one of the kit's SAML connections
     * @throws IllegalArgumentException if it is not a SAML connection
     */
    public SamlPac4jClient(ServiceProvider serviceProvider, LoginFlow flow, IdpConnection connection) {
        if (!connection.protocol().equals("saml")) {
            throw new IllegalArgumentException("not a SAML connection: " + connection.id());
        }
        this.serviceProvider = serviceProvider;
        this.flow = flow;
        this.connection = connection.id();
        this.mapping = connection.trust().mapping();
        setName(connection.id());
        setCallbackUrl(serviceProvider.samlAcsUrl(connection.id()).toString());
        setCallbackUrlResolver(new AcsResolver(serviceProvider.samlAcsUrl(connection.id())));
    }

    /** Our metadata for the identity provider, as XML. */
    public byte[] metadata() {
        if (flow.metadata(connection) instanceof LoginReply.Document document) {
            return document.body();
        }
        throw new IllegalStateException("no metadata for connection " + connection);
    }

    @Override
    protected void internalInit(boolean forceReinit) {
        setRedirectionActionBuilderIfUndefined(this::start);
        setCredentialsExtractorIfUndefined(this::finish);
        setAuthenticatorIfUndefined((context, credentials) -> Optional.of(credentials));
    }

    private Optional<RedirectionAction> start(CallContext context) {
        Pac4jExchange exchange = new Pac4jExchange(context.webContext(), serviceProvider);
        return Optional.of(exchange.redirection(flow.start(connection, exchange.request())));
    }

    /** Verified here already: what leaves this method is a person, or a reason why not. */
    private Optional<Credentials> finish(CallContext context) {
        Pac4jExchange exchange = new Pac4jExchange(context.webContext(), serviceProvider);
        LoginReply reply = flow.finish(connection, exchange.request());
        if (reply instanceof LoginReply.SignedIn signedIn) {
            exchange.send(signedIn.cookies());
            return Optional.of(new SamlCredentials(profile(signedIn)));
        }
        // An unsolicited response that is bounced into a sign-in of our own.
        throw (HttpAction) exchange.redirection(reply);
    }

    private UserProfile profile(LoginReply.SignedIn signedIn) {
        Identity identity = signedIn.identity();
        SamlPac4jProfile profile = new SamlPac4jProfile();
        profile.setId(identity.subject());
        profile.addAttributes(new LinkedHashMap<>(identity.attributes()));
        // pac4j's own names hold one text each; an attribute of such a name would be a list.
        Mapped mapped =
                mapping.evaluate(identity.attributes(), identity.evidence().message());
        FIELDS.forEach((field, name) -> mapped.first(field).ifPresent(value -> profile.addAttribute(name, value)));
        profile.addAttribute("username", signedIn.session().userName());
        profile.setRoles(signedIn.session().groups());
        profile.remember(signedIn.session());
        return profile;
    }
}
