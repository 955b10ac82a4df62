package io.ssokit.provisioning;

import io.ssokit.directory.DirectoryDocuments;

/** What provisioning keeps beside users and groups, as one bundle (SPI). Thread-safe. */
public interface ScimStores {
    /** The log, and what of it waits for webhooks. */
    ScimEventStore events();

    /** Counters, stopped directories, tombstones of groups. */
    ScimGuardStore guards();

    /** Turns that one node at a time has. */
    LeaseStore leases();

    /** Directories that change while the app runs, sealed, and what has come in at any. */
    DirectoryDocuments directories();

    /** Requests that have been accepted and wait. */
    AcceptedRequestStore requests();
}
