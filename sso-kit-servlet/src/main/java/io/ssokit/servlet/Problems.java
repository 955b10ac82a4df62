package io.ssokit.servlet;

import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs our own code, never the app's, so that also its failures are answers with our headers. Immutable. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private final ReplyAnswers answers;

    Problems(ReplyAnswers answers) {
        this.answers = answers;
    }

    /** Decides on an answer. */
    @FunctionalInterface
    interface Decision {
        Answer make() throws IOException;
    }

    /** Sends what is decided, or that it could not be. */
    void answer(HttpServletRequest request, HttpServletResponse response, Decision decision) throws IOException {
        try {
            decision.make().send(request, response);
        } catch (RuntimeException failure) {
            if (response.isCommitted()) {
                throw failure;
            }
            response.reset();
            of(failure).send(request, response);
        }
    }

    /** The answer to a failure of ours. */
    Answer of(RuntimeException failure) {
        if (failure instanceof StoreException.Unavailable down) {
            LOG.warn("a store does not answer: {}", failure.getMessage());
            return unavailable(down.retryAfter());
        }
        String reference = RandomToken.bits128().substring(0, 10);
        LOG.error("failure {} of sso-kit", reference, failure);
        String sentence = "Something went wrong here. Reference: " + reference;
        return answers.error(500, "INTERNAL", "That did not work", sentence);
    }

    private Answer unavailable(Duration retryAfter) {
        return answers.error(503, "STORE_UNAVAILABLE", "One moment, please", "The app cannot check sign-ins right now.")
                .with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }
}
