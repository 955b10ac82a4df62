package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.Encrypter;
import io.ssokit.attack.Encrypter.Content;
import io.ssokit.attack.Encrypter.KeyTransport;
import io.ssokit.attack.Encrypter.Placement;
import io.ssokit.attack.TestKeys;
import io.ssokit.error.LoginError;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which keys are tried, in which order and how often, and which failures are counted. */
class DecrypterTest {
    private static final String US = "https://app.example.com/metadata";
    private static final PublicKey OURS = TestKeys.SP.getPublic();
    private static final PublicKey OTHERS = TestKeys.STRANGER.getPublic();
    private static final EncryptionPolicy LENIENT = new EncryptionPolicy(false, true, false, false, true);

    private final List<String> turns = new ArrayList<>();

    private final DecryptionThrottle.Turn turn = new DecryptionThrottle.Turn(Clock.systemUTC()) {
        @Override
        synchronized boolean take() {
            turns.add("taken");
            return true;
        }

        @Override
        synchronized void giveBack() {
            turns.add("given back");
        }
    };

    @Test
    void open_keyOfOursAtTheLastAllowedAttempt_opened() {
        El eight = wrapper(encryptedFor(List.of("x", "x", "x", "x", "x", "x", "x", US)));
        El hint = wrapper(encryptedFor(List.of("x", "x", "x", "x", "x", "x", "x", "")));
        assertThat(open(eight, TestKeys.IDP.getPrivate(), TestKeys.IDP.getPrivate(), ours())
                        .local())
                .as("the one that says it is for us comes first")
                .isEqualTo("Assertion");
        assertThat(open(hint, TestKeys.IDP.getPrivate(), TestKeys.IDP.getPrivate(), ours())
                        .local())
                .as("one that says nothing comes before those for others")
                .isEqualTo("Assertion");
        El last = wrapper(encryptedFor(List.of("", "", "", "", "", "", "", "x")));
        assertThat(open(last, TestKeys.IDP.getPrivate(), ours()).local())
                .as("sixteen attempts")
                .isEqualTo("Assertion");
        assertThatThrownBy(() -> open(last, TestKeys.IDP.getPrivate(), TestKeys.IDP.getPrivate(), ours()))
                .hasMessageContaining("at most 16 attempts");
        El both = wrapper(encryptedFor(List.of("", "", "", "", "", "", "", US)));
        assertThat(open(both, TestKeys.IDP.getPrivate(), TestKeys.IDP.getPrivate(), ours())
                        .local())
                .as("ours before those that say nothing")
                .isEqualTo("Assertion");
    }

    @Test
    void reveal_manyElements_theKeyThatFitsIsTriedFirst() {
        String attribute = "<saml:Attribute xmlns:saml=\"" + Names.SAML + "\" Name=\"a\"/>";
        StringBuilder statement =
                new StringBuilder("<saml:Assertion xmlns:saml=\"" + Names.SAML + "\"><saml:AttributeStatement>");
        for (int i = 0; i < 12; i++) {
            statement.append(new Encrypter().wrapped("EncryptedAttribute", Encrypter.octets(attribute), OURS));
        }
        El assertion = parse(statement + "</saml:AttributeStatement></saml:Assertion>");
        El revealed = decrypter(EncryptionPolicy.STANDARD, TestKeys.IDP.getPrivate(), ours())
                .reveal(assertion);
        assertThat(revealed.elements().get(0).count(Names.SAML, "Attribute")).isEqualTo(12);
        assertThat(assertion.elements().get(0).count(Names.SAML, "EncryptedAttribute"))
                .isEqualTo(12);
    }

    @Test
    void openUnverified_whatNeedNotFail_isNotCounted() {
        El gcm = wrapper(encrypted(encrypter -> {}));
        assertThat(unverified(gcm, opened -> opened).local()).isEqualTo("Assertion");
        assertThat(turns).isEmpty();
        El cbc = wrapper(encrypted(encrypter -> encrypter.content = Content.AES128_CBC));
        assertThat(unverified(cbc, opened -> opened).local()).isEqualTo("Assertion");
        assertThat(turns).containsExactly("taken", "given back");
    }

