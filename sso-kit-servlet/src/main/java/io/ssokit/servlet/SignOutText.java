package io.ssokit.servlet;

import io.ssokit.login.LoginReply.SignOutResult.Outcome;

/**
 * What a person is told of a sign-out: no more than is known (SAML Core 3.7.3.2).
 *
 * @param title in a few words
 * @param sentence what it means
 */
record SignOutText(String title, String sentence) {
    static SignOutText of(Outcome outcome) {
        return switch (outcome) {
            case EVERYWHERE ->
                new SignOutText("You are signed out", "You are signed out of this app and of your identity provider.");
            case HERE -> new SignOutText("You are signed out", "You are signed out of this app.");
            case PARTIAL ->
                new SignOutText(
                        "You are signed out here",
                        "Your identity provider reports that you may still be signed in to other applications. Close all"
                                + " windows of your browser to be sure.");
            case UNCONFIRMED ->
                new SignOutText(
                        "You are signed out here",
                        "Your identity provider has not confirmed that you are signed out there. Close all windows of your"
                                + " browser to be sure.");
            case REFUSED ->
                new SignOutText("Nothing was changed", "A message that asked for a sign-out was not accepted.");
        };
    }
}
