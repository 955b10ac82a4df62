package io.ssokit.jdbc;

import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.LeaseStore;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.provisioning.ScimStores;
import java.time.Clock;

/** What provisioning keeps in the database. */
record JdbcScim(
        ScimEventStore events,
        ScimGuardStore guards,
        LeaseStore leases,
        DirectoryDocuments directories,
        AcceptedRequestStore requests)
        implements ScimStores {
    JdbcScim(Db db, Clock clock) {
        this(
                new JdbcScimEvents(db, clock),
                new JdbcScimGuards(db, clock),
                new JdbcLeases(db, clock),
                new JdbcDirectories(db),
                new JdbcAcceptedRequests(db, clock));
    }
}
