package io.ssokit.connection;

import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.SamlConnection.MetadataSource;
import io.ssokit.connection.SamlRequests.Binding;
import io.ssokit.connection.SamlRequests.Comparison;
import io.ssokit.connection.SamlRequests.LoginHint;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.SamlRequests.Sign;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of a SAML connection. Not thread-safe. */
public final class SamlConnectionBuilder extends ConnectionBuilder<SamlConnectionBuilder> {
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<X509Certificate> metadataCertificates = new ArrayList<>();
    private final Set<Exemption> exemptions = EnumSet.noneOf(Exemption.class);
    private @Nullable MetadataSource metadata;
    private @Nullable String idpEntityId;
    private @Nullable String entityId;
    private @Nullable String ssoUrl;
    private @Nullable URI sloUrl;
    private IdpInitiated idpInitiated = IdpInitiated.BOUNCE;
    private boolean signedAssertion;
    private boolean signedResponse;
    private boolean encryptedAssertion;
    private boolean gcm;
    private Duration clockSkew = SamlAcceptance.DEFAULT.clockSkew();
    private @Nullable Binding requestBinding;
    private ResponseBinding responseBinding = ResponseBinding.POST;
    private Sign sign = Sign.WHEN_WANTED;
    private @Nullable String nameIdFormat;
    private boolean forceAuthn;
    private boolean isPassive;
    private List<String> authnContexts = List.of();
    private Comparison comparison = Comparison.EXACT;
    private @Nullable Duration maxAuthnAge;
    private @Nullable LoginHint loginHint;
    private @Nullable String providerName;
    private boolean singleLogout;

    SamlConnectionBuilder(String id) {
        super(id);
    }

    @Override
    SamlConnectionBuilder self() {
        return this;
    }

    /** The IdP's metadata by https URL; also a {@code file:} URL. Fetched at first use, and again when it is old. */
    public SamlConnectionBuilder metadata(URI url) {
        this.metadata = "file".equalsIgnoreCase(url.getScheme())
                ? new MetadataSource.File(Path.of(url))
                : new MetadataSource.Url(url);
        return this;
    }

    /** The IdP's metadata from a file. */
    public SamlConnectionBuilder metadata(Path file) {
        this.metadata = new MetadataSource.File(file);
        return this;
    }

    /** The IdP's metadata as XML text. */
    public SamlConnectionBuilder metadataXml(String xml) {
        this.metadata = new MetadataSource.Xml(xml);
        return this;
    }

    /** Demands that the metadata is signed by the key of one of these certificates, each as PEM or Base64. */
    public SamlConnectionBuilder metadataCertificates(String... texts) {
        read("metadata-certificates", texts, metadataCertificates);
        return this;
    }

    /** The IdP's entityId: needed without metadata, and when the metadata holds several IdPs. */
    public SamlConnectionBuilder idpEntityId(String id) {
        this.idpEntityId = id;
        return this;
    }

    /**
     * The IdP's login URL: needed without metadata; with metadata, instead of what that says. {@code {origin}},
     * {@code {tenant}} and {@code {connection}} in it stand for the page that was asked for, the customer and the
     * connection, each percent-encoded.
     */
    public SamlConnectionBuilder ssoUrl(String template) {
        this.ssoUrl = template;
        return this;
    }

    /** Without metadata: where the IdP takes logout messages. */
    public SamlConnectionBuilder sloUrl(URI url) {
        this.sloUrl = url;
        return this;
    }

    /** Without metadata: the IdP's signing certificates, each as PEM or Base64; two or more while it rolls over. */
    public SamlConnectionBuilder certificates(String... texts) {
        read("certificates", texts, certificates);
        return this;
    }

    /** Our entityId towards this IdP, if it is not the address of our metadata. */
    public SamlConnectionBuilder entityId(String id) {
        this.entityId = id;
        return this;
    }

    /** What happens to responses nobody asked for; {@link IdpInitiated#BOUNCE} unless told otherwise. */
    public SamlConnectionBuilder idpInitiated(IdpInitiated rule) {
        this.idpInitiated = rule;
        return this;
    }