    @Test
    void openUnverified_keyByRsa15OrSignatureThatFails_counted() {
        El rsa15 = wrapper(encrypted(encrypter -> encrypter.transport = KeyTransport.RSA_15));
        assertThat(unverified(rsa15, opened -> opened).local()).isEqualTo("Assertion");
        assertThat(turns).containsExactly("taken", "given back");
        turns.clear();
        El cbc = wrapper(encrypted(encrypter -> encrypter.content = Content.AES256_CBC));
        assertThatThrownBy(() -> unverified(cbc, opened -> {
                    throw SamlRefusal.of(LoginError.SIGNATURE, "a signature", "none");
                }))
                .isInstanceOf(SamlRefusal.class);
        assertThat(turns).containsExactly("taken");
    }

    @Test
    void open_wrapperBuiltOtherwise_refused() {
        Encrypter sibling = new Encrypter().with(encrypter -> encrypter.placement = Placement.SIBLING);
        String good = sibling.wrapped("EncryptedAssertion", Encrypter.octets(assertion()), OURS);
        assertThat(open(parse(good), ours()).local()).isEqualTo("Assertion");
        for (String bad : List.of(
                good.replace("</saml:EncryptedAssertion>", "<x/></saml:EncryptedAssertion>"),
                good.replace("</saml:EncryptedAssertion>", "text</saml:EncryptedAssertion>"),
                good.replace("URI=\"#_key-1\"", "URI=\"#_other\""),
                good.replace("URI=\"#_key-1\"", "URI=\"_key-1\""),
                good.replace("URI=\"#_key-1\"", ""),
                good.replace("EncryptedKey\" URI", "Other\" URI"),
                good.replace("<ds:RetrievalMethod ", "<ds:RetrievalMethod x=\"\" ")
                        .replace("#_key-1\"/>", "#_key-1\"><ds:Transforms/></ds:RetrievalMethod>"),
                good.replace("xmlenc#Element", "xmlenc#Content"),
                good.replaceFirst("<xenc:EncryptedData.*</xenc:EncryptedData>", ""))) {
            assertThat(bad).isNotEqualTo(good);
            assertThatThrownBy(() -> open(parse(bad), ours()))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            SamlRefusal.class,
                            refusal -> assertThat(refusal.error()).isEqualTo(LoginError.DECRYPTION));
        }
    }

    private static PrivateKey ours() {
        return TestKeys.SP.getPrivate();
    }

    private El unverified(El wrapper, UnaryOperator<El> verified) {
        return decrypter(LENIENT, ours()).openUnverified(wrapper, "Assertion", verified);
    }

    private El open(El wrapper, PrivateKey... keys) {
        return decrypter(EncryptionPolicy.STANDARD, keys).open(wrapper, "Assertion");
    }

    private Decrypter decrypter(EncryptionPolicy policy, PrivateKey... keys) {
        return new Decrypter(policy, () -> List.of(keys), US, turn);
    }

    private static String encrypted(Consumer<Encrypter> settings) {
        return new Encrypter().with(settings).encrypted(Encrypter.octets(assertion()), OURS);
    }

    /** Content whose key is encrypted once for us, at the last place, and for others before; recipients as named. */
    private static String encryptedFor(List<String> recipients) {
        byte[] contentKey = new byte[32];
        String data = encrypted(encrypter -> {});
        String good = data.replaceFirst("(?s).*?(<xenc:EncryptedKey.*</xenc:EncryptedKey>).*", "$1");
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < recipients.size() - 1; i++) {
            String recipient = recipients.get(i);
            keys.append(new Encrypter()
                    .with(encrypter -> encrypter.recipient = recipient)
                    .encryptedKey(contentKey, OTHERS));
        }
        String last = recipients.get(recipients.size() - 1);
        keys.append(last.isEmpty() ? good : good.replaceFirst("<xenc:EncryptedKey", "$0 Recipient=\"" + last + "\""));
        return data.replace(good, keys);
    }

    private static El wrapper(String content) {
        return parse(
                "<saml:EncryptedAssertion xmlns:saml=\"" + Names.SAML + "\">" + content + "</saml:EncryptedAssertion>");
    }

    private static String assertion() {
        return "<saml:Assertion xmlns:saml=\"" + Names.SAML + "\"/>";
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
