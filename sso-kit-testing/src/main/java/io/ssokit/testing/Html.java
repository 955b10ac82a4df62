package io.ssokit.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much HTML as it takes to find forms: tags, attributes, character references. Scripts are not run. */
final class Html {
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern INERT =
            Pattern.compile("<(script|style|template)\\b.*?</\\1\\s*>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern FORM = Pattern.compile(
            "<form\\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(.*?)(?:</form\\s*>|(?=<form\\b)|\\z)",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD = Pattern.compile(
            "<(input|button|textarea|select)\\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTION =
            Pattern.compile("<option\\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>([^<]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([^\\s\"'>/=]+)(?:\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+)))?");
    private static final Pattern REFERENCE = Pattern.compile("&(#[xX]?[0-9a-fA-F]+|\\w+);");
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

    private Html() {}

    static List<HtmlForm> forms(String html, URI page) {
        String markup = INERT.matcher(COMMENT.matcher(html).replaceAll("")).replaceAll("");
        List<HtmlForm> forms = new ArrayList<>();
        Matcher form = FORM.matcher(markup);
        while (form.find()) {
            forms.add(form(attributes(form.group(1)), form.group(2), page));
        }
        return List.copyOf(forms);
    }

    /** The words a reader sees. */
    static String text(String html) {
        String markup = INERT.matcher(COMMENT.matcher(html).replaceAll("")).replaceAll(" ");
        return unescape(markup.replaceAll("<[^>]*>", " "))
                .replaceAll("\\s+", " ")
                .trim();
    }

    /** RFC 3986 §5.2.2; {@link URI#resolve(String)} follows RFC 2396, which drops the last segment before a lone query. */
    static URI resolve(URI page, String reference) {
        if (reference.isEmpty()) {
            return page;
        }
        return reference.startsWith("?")
                ? URI.create(page.toString().replaceAll("[?#].*", "") + reference)
                : page.resolve(reference);
    }

    private static HtmlForm form(Map<String, String> attributes, String content, URI page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        List<HtmlForm.Button> buttons = new ArrayList<>();
        Matcher field = FIELD.matcher(content);
        while (field.find()) {
            String tag = field.group(1).toLowerCase(Locale.ROOT);
            Map<String, String> named = attributes(field.group(2));
            String name = named.getOrDefault("name", "");
            String type = type(tag, named);
            if (type.equals("submit") || type.equals("image")) {
                String value = named.getOrDefault("value", "");
                String label = tag.equals("button") ? text(upTo(content, field.end(), "</button")) : value;
                buttons.add(new HtmlForm.Button(name, value, label));
            } else if (isSent(name, type, named)) {
                fields.put(name, value(tag, named, content, field.end()));
                types.put(name, type);
            }
        }
        String method = attributes.getOrDefault("method", "get").toUpperCase(Locale.ROOT);
        String action = attributes.getOrDefault("action", "").trim();
        return new HtmlForm(method, resolve(page, action), fields, types, buttons);
    }

    private static String type(String tag, Map<String, String> attributes) {
        String fallback = tag.equals("button") ? "submit" : tag.equals("input") ? "text" : tag;
        return attributes.getOrDefault("type", fallback).toLowerCase(Locale.ROOT);
    }

    private static boolean isSent(String name, String type, Map<String, String> attributes) {
        boolean unchecked = (type.equals("checkbox") || type.equals("radio")) && !attributes.containsKey("checked");
        boolean silent = type.equals("button") || type.equals("reset") || type.equals("file");
        return !name.isEmpty() && !unchecked && !silent && !attributes.containsKey("disabled");
    }

    private static String value(String tag, Map<String, String> attributes, String content, int from) {
        if (tag.equals("textarea")) {
            return unescape(upTo(content, from, "</textarea"));
        }
        if (tag.equals("select")) {
            return selected(upTo(content, from, "</select"));
        }
        return attributes.getOrDefault("value", attributes.containsKey("checked") ? "on" : "");
    }

    private static String selected(String options) {
        String first = "";
        Matcher option = OPTION.matcher(options);
        for (int n = 0; option.find(); n++) {
            Map<String, String> attributes = attributes(option.group(1));
            String value =
                    attributes.getOrDefault("value", unescape(option.group(2)).trim());
            if (attributes.containsKey("selected")) {
                return value;
            }
            first = n == 0 ? value : first;
        }
        return first;
    }

    private static String upTo(String content, int from, String end) {
        int stop = content.toLowerCase(Locale.ROOT).indexOf(end, from);
        return content.substring(from, stop < 0 ? content.length() : stop);
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (attribute.find()) {
            String value = "";
            for (int group = 2; group <= 4; group++) {
                value = attribute.group(group) == null ? value : attribute.group(group);
            }
            attributes.putIfAbsent(attribute.group(1).toLowerCase(Locale.ROOT), unescape(value));
        }
        return attributes;
    }

    private static String unescape(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            String name = match.group(1);
            if (!name.startsWith("#")) {
                return Matcher.quoteReplacement(ENTITIES.getOrDefault(name, match.group()));
            }
            boolean hex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
            int point = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Matcher.quoteReplacement(Character.isValidCodePoint(point) ? Character.toString(point) : "\ufffd");
        });
    }
}
