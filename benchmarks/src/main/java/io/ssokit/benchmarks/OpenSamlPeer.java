package io.ssokit.benchmarks;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.shibboleth.utilities.java.support.xml.BasicParserPool;
import org.opensaml.core.config.InitializationService;
import org.opensaml.core.xml.util.XMLObjectSupport;
import org.opensaml.saml.common.assertion.ValidationContext;
import org.opensaml.saml.common.assertion.ValidationResult;
import org.opensaml.saml.saml2.assertion.SAML20AssertionValidator;
import org.opensaml.saml.saml2.assertion.SAML2AssertionValidationParameters;
import org.opensaml.saml.saml2.assertion.impl.AudienceRestrictionConditionValidator;
import org.opensaml.saml.saml2.assertion.impl.AuthnStatementValidator;
import org.opensaml.saml.saml2.assertion.impl.BearerSubjectConfirmationValidator;
import org.opensaml.saml.saml2.core.Assertion;
import org.opensaml.saml.saml2.core.Response;
import org.opensaml.saml.security.impl.SAMLSignatureProfileValidator;
import org.opensaml.security.credential.impl.StaticCredentialResolver;
import org.opensaml.security.x509.BasicX509Credential;
import org.opensaml.xmlsec.keyinfo.impl.StaticKeyInfoCredentialResolver;
import org.opensaml.xmlsec.signature.support.impl.ExplicitKeySignatureTrustEngine;

/**
 * OpenSAML 4: parse, unmarshal, and its assertion validator with the pinned certificate: signature profile, signature,
 * issuer, period, audience, bearer confirmation (recipient, request, time), AuthnStatement. The key in the message is not
 * read, which is the cheapest wiring. Its checks of the response around the assertion (destination, status, request) are
 * message handlers of the Shibboleth software and not in here.
 */
final class OpenSamlPeer {
    private final SamlMessage message;
    private final BasicParserPool parsers = new BasicParserPool();
    private final SAML20AssertionValidator validator;
    private final Map<String, Object> expected = new HashMap<>();

    OpenSamlPeer(SamlMessage message) throws Exception {
        this.message = message;
        InitializationService.initialize();
        parsers.initialize();
        BasicX509Credential pinned = new BasicX509Credential(message.certificate());
        pinned.setEntityId(message.idpEntityId());
        validator = new SAML20AssertionValidator(
                List.of(new AudienceRestrictionConditionValidator()),
                List.of(new BearerSubjectConfirmationValidator()),
                List.of(new AuthnStatementValidator()),
                new ExplicitKeySignatureTrustEngine(
                        new StaticCredentialResolver(pinned), new StaticKeyInfoCredentialResolver(pinned)),
                new SAMLSignatureProfileValidator());
        expected.put(SAML2AssertionValidationParameters.SIGNATURE_REQUIRED, true);
        expected.put(SAML2AssertionValidationParameters.CLOCK_SKEW, Duration.ofMinutes(2));
        expected.put(SAML2AssertionValidationParameters.VALID_ISSUERS, Set.of(message.idpEntityId()));
        expected.put(SAML2AssertionValidationParameters.COND_VALID_AUDIENCES, Set.of(message.spEntityId()));
        expected.put(SAML2AssertionValidationParameters.SC_VALID_RECIPIENTS, Set.of(message.acsUrl()));
        expected.put(SAML2AssertionValidationParameters.SC_VALID_IN_RESPONSE_TO, message.requestId());
        expected.put(SAML2AssertionValidationParameters.SC_CHECK_ADDRESS, false);
        expected.put(SAML2AssertionValidationParameters.STMT_AUTHN_CHECK_ADDRESS, false);
    }

    /** The NameID. */
    String validate() throws Exception {
        Response response =
                (Response) XMLObjectSupport.unmarshallFromInputStream(parsers, new ByteArrayInputStream(message.xml()));
        Assertion assertion = response.getAssertions().get(0);
        ValidationContext context = new ValidationContext(expected);
        if (validator.validate(assertion, context) != ValidationResult.VALID) {
            throw new IllegalStateException("OpenSAML refuses: " + context.getValidationFailureMessage());
        }
        return assertion.getSubject().getNameID().getValue();
    }
}
