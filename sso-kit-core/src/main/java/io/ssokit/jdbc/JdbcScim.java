package io.ssokit.jdbc;

import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.LeaseStore;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.store.Retention;
import java.time.Clock;

/** What provisioning keeps in the database. */
record JdbcScim(
        ScimEventStore events,
        ScimGuardStore guards,
        LeaseStore leases,
        DirectoryDocuments directories,
        AcceptedRequestStore requests)
        implements ScimStores {
    JdbcScim(Db db, Clock clock, Retention retention) {
        this(
                new JdbcScimEvents(db, retention.events()),
                new JdbcScimGuards(db, retention.deletedGroups()),
                new JdbcLeases(db, clock),
                new JdbcDirectories(db),
                new JdbcAcceptedRequests(db, clock));
    }
}
