package io.ssokit.attack;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a step costs this thread; CPU time and not the clock's, because build machines are busy. */
record Cost(Duration cpu, long allocatedBytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Cost of(Runnable step) {
        long id = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(id);
        long nanos = THREADS.getCurrentThreadCpuTime();
        step.run();
        return new Cost(
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - nanos),
                THREADS.getThreadAllocatedBytes(id) - bytes);
    }

    /** The cheapest of several runs, so that loading classes does not count. */
    static Cost ofWarm(Runnable step) {
        Cost best = of(step);
        for (int i = 0; i < 4; i++) {
            Cost next = of(step);
            best = next.cpu().compareTo(best.cpu()) < 0 ? next : best;
        }
        return best;
    }
}
