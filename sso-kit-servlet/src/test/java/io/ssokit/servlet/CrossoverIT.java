package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LocalSignIn;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.store.MemoryStores;
import io.ssokit.testing.TestBrowser;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C-20: of many people at once on one filter, each gets the own name and nobody else's. */
class CrossoverIT {
    private static final int PEOPLE = 200;
    private static final int REQUESTS = 50;
    private static final int ROUNDS = 5;
    private static final int THREADS = 16;

    private final MemoryStores stores = MemoryStores.create();

    @ParameterizedTest
    @EnumSource
    @Tag("C-20")
    void requests_ofManyPeopleAtOnce_neverAnotherPersonsAnswer(Brand brand) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Container app = Container.start(brand, "", this::install)) {
            List<Person> people = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                people.add(new Person("person-" + i + "-end", TestBrowser.create(), app));
            }
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                people.forEach(person -> work.add(person::requests));
            }
            // One order for all runs; the threads mix it further.
            Collections.shuffle(work, new Random(20));
            int crossed = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                crossed += done.get();
            }
            System.out.println(
                    "attacks: " + PEOPLE * REQUESTS + " tried, " + crossed + " accepted (C-20, " + brand + ")");
            assertThat(crossed).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    /** One browser; its requests of one round follow each other, those of other people come in between. */
    private final class Person {
        private final String name;
        private final TestBrowser browser;
        private final Container app;

        Person(String name, TestBrowser browser, Container app) {
            this.name = name;
            this.browser = browser;
            this.app = app;
            User user = stores.users()
                    .findByUserName("acme", name)
                    .orElseGet(() ->
                            stores.users().create(User.named("acme", name).build(), UserStore.Origin.PROVISIONING));
            assertThat(browser.post(app.at("/signin"), Map.of("id", user.id())).status())
                    .isNotEqualTo(403);
        }

        synchronized int requests() {
            int crossed = 0;
            for (int i = 0; i < REQUESTS / ROUNDS; i++) {
                String body = browser.get(app.at("/app/page?" + i)).body();
                if (!body.startsWith("user=" + name)) {
                    crossed++;
                }
            }
            return crossed;
        }
    }

    private void install(ServletContext context, URI base) {
        SsoServlets.install(
                SsoKit.builder(ServiceProvider.of(base))
                        .stores(stores)
                        .localLogin("/signin")
                        .protect("/app/*")
                        .build(),
                context);
        TestPages.install(context);
        context.addServlet("signin", new SignInServlet()).addMapping("/signin");
    }

    private static final class SignInServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Sso.signIn(request, response, LocalSignIn.of("acme", request.getParameter("id")));
        }
    }
}
