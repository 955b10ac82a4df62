package io.ssokit.scim;

import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.scim.PatchOperation.Kind;
import io.ssokit.user.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passwords on their way from requests to the app, past everything that is stored or told. Immutable. */
final class Passwords {
    private final Optional<ScimPasswords> app;

    /** @param app empty if passwords are dropped */
    Passwords(Optional<ScimPasswords> app) {
        this.app = app;
    }

    /** The password that the body of a POST or PUT gives. */
    static Optional<Secret> in(ResourceType type, Map<String, @Nullable Object> body) {
        return type.attributes()
                .filter(Attribute::isPassword)
                .findFirst()
                .flatMap(attribute -> secret(Keys.find(body, attribute.name())));
    }

    /**
     * The password that a PATCH leaves.
     *
     * @throws ScimException mutability for removing it: the kit does not know how to take a password away
     */
    static Optional<Secret> in(ResourceType type, List<PatchOperation> operations) {
        Optional<Secret> last = Optional.empty();
        for (PatchOperation operation : operations) {
            boolean meant = operation
                    .path()
                    .flatMap(type::resolve)
                    .flatMap(AttributePath::attribute)
                    .filter(Attribute::isPassword)
                    .isPresent();
            if (meant && operation.kind() == Kind.REMOVE) {
                throw ScimException.mutability("a password cannot be removed").at(operation.place());
            }
            Optional<Secret> given = meant ? secret(operation.value()) : Optional.empty();
            last = given.isPresent() ? given : last;
        }
        return last;
    }

    /** Hands a password over, if there is one and somebody takes it. */
    void set(User stored, Optional<Secret> given) {
        if (app.isEmpty() || given.isEmpty()) {
            return;
        }
        try {
            app.get().set(stored, given.get());
        } catch (IllegalArgumentException refused) {
            throw ScimException.invalidValue(
                    "the application does not accept this password; everything else is stored: send another password");
        } catch (StoreException.StaleVersion | StoreException.Conflict | StoreException.NotFound other) {
            // Of the app's own store of passwords, and no answer to the change of the user, which is done.
            throw new IllegalStateException(other);
        }
    }

    private static Optional<Secret> secret(@Nullable Object value) {
        Object single = WrappedValue.unwrap(value);
        return single instanceof String text && !text.isEmpty() ? Optional.of(Secret.of(text)) : Optional.empty();
    }
}
