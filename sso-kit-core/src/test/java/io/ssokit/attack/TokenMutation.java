package io.ssokit.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes tags and texts as written: a document may come out that means the same, something else, or nothing. */
final class TokenMutation {
    private static final Pattern TOKEN = Pattern.compile("<!--.*?-->|<[^>]*>|[^<]+", Pattern.DOTALL);
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s+([\\w:.-]+)=(\"[^\"]*\"|'[^']*')");
    private static final Pattern DECLARATION = Pattern.compile("xmlns:([\\w.-]+)=");

    private static final String[] INSERTIONS = {
        "<!---->",
        "<!-- x -->",
        "<![CDATA[]]>",
        "<![CDATA[admin]]>",
        "&#32;",
        "&#xD;",
        "&#x200B;",
        "&#0;",
        "&lol;",
        "<?pi x?>",
        "]]>",
        "\r\n",
        " ",
        "\t",
        "\u00a0",
        "\ud83d\ude00",
        "admin@example.com",
        "<x/>",
        "<saml:NameID xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'>admin@example.com</saml:NameID>",
        "<ds:Object xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>",
        "<!DOCTYPE x>",
        "<!DOCTYPE x [<!ENTITY lol 'admin'>]>"
    };
    private static final String[] ATTRIBUTES = {
        "ID=\"_assertion-1\"",
        "ID=\"_response-1\"",
        "Id=\"_assertion-1\"",
        "xml:id=\"_response-1\"",
        "ID=\"\"",
        "xmlns=\"\"",
        "xmlns:x=\"urn:x\"",
        "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
        "xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
        "xml:lang=\"de\"",
        "xml:space=\"preserve\"",
        "xml:base=\"http://x.example/\"",
        "Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"",
        "URI=\"\"",
        "Format=\"urn:x\"",
        "Version=\"2.0\""
    };
    private static final String[] PROLOGS = {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version='1.0' encoding='ISO-8859-1'?>",
        "<?xml version='1.0' encoding='US-ASCII'?>",
        "<?xml version='1.0' encoding='UTF-16'?>",
        "<?xml version='1.0' encoding='nonsense'?>",
        "<?xml version='1.1'?>",
        "<?xml version='1.0' standalone='yes'?>",
        "\ufeff",
        "\n",
        "<!-- before -->",
        "<!DOCTYPE r [<!ATTLIST r a CDATA 'b'>]>"
    };
    private static final String[] EPILOGS = {"\n", "<!-- after -->", "x", "<x/>", "\u0000", "&#10;", "<?pi?>"};

    private final Random random;

    TokenMutation(Random random) {
        this.random = random;
    }

    String apply(String xml, String donor) {
        List<String> tokens = tokens(xml);
        if (tokens.isEmpty()) {
            return donor;
        }
        switch (random.nextInt(12)) {
            case 0 -> tokens.remove(at(tokens));
            case 1 -> tokens.add(at(tokens), pick(tokens));
            case 2 -> Collections.swap(tokens, at(tokens), at(tokens));
            case 3 -> tokens.set(at(tokens), pick(tokens(donor)));
            case 4 -> replaceRange(tokens, tokens(donor));
            case 5 -> editText(tokens);
            case 6 -> swapTexts(tokens);
            case 7, 8 -> editTag(tokens, tokens(donor));
            case 9 -> writeOtherwise(tokens);
            case 10 -> renamePrefix(tokens);
            default -> frame(tokens);
        }
        return String.join("", tokens);
    }

    private static List<String> tokens(String xml) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(xml);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private int at(List<String> tokens) {
        return random.nextInt(tokens.size());
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }

    private void replaceRange(List<String> tokens, List<String> donor) {
        int from = at(tokens);
        int length = 1 + random.nextInt(Math.min(12, tokens.size() - from));
        int theirs = random.nextInt(donor.size());
        List<String> range = tokens.subList(from, from + length);
        range.clear();
        range.addAll(donor.subList(theirs, Math.min(donor.size(), theirs + length)));
    }

    /** Where a token of this kind is; anywhere if there is none. */
    private int find(List<String> tokens, Predicate<String> kind) {
        int start = at(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            int at = (start + i) % tokens.size();
            if (kind.test(tokens.get(at))) {
                return at;
            }
        }
        return start;
    }

    private static boolean isText(String token) {
        return !token.startsWith("<");
    }

    private static boolean isStartTag(String token) {
        return token.matches("(?s)<\\w.*");
    }

