package io.ssokit.oidc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pac4j.core.client.IndirectClient;
import org.pac4j.core.context.CallContext;
import org.pac4j.core.credentials.Credentials;
import org.pac4j.core.credentials.TokenCredentials;
import org.pac4j.core.exception.CredentialsException;
import org.pac4j.core.exception.http.FoundAction;
import org.pac4j.core.profile.CommonProfile;

/**
 * A pac4j client of a protocol without a state, shaped like CAS: the browser is sent away with our address and comes back
 * with a ticket, which is good once and for that address only.
 */
public final class TicketClient extends IndirectClient {
    /** What the server has issued: ticket to address and user. */
    private final Map<String, String[]> issued = new HashMap<>();

    private final Map<String, Object> attributes = new HashMap<>();

    /** The server issues a ticket. */
    public String issue(String service, String user) {
        String ticket = "ST-" + (issued.size() + 1);
        issued.put(ticket, new String[] {service, user});
        return ticket;
    }

    /** What profiles say from now on. */
    public TicketClient saying(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    @Override
    protected void internalInit(boolean forceReinit) {
        setRedirectionActionBuilderIfUndefined(context ->
                Optional.of(new FoundAction("https://cas.example/login?service="
                        + URLEncoder.encode(computeFinalCallbackUrl(context.webContext()), StandardCharsets.UTF_8))));
        setCredentialsExtractorIfUndefined(
                context -> context.webContext().getRequestParameter("ticket").map(TokenCredentials::new));
        setAuthenticatorIfUndefined(this::validate);
        setProfileCreatorIfUndefined((context, credentials) -> Optional.of(credentials.getUserProfile()));
    }

    private Optional<Credentials> validate(CallContext context, Credentials credentials) {
        String[] known = issued.remove(((TokenCredentials) credentials).getToken());
        if (known == null || !known[0].equals(computeFinalCallbackUrl(context.webContext()))) {
            throw new CredentialsException("the ticket is not for this service");
        }
        CommonProfile profile = new CommonProfile();
        profile.setId(known[1]);
        profile.addAttribute("email", known[1] + "@example.com");
        profile.addAttribute("access_token", "secret");
        attributes.forEach(profile::addAttribute);
        profile.addRole("staff");
        credentials.setUserProfile(profile);
        return Optional.of(credentials);
    }
}
