package io.ssokit.store;

import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.LeaseStore;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.provisioning.ScimStores;
import java.time.Clock;

/** What provisioning keeps in memory. */
record MemoryScim(
        ScimEventStore events,
        ScimGuardStore guards,
        LeaseStore leases,
        DirectoryDocuments directories,
        AcceptedRequestStore requests)
        implements ScimStores {
    MemoryScim(Clock clock) {
        this(
                new MemoryScimEvents(),
                new MemoryScimGuards(clock),
                new MemoryLeases(clock),
                new MemoryDirectories(),
                new MemoryAcceptedRequests(clock));
    }
}
