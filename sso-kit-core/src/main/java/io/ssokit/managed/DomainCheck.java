package io.ssokit.managed;

/** What came of looking for a domain's TXT record. */
public enum DomainCheck {
    /** The record is there: people with an address in this domain are sent to the connection from now on. */
    VERIFIED,
    /** There is no record of ours, or not yet: what DNS did not have a minute ago it may answer from memory for hours. */
    NO_RECORD,
    /** There are records of ours with other tokens, as of another connection or of a claim that was given up since. */
    OTHER_TOKEN,
    /** DNS does not answer. Nothing has changed; try again. */
    NO_ANSWER,
    /** The record is there, but another tenant has verified the domain before and still claims it. */
    TAKEN
}
