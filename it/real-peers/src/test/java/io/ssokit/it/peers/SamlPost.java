package io.ssokit.it.peers;

import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.TestBrowser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * An identity provider's answer on its way: the page that would post it to the app by itself.
 *
 * @param browser whose page it is
 * @param page the page with the form
 */
record SamlPost(TestBrowser browser, TestBrowser.Page page) {

    /** Signs in at the identity provider, and stops before the answer is posted. */
    static SamlPost by(TestBrowser browser, TestBrowser.Page at, String user) {
        TestBrowser.Page login = at.findForm(form -> form.has("SAMLRequest")).isPresent() ? browser.followAll(at) : at;
        HtmlForm form = login.form("password");
        return new SamlPost(browser, browser.submit(login, form, Map.of("username", user, "password", user + "-pw")));
    }

    /** The message as text. */
    String xml() {
        String base64 = page.form("SAMLResponse").fields().get("SAMLResponse");
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** Names of the elements that carry a signature, in document order; what is encrypted shows none. */
    List<String> signed() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            NodeList signatures = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml().getBytes(StandardCharsets.UTF_8)))
                    .getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature");
            return IntStream.range(0, signatures.getLength())
                    .mapToObj(i -> signatures.item(i).getParentNode().getLocalName())
                    .toList();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("not XML: " + xml(), e);
        }
    }

    /** Posts it, and goes where the app sends the browser. */
    TestBrowser.Page deliver() {
        return browser.followAll(page);
    }
}
