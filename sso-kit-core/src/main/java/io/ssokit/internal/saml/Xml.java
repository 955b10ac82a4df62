package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * The only way from bytes to a tree and back. The parser is the JDK's own, whatever else is on the class path;
 * document types, entities and processing instructions are refused, and {@link XmlLimits} bound everything else.
 *
 * <p>Thread-safe. Parsers are reused, because making one costs more than parsing a message with it.
 */
final class Xml {
    private static final int POOL_SIZE = 16;
    /** A parser remembers every name it has met; after this many characters it is left to the collector. */
    private static final int PARSER_LIFETIME_CHARS = 4 * 1024 * 1024;

    private static final SAXParserFactory FACTORY = hardenedFactory();
    private static final ArrayBlockingQueue<Parser> IDLE = new ArrayBlockingQueue<>(POOL_SIZE);

    private Xml() {}

    /** A parser with its builder, and how much it has read. */
    private static final class Parser {
        private final TreeBuilder builder = new TreeBuilder();
        private final XMLReader reader = newReader(builder);
        private int charsRead;
    }

    /**
     * Parses a whole document.
     *
     * @param document XML in UTF-8, with or without a byte order mark
     * @throws SamlRefusal if it is malformed, not UTF-8, forbidden or larger than {@code limits}
     */
    static El parse(byte[] document, XmlLimits limits) {
        return parse(document, 0, document.length, limits);
    }

    /**
     * Parses a document of which not everything is wanted.
     *
     * @param dropped asked of every element but the root at its end: whether it is left out of its parent; what is left out
     *     does not count against {@code limits} any more
     */
    static El parse(byte[] document, XmlLimits limits, Predicate<El> dropped) {
        return parse(document, 0, document.length, limits, dropped);
    }

    static El parse(byte[] buffer, int offset, int length, XmlLimits limits) {
        return parse(buffer, offset, length, limits, null);
    }

    private static El parse(byte[] buffer, int offset, int length, XmlLimits limits, @Nullable Predicate<El> dropped) {
        if (length > limits.bytes()) {
            throw SamlRefusal.of(LoginError.TOO_LARGE, "at most " + limits.bytes() + " bytes", length + " bytes");
        }
        String text = utf8(buffer, offset, length);
        Parser idle = IDLE.poll();
        Parser parser = idle == null ? new Parser() : idle;
        parser.builder.begin(limits, dropped);
        read(parser.reader, text);
        El root = parser.builder.finish();
        // Only a parser that came to a regular end is used again: what a hostile document left in it stays with it.
        parser.charsRead += text.length();
        if (parser.charsRead < PARSER_LIFETIME_CHARS) {
            IDLE.offer(parser);
        }
        return root;
    }

    /**
     * Writes the canonical form of {@code element} and what it contains to {@code out}.
     *
     * @param prefixList the InclusiveNamespaces PrefixList of exclusive canonicalisation; empty for none
     * @param omitted a descendant to leave out with all it contains, or null
     * @throws SamlRefusal if the result is longer than {@code out} takes
     */
    static void canonicalize(El element, C14n method, String prefixList, @Nullable El omitted, ByteSink out) {
        new Canonicalizer(method, prefixList, omitted, out).write(element);
    }

    private static void read(XMLReader reader, String text) {
        try {
            reader.parse(new InputSource(new StringReader(text)));
        } catch (SAXParseException e) {
            throw SamlRefusal.malformed(
                    "well-formed XML without a DOCTYPE",
                    "an error at line " + e.getLineNumber() + ", column " + e.getColumnNumber());
        } catch (SAXException | IOException e) {
            throw SamlRefusal.malformed("well-formed XML without a DOCTYPE", "something else");
        }
    }

    private static XMLReader newReader(TreeBuilder builder) {
        try {
            XMLReader reader;
            // The factory makes no promise to threads; setting it up costs as much as six parsers, so there is one.
            synchronized (FACTORY) {
                reader = FACTORY.newSAXParser().getXMLReader();
            }
            reader.setProperty("http://www.oracle.com/xml/jaxp/properties/elementAttributeLimit", "200");
            reader.setContentHandler(builder);
            reader.setErrorHandler(builder);
            reader.setEntityResolver(builder);
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", builder);
            return reader;
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("The JDK's XML parser cannot be hardened", e);
        }
    }

    private static SAXParserFactory hardenedFactory() {
        try {
            // Not newInstance(): that one looks for other parsers on the class path.
            SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
            factory.setXIncludeAware(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory;
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("The JDK's XML parser cannot be hardened", e);
        }
    }

    /** Decodes strictly: bytes that are not UTF-8 are refused, not replaced. */
    private static String utf8(byte[] buffer, int offset, int length) {
        String text = new String(buffer, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            byte[] again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, buffer, offset, offset + length)) {
                throw SamlRefusal.malformed("UTF-8", "bytes that are not UTF-8");
            }
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
