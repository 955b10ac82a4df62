package io.ssokit.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a body without keeping a thread waiting for it: clients that send a byte a second hold a connection and no more.
 * Used by one thread at a time, which the container sees to.
 */
final class ScimBody implements ReadListener {
    private static final Logger LOG = LoggerFactory.getLogger(ScimBody.class);
    private static final int CHUNK = 8_192;

    /** Takes what was read. */
    interface Reader {
        /** The whole body, or {@code max + 1} bytes of a longer one. */
        void read(byte[] body) throws IOException;

        /** It did not come in time. */
        void late() throws IOException;

        /** Whether that many bytes more may be kept until the rest comes. */
        boolean keep(int bytes);

        /** They may not. */
        void tooMany() throws IOException;

        /** Whoever sent it has gone. */
        void gone();
    }

    private final AsyncContext context;
    private final ServletInputStream in;
    private final int max;
    private final LongSupplier nanos;
    private final long deadline;
    private final Reader reader;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean done;

    private ScimBody(
            AsyncContext context, ServletInputStream in, int max, long within, LongSupplier nanos, Reader reader) {
        this.context = context;
        this.in = in;
        this.max = max;
        this.nanos = nanos;
        this.deadline = nanos.getAsLong() + within;
        this.reader = reader;
    }

    /**
     * Reads at once what is here, and lets the container tell of the rest.
     *
     * @param max more bytes are not read
     * @param within nanoseconds for all of it; silence is for the container's own idle timeout to end
     */
    static void read(HttpServletRequest request, int max, long within, LongSupplier nanos, Reader reader)
            throws IOException {
        ServletInputStream in = request.getInputStream();
        int length = request.getContentLength();
        if (length == 0 || (length > 0 && length <= in.available())) {
            reader.read(in.readNBytes(length));
        } else if (request.isAsyncSupported()) {
            AsyncContext context = request.startAsync();
            // Ours is the deadline below; the container's would cut off an answer that is being made.
            context.setTimeout(0);
            in.setReadListener(new ScimBody(context, in, max, within, nanos, reader));
        } else {
            blocking(in, max, nanos.getAsLong() + within, nanos, reader);
        }
    }

    /** Below a filter of the app that cannot wait asynchronously. */
    private static void blocking(ServletInputStream in, int max, long deadline, LongSupplier nanos, Reader reader)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0 && body.size() <= max; read = in.read(chunk)) {
            body.write(chunk, 0, read);
            if (nanos.getAsLong() - deadline > 0) {
                reader.late();
                return;
            }
        }
        reader.read(body.toByteArray());
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] chunk = new byte[CHUNK];
        while (!done && in.isReady() && !in.isFinished()) {
            int read = in.read(chunk);
            if (read < 0) {
                return;
            }
            body.write(chunk, 0, read);
            if (!reader.keep(read)) {
                finish(reader::tooMany);
            } else if (body.size() > max) {
                finish(() -> reader.read(body.toByteArray()));
            } else if (nanos.getAsLong() - deadline > 0) {
                finish(reader::late);
            }
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        finish(() -> reader.read(body.toByteArray()));
    }

    @Override
    public void onError(Throwable failed) {
        LOG.debug("a body broke off", failed);
        try {
            finish(isSilence(failed) ? reader::late : this::broken);
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("and nobody is there to be told", gone);
        }
    }

    private void broken() {
        reader.gone();
        noSuccess(context.getResponse());
    }

    /** The container's own idle timeout. */
    private static boolean isSilence(Throwable failed) {
        return failed instanceof TimeoutException
                || failed instanceof SocketTimeoutException
                || failed.getCause() instanceof TimeoutException;
    }

    private void finish(Step step) throws IOException {
        if (done) {
            return;
        }
        done = true;
        boolean answered = false;
        try {
            step.run();
            answered = true;
        } finally {
            if (!answered) {
                noSuccess(context.getResponse());
            }
            context.complete();
        }
    }

    /** Without this an empty 200 would tell the client that all is done. */
    private static void noSuccess(ServletResponse response) {
        if (response instanceof HttpServletResponse http && !http.isCommitted()) {
            http.reset();
            http.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
