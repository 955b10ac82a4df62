package io.ssokit.error;

/** Why a launch URL could not be made or was refused. The page is the same for all; the audit event has the code. */
public enum LaunchError implements ErrorCode {
    /** Not a launch token at all, or one spelled in another way than we spell it. */
    MALFORMED(
            "The link is not a launch link.",
            "It was cut or changed on the way.",
            "Open the tile again.",
            "strict base64url, RFC 4648 3.5"),
    /** The signature does not fit. */
    SIGNATURE(
            "The link was not made by this system, or was changed.",
            "A changed link, or a key that is no longer in the ring.",
            "Open the tile again.",
            "RFC 2104"),
    /** Too old. */
    EXPIRED(
            "The link is too old.",
            "Launch links live for five minutes at most.",
            "Open the tile again.",
            "SageMaker CreatePresignedDomainUrl: 5-300 s"),
    /** From the future. */
    NOT_YET_VALID(
            "The link is not valid yet.",
            "The clocks of two nodes differ.",
            "Synchronise the clocks.",
            "rule of the kit: 30 s"),
    /** Redeemed before. */
    USED(
            "The link has been used already.",
            "A reload, the back button, or somebody else was faster.",
            "Open the tile again.",
            "rule of the kit: redeemed once"),
    /** No such target or profile (any more). */
    UNKNOWN_TARGET(
            "The application to launch does not exist.",
            "It was removed from the configuration.",
            "Ask the administrator.",
            "rule of the kit"),
    /** The person may not launch this. */
    NOT_ALLOWED(
            "The person may not launch this application.",
            "A group is missing; the audit event names it.",
            "Have the group assigned, then open the tile again.",
            "rule of the kit"),
    /** The landing place is not below the target. */
    LANDING(
            "The landing place is outside the application.",
            "A landing path with a host, a scheme or a way up.",
            "Use a path below the target's own.",
            "rule of the kit; SageMaker LandingUri"),
    /** A life time outside its bounds. */
    LIFETIME(
            "The requested life time is outside its bounds.",
            "URLs live 5-300 s, sessions 1,800-43,200 s.",
            "Ask for a life time inside the bounds.",
            "SageMaker CreatePresignedDomainUrl"),
    /** The person was switched off or revoked since. */
    USER_DEACTIVATED(
            "The account is deactivated.",
            "Provisioning switched the person off, or all sessions were revoked after the link was made.",
            "Have the account activated, then open the tile again.",
            "rule of the kit"),
    /** Somebody else is signed in here. */
    OTHER_PERSON(
            "Another person is signed in in this browser.",
            "The link was made for somebody else.",
            "Sign out first, then open your own tile.",
            "rule of the kit: never a silent switch"),
    /** The store did not answer: nothing is redeemed. */
    STORE_UNAVAILABLE(
            503,
            "The link cannot be checked at the moment.",
            "The database does not answer.",
            "Try again in a minute.",
            "rule of the kit: a store error refuses");

    private final int httpStatus;
    private final String meaning;
    private final String usualCause;
    private final String remedy;
    private final String specification;

    LaunchError(String meaning, String usualCause, String remedy, String specification) {
        this(403, meaning, usualCause, remedy, specification);
    }

    LaunchError(int httpStatus, String meaning, String usualCause, String remedy, String specification) {
        this.httpStatus = httpStatus;
        this.meaning = meaning;
        this.usualCause = usualCause;
        this.remedy = remedy;
        this.specification = specification;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String usualCause() {
        return usualCause;
    }

    @Override
    public String remedy() {
        return remedy;
    }

    @Override
    public String specification() {
        return specification;
    }
}
