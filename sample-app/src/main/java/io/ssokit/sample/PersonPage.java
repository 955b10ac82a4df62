package io.ssokit.sample;

import io.ssokit.launch.LaunchTarget;
import io.ssokit.servlet.Sso;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /app/}: the protected page. Whoever gets here is signed in. */
public final class PersonPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Sample sample;

    PersonPage(Sample sample) {
        this.sample = sample;
    }

    /**
     * A tile.
     *
     * @param open whether this person may launch it
     * @param groups who may
     */
    public record Tile(String id, String name, boolean open, String groups) {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path != null && !path.equals("/")) {
            Html.send(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "message.jte",
                    Map.of(
                            "root",
                            sample.root(),
                            "title",
                            "Not found",
                            "sentence",
                            "There is no such page in this sample."));
            return;
        }
        SsoSession me = Sso.session(request);
        Set<String> groups = Directory.groupsOf(sample.kit().stores().users(), me);
        List<Tile> tiles = sample.kit().launcher().targets().stream()
                .map(target -> tile(target, groups))
                .toList();
        Html.send(
                response,
                HttpServletResponse.SC_OK,
                "person.jte",
                Map.of("root", sample.root(), "me", me, "groups", groups, "tiles", tiles));
    }

    private static Tile tile(LaunchTarget target, Set<String> groups) {
        return new Tile(target.id(), target.name(), target.admits(groups), String.join(" or ", target.groups()));
    }

    /** Whole seconds are enough for people. */
    public static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