    /** How requests travel; HTTP-Redirect where the IdP takes it unless told otherwise. */
    public SamlConnectionBuilder requestBinding(Binding binding) {
        this.requestBinding = binding;
        return this;
    }

    /** How responses travel; HTTP-POST unless told otherwise. */
    public SamlConnectionBuilder responseBinding(ResponseBinding binding) {
        this.responseBinding = binding;
        return this;
    }

    /** Which authentication requests are signed; {@link Sign#WHEN_WANTED} unless told otherwise. */
    public SamlConnectionBuilder signRequests(Sign rule) {
        this.sign = rule;
        return this;
    }

    /**
     * The NameID format to ask for, as URN or by its last word ({@code persistent}, {@code emailAddress}); unless told
     * otherwise the IdP decides.
     */
    public SamlConnectionBuilder nameIdFormat(String format) {
        this.nameIdFormat = format;
        return this;
    }

    /** Demands that the person signs in anew although the IdP knows them. */
    public SamlConnectionBuilder forceAuthn() {
        this.forceAuthn = true;
        return this;
    }

    /** Asks the IdP to show nothing: whoever is not signed in there is refused. */
    public SamlConnectionBuilder isPassive() {
        this.isPassive = true;
        return this;
    }

    /** Authentication context classes to ask for, best first; with {@link Comparison#EXACT} the answer must be one. */
    public SamlConnectionBuilder authnContexts(String... classes) {
        this.authnContexts = List.of(classes);
        return this;
    }

    /** How {@link #authnContexts} are meant; {@link Comparison#EXACT} unless told otherwise. */
    public SamlConnectionBuilder authnContextComparison(Comparison rule) {
        this.comparison = rule;
        return this;
    }

    /** How long ago the person may have signed in at the IdP; for ever unless told otherwise. */
    public SamlConnectionBuilder maxAuthnAge(Duration age) {
        this.maxAuthnAge = age;
        return this;
    }

    /** Passes the address that a person typed on to the IdP; not unless told so. */
    public SamlConnectionBuilder sendLoginHint(LoginHint way) {
        this.loginHint = way;
        return this;
    }

    /** What the IdP may call us towards the person. */
    public SamlConnectionBuilder providerName(String name) {
        this.providerName = name;
        return this;
    }

    /** Passes a sign-out from the app on to the IdP, if that takes logout messages. */
    public SamlConnectionBuilder singleLogout() {
        this.singleLogout = true;
        return this;
    }

    /** Demands a signature on the assertion itself. A signature on one of the two is always demanded. */
    public SamlConnectionBuilder expectSignedAssertion() {
        this.signedAssertion = true;
        return this;
    }

    /** Demands a signature on the response itself. A signature on one of the two is always demanded. */
    public SamlConnectionBuilder expectSignedResponse() {
        this.signedResponse = true;
        return this;
    }

    /** Refuses assertions in clear. */
    public SamlConnectionBuilder expectEncryptedAssertion() {
        this.encryptedAssertion = true;
        return this;
    }

    /** Decrypts nothing but AES-GCM. AES-CBC is otherwise taken too, under a signature. */
    public SamlConnectionBuilder expectGcm() {
        this.gcm = true;
        return this;
    }

    /** How far the two clocks may differ; two minutes unless told otherwise, five at most. */
    public SamlConnectionBuilder clockSkew(Duration skew) {
        this.clockSkew = skew;
        return this;
    }

    /** Takes signatures by SHA-1, which can be forged with much effort. For an IdP that cannot do better. */
    public SamlConnectionBuilder insecureAllowSha1() {
        return allow(Exemption.SHA1);
    }

    /** Takes a signature of the whole document without naming its ID. */
    public SamlConnectionBuilder allowEmptyReferenceUri() {
        return allow(Exemption.EMPTY_REFERENCE_URI);
    }

    /** Takes a signed assertion encrypted in a response that is not signed: what is decrypted is anybody's. */
    public SamlConnectionBuilder insecureAllowEncryptedInUnsignedResponse() {
        return allow(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE);
    }

