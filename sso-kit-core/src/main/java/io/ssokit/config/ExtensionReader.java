package io.ssokit.config;

import io.ssokit.internal.config.Node;
import io.ssokit.scim.ScimExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code scim.extensions}: files, each with a schema in JSON. */
final class ExtensionReader {
    private static final String KEY = "extensions";

    private ExtensionReader() {}

    static List<ScimExtension> read(Node scim) {
        List<ScimExtension> extensions = new ArrayList<>();
        for (String file : scim.list(KEY)) {
            try {
                extensions.add(ScimExtension.json(Files.readString(Path.of(file))));
            } catch (IOException | InvalidPathException unreadable) {
                scim.problem(KEY, "the file " + file + " cannot be read");
            }
        }
        return extensions;
    }
}
