package io.ssokit.login;

import io.ssokit.error.LoginError;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to answer to the browser, without HTTP. Every reply may set or clear cookies of the kit. Immutable; visit it with
 * {@link #accept}, Java 17 has no exhaustive switch over types.
 */
public sealed interface LoginReply {
    /** Cookies to set or clear. */
    List<ReplyCookie> cookies();

    /** Calls the method of {@code visitor} that fits. */
    <R> R accept(Visitor<R> visitor);

    /** Go there with GET (303). */
    record Redirect(URI location, List<ReplyCookie> cookies) implements LoginReply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.redirect(this);
        }

        /** Without the query, which holds the request and its state. */
        @Override
        public String toString() {
            return "Redirect[" + location.getRawAuthority() + location.getRawPath() + "]";
        }
    }

    /** Post these fields there with a self-submitting page. */
    record PostForm(URI action, Map<String, String> fields, List<ReplyCookie> cookies) implements LoginReply {
        public PostForm {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.postForm(this);
        }

        /** Without the values. */
        @Override
        public String toString() {
            return "PostForm[" + action.getRawAuthority() + action.getRawPath() + ", fields=" + fields.keySet() + "]";
        }
    }

    /**
     * Show the ways to sign in.
     *
     * @param last what this browser has used before, to be shown first
     * @param choices the others, in order
     * @param email what was typed, to be shown again: an e-mail address or a user name
     * @param emailUnknown whether what was typed led nowhere
     * @param returnTo where to go after the sign-in: a path of this app
     * @param localLogin the app's own login, if it has one, with its returnTo
     */
    record Chooser(
            Optional<Choice> last,
            List<Choice> choices,
            Optional<String> email,
            boolean emailUnknown,
            String returnTo,
            Optional<URI> localLogin,
            List<ReplyCookie> cookies)
            implements LoginReply {
        /**
         * One connection on the chooser.
         *
         * @param label what people see
         * @param icon a picture beside the label: an https address
         * @param start the address that starts the sign-in, with its returnTo
         */
        public record Choice(String label, Optional<URI> icon, URI start) {}

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.chooser(this);
        }
    }

    /**
     * Signed in: change the container's session id, keep the session there, go to the landing place (303).
     *
     * @param identity what the identity provider said, for those who need more of it than a session keeps
     */
    record SignedIn(SsoSession session, Identity identity, URI landing, List<ReplyCookie> cookies)
            implements LoginReply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.signedIn(this);
        }
    }

    /** Signed out: drop the container's session, go to the landing place (303). */
    record SignedOut(URI landing, List<ReplyCookie> cookies) implements LoginReply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.signedOut(this);
        }
    }

    /**
     * A sign-out goes on at the identity provider: with GET (303), or by a self-submitting page if there are fields.
     *
     * @param form fields to post; empty for a redirect
     * @param endsSession whether to drop the container's session first
     */
    record SignOutStep(URI action, Map<String, String> form, boolean endsSession, List<ReplyCookie> cookies)
            implements LoginReply {
        public SignOutStep {
            form = Collections.unmodifiableMap(new LinkedHashMap<>(form));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.signOutStep(this);
        }

        /** Without query and values. */
        @Override
        public String toString() {
            return "SignOutStep[" + action.getRawAuthority() + action.getRawPath() + ", form=" + form.keySet() + "]";
        }
    }

    /**
     * What a sign-out came to: show it, and never more than is known.
     *
     * @param outcome how far it went
     * @param error what may be shown of why it went no further ({@link LoginError#shown})
     * @param reference finds the audit event that has the details, where there is an error
     * @param endsSession whether to drop the container's session first
     * @param landing where to go on
     */
    record SignOutResult(
            Outcome outcome,
            Optional<LoginError> error,
            Optional<String> reference,
            boolean endsSession,
            URI landing,
            List<ReplyCookie> cookies)
            implements LoginReply {
        public SignOutResult {
            error = error.map(LoginError::shown);
        }

        /** How far a sign-out went. */
        public enum Outcome {
            /** Here, at the identity provider, and at all its other applications. */
            EVERYWHERE,
            /** Here; nobody has asked for more. */
            HERE,
            /** Here and at the identity provider, not at all of its other applications. */
            PARTIAL,
            /** Here; the identity provider did not say that it is over there too. */
            UNCONFIRMED,
            /** Nothing has changed. */
            REFUSED
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.signOutResult(this);
        }
    }

    /**
     * Refused: show a plain sentence and the reference.
     *
     * @param error what may be shown of the reason ({@link LoginError#shown}); the reason itself is in the audit event only
     * @param names what it is about: roles or attributes as our configuration spells them, nothing that came from outside;
     *     often empty
     * @param reference finds the audit event that has the details
     * @param retry where to start again
     * @param localLogin the app's own login, if it has one: it works when an identity provider does not
     */
    record Refused(
            LoginError error,
            List<String> names,
            String reference,
            Optional<URI> retry,
            Optional<URI> localLogin,
            List<ReplyCookie> cookies)
            implements LoginReply {
        public Refused {
            names = error == error.shown() ? List.copyOf(names) : List.of();
            error = error.shown();
        }

        /** The sentence for the person. */
        public String sentence() {
            String meaning = error.meaning();
            return names.isEmpty()
                    ? meaning
                    : meaning.substring(0, meaning.length() - 1) + ": " + String.join(", ", names) + ".";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.refused(this);
        }
    }

    /** A document for machines, for example our metadata. */
    record Document(String contentType, byte[] body, List<ReplyCookie> cookies) implements LoginReply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.document(this);
        }
    }

    /**
     * For the server of an identity provider that has asked for sessions to end; no browser sees it, and no page.
     *
     * @param result what became of it
     */
    record NoticeTaken(Result result) implements LoginReply {
        /** What becomes of a notice. */
        public enum Result {
            /** Every session that it means is over, which may be none. */
            ENDED,
            /** It was not accepted and has changed nothing. */
            REFUSED,
            /** Not everything could be ended, or it could not be verified now: it should be sent again. */
            LATER
        }

        @Override
        public List<ReplyCookie> cookies() {
            return List.of();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.noticeTaken(this);
        }
    }

    /**
     * For a frame in a page of the identity provider: nothing to see.
     *
     * @param endsSession whether to drop the container's session first
     * @param ancestor the origin whose page may show the frame
     */
    record InFrame(boolean endsSession, String ancestor) implements LoginReply {
        @Override
        public List<ReplyCookie> cookies() {
            return List.of();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.inFrame(this);
        }
    }

    /** One method per kind of reply. */
    interface Visitor<R> {
        R redirect(Redirect reply);

        R postForm(PostForm reply);

        R chooser(Chooser reply);

        R signedIn(SignedIn reply);

        R signedOut(SignedOut reply);

        R signOutStep(SignOutStep reply);

        R signOutResult(SignOutResult reply);

        R refused(Refused reply);

        R document(Document reply);

        R noticeTaken(NoticeTaken reply);

        R inFrame(InFrame reply);
    }
}
