package io.ssokit.scim;

import io.ssokit.connection.ScimSettings;
import io.ssokit.directory.RunTimeDirectories;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The directories of the configuration, and those that there are at run time. Thread-safe. */
final class Directories {
    private final List<ScimDirectory> configured;
    private final Optional<RunTimeDirectories> runTime;

    Directories(List<ScimDirectory> configured, Optional<RunTimeDirectories> runTime) {
        this.configured = List.copyOf(configured);
        this.runTime = runTime;
    }

    List<ScimDirectory> all() {
        List<ScimDirectory> all = new ArrayList<>(configured);
        runTime.ifPresent(more ->
                more.settings().forEach((tenant, settings) -> all.add(ScimDirectory.atRunTime(tenant, settings))));
        return all;
    }

    Optional<ScimDirectory> find(String tenant) {
        return configured.stream()
                .filter(directory -> directory.tenant().equals(tenant))
                .findFirst()
                .or(() -> runTime.flatMap(all -> all.settings(tenant))
                        .map(settings -> ScimDirectory.atRunTime(tenant, settings)));
    }

    /** The settings of a directory that has a webhook. */
    Optional<ScimSettings> webhookOf(String tenant) {
        return find(tenant)
                .map(ScimDirectory::settings)
                .filter(settings -> settings.webhook().isPresent());
    }
}