    private void editText(List<String> tokens) {
        int at = find(tokens, TokenMutation::isText);
        String text = tokens.get(at);
        int inside = random.nextInt(text.length() + 1);
        String before = text.substring(0, inside);
        String after = text.substring(inside);
        tokens.set(
                at,
                switch (random.nextInt(4)) {
                    case 0 -> "<![CDATA[" + text.replace("&amp;", "&") + "]]>";
                    case 1 -> after.isEmpty() ? text : before + "&#" + (int) after.charAt(0) + ";" + after.substring(1);
                    case 2 -> before + pick("\n", " ", "=", "A", "%", "<!-- -->") + after;
                    default -> before + pick(INSERTIONS) + after;
                });
    }

    private void swapTexts(List<String> tokens) {
        Collections.swap(tokens, find(tokens, TokenMutation::isText), find(tokens, TokenMutation::isText));
    }

    private void editTag(List<String> tokens, List<String> donor) {
        int at = find(tokens, TokenMutation::isStartTag);
        String tag = tokens.get(at);
        List<String> theirs =
                attributes(donor.get(find(donor, token -> !attributes(token).isEmpty())));
        List<String> ours = attributes(tag);
        if (ours.isEmpty() || random.nextInt(4) == 0) {
            String added = random.nextInt(3) == 0 ? pick(theirs) : " " + pick(ATTRIBUTES);
            tokens.set(at, tag.replaceFirst("(?=\\s|/?>)", Matcher.quoteReplacement(added)));
            return;
        }
        String attribute = pick(ours);
        String name = attribute.substring(0, attribute.indexOf('='));
        String changed = switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> attribute + attribute;
            case 2 -> name + pick(theirs).replaceFirst("^[^=]*", "");
            case 3 -> pick(theirs);
            case 4 -> name + "=\"" + pick("", "x", "2.0", "#_assertion-2", "&#10;", "true", "1") + "\"";
            default -> name + "x" + attribute.substring(name.length());
        };
        tokens.set(at, tag.replace(attribute, changed));
    }

    private static List<String> attributes(String tag) {
        List<String> attributes = new ArrayList<>();
        Matcher matcher = ATTRIBUTE.matcher(tag);
        while (isStartTag(tag) && matcher.find()) {
            attributes.add(matcher.group());
        }
        return attributes;
    }

    /** What changes nothing, or nothing in canonical form. */
    private void writeOtherwise(List<String> tokens) {
        int at = find(tokens, token -> token.startsWith("<"));
        String tag = tokens.get(at);
        tokens.set(
                at,
                switch (random.nextInt(6)) {
                    case 0 -> tag.replace('"', '\'');
                    case 1 -> tag.replaceFirst("(?=/?>$)", pick(" ", "\n", "\t \r\n"));
                    case 2 -> tag.replaceFirst("\\s", pick("  ", "\n", "\t"));
                    case 3 -> tag.replaceFirst("^<([^\\s/>]+)([^>]*)/>$", "<$1$2></$1>");
                    case 4 -> tag + pick("<!-- x -->", "\n", "  ", "<!---->");
                    default -> {
                        List<String> attributes = attributes(tag);
                        yield attributes.isEmpty() ? tag : reordered(tag, attributes);
                    }
                });
    }

    private String reordered(String tag, List<String> attributes) {
        String moved = pick(attributes);
        return tag.replace(moved, "").replaceFirst("(?=/?>$)", Matcher.quoteReplacement(moved));
    }

    private void renamePrefix(List<String> tokens) {
        Matcher matcher = DECLARATION.matcher(String.join("", tokens));
        List<String> prefixes = new ArrayList<>();
        while (matcher.find()) {
            prefixes.add(matcher.group(1));
        }
        if (!prefixes.isEmpty()) {
            String from = pick(prefixes);
            String to = random.nextInt(2) == 0 ? from + "2" : pick(prefixes);
            tokens.replaceAll(token -> token.startsWith("<")
                    ? token.replace("<" + from + ":", "<" + to + ":")
                            .replace("</" + from + ":", "</" + to + ":")
                            .replace("xmlns:" + from + "=", "xmlns:" + to + "=")
                    : token);
        }
    }

    private void frame(List<String> tokens) {
        switch (random.nextInt(3)) {
            case 0 -> tokens.add(0, pick(PROLOGS));
            case 1 -> tokens.add(pick(EPILOGS));
            default -> tokens.add(at(tokens), pick(INSERTIONS));
        }
    }
}
