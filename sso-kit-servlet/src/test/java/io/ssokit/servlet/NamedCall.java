package io.ssokit.servlet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.List;

/** Calls of a request's or response's method of one of these names. */
final class NamedCall extends DescribedPredicate<JavaMethodCall> {
    private final List<String> names;

    NamedCall(String... names) {
        super("a request or response is asked " + List.of(names));
        this.names = List.of(names);
    }

    @Override
    public boolean test(JavaMethodCall call) {
        String owner = call.getTargetOwner().getSimpleName();
        return (owner.endsWith("ServletRequest") || owner.endsWith("ServletResponse"))
                && names.contains(call.getTarget().getName());
    }
}
