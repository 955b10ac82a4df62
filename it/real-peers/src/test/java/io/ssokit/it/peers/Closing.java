package io.ssokit.it.peers;

/** Ends what a test class started, all of it, whether or not everything came up. */
final class Closing {

    private Closing() {}

    static void all(AutoCloseable... things) {
        RuntimeException failed = null;
        for (AutoCloseable thing : things) {
            try {
                if (thing != null) {
                    thing.close();
                }
            } catch (Exception e) {
                RuntimeException wrapped = new IllegalStateException("could not end " + thing, e);
                if (failed == null) {
                    failed = wrapped;
                } else {
                    failed.addSuppressed(wrapped);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