    /** Decrypts Triple DES. */
    public SamlConnectionBuilder insecureAllowTripleDes() {
        return allow(Exemption.TRIPLE_DES);
    }

    /** Decrypts keys by RSAES-PKCS1-v1_5. */
    public SamlConnectionBuilder insecureAllowRsa15() {
        return allow(Exemption.RSA15);
    }

    @Override
    public SamlConnection build() {
        Trust trust = trust();
        MetadataSource source = source();
        if (ssoUrl != null) {
            Urls.problemOfTemplate(ssoUrl, allowsHttp()).ifPresent(text -> problem("sso-url", text));
        }
        if (sloUrl != null) {
            Urls.problemOf(sloUrl, allowsHttp()).ifPresent(text -> problem("slo-url", text));
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(SamlAcceptance.MAX_CLOCK_SKEW) > 0) {
            problem("clock-skew", "must be between 0 and five minutes");
        }
        SamlRequests requests = requests();
        SamlRequestProblems.check(requests, idpInitiated, this::problem);
        refuseProblems();
        return new SamlConnection(
                id,
                trust,
                Objects.requireNonNull(source),
                metadataCertificates,
                Optional.ofNullable(idpEntityId),
                Optional.ofNullable(entityId),
                idpInitiated,
                requests,
                new SamlAcceptance(signedAssertion, signedResponse, encryptedAssertion, gcm, clockSkew, exemptions));
    }

    private SamlRequests requests() {
        return new SamlRequests(
                Optional.ofNullable(requestBinding),
                responseBinding,
                sign,
                Optional.ofNullable(ssoUrl),
                Optional.ofNullable(nameIdFormat).map(SamlConnectionBuilder::format),
                forceAuthn,
                isPassive,
                authnContexts,
                comparison,
                Optional.ofNullable(maxAuthnAge),
                Optional.ofNullable(loginHint),
                Optional.ofNullable(providerName),
                singleLogout);
    }

    /** Metadata, or what has to be said in its place. */
    private @Nullable MetadataSource source() {
        MetadataSource given = metadata;
        if (given == null) {
            return entered();
        }
        if (given instanceof MetadataSource.Url from) {
            Urls.problemOf(from.url(), allowsHttp()).ifPresent(text -> problem("metadata", text));
        }
        if (!certificates.isEmpty() || sloUrl != null) {
            problem(certificates.isEmpty() ? "slo-url" : "certificates", "is in the metadata; give one of the two");
        }
        return given;
    }

    private MetadataSource entered() {
        if (isEnabled()) {
            requireEntered();
        }
        return new MetadataSource.Entered(certificates, Optional.ofNullable(sloUrl));
    }

    private void requireEntered() {
        if (ssoUrl == null && idpEntityId == null && certificates.isEmpty()) {
            problem("metadata", "is missing: the IdP's metadata as URL, file or XML");
            return;
        }
        if (idpEntityId == null) {
            problem("idp-entity-id", "is missing: without metadata it has to be entered");
        }
        if (ssoUrl == null) {
            problem("sso-url", "is missing: without metadata the IdP's login URL has to be entered");
        }
        if (certificates.isEmpty()) {
            problem("certificates", "is missing: without a signing certificate of the IdP nobody can sign in");
        }
    }

    private SamlConnectionBuilder allow(Exemption exemption) {
        exemptions.add(exemption);
        return this;
    }

    private void read(String option, String[] texts, List<X509Certificate> into) {
        for (String text : texts) {
            try {
                into.addAll(Certificates.parse(text));
            } catch (IllegalArgumentException notOne) {
                problem(option, String.valueOf(notOne.getMessage()));
            }
        }
    }

    /** SAML Core 8.3: formats of SAML 1.1 and 2.0 by their last word. */
    private static String format(String given) {
        return switch (given) {
            case "emailAddress", "unspecified", "X509SubjectName", "WindowsDomainQualifiedName" ->
                "urn:oasis:names:tc:SAML:1.1:nameid-format:" + given;
            case "persistent", "transient", "entity", "kerberos" ->
                "urn:oasis:names:tc:SAML:2.0:nameid-format:" + given;
            default -> given;
        };
    }
}
