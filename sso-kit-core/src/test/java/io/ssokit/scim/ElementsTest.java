package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the steps of a PATCH cost, counted. */
class ElementsTest {
    private static final Attribute IMS =
            ResourceType.USER.resolve("ims").orElseThrow().attribute().orElseThrow();

    private final AtomicInteger compared = new AtomicInteger();
    private final ScimLab lab = new ScimLab();

    /** A value that counts how often it is compared. */
    private record Counted(int number, AtomicInteger compared) {
        @Override
        public boolean equals(Object other) {
            compared.incrementAndGet();
            return other instanceof Counted one && one.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @Test
    void merge_thousandIntoThousand_eachComparedAFewTimes() {
        Elements elements = new Elements(IMS, numbers(0));
        assertThat(elements.merge(numbers(500))).hasSize(1_000);
        assertThat(elements.all()).hasSize(1_500);
        assertThat(compared).hasValueLessThan(10_000);
    }

    @Test
    void all_ofComplexValues_isTheListThatIsStored() {
        Elements elements = new Elements(IMS, numbers(0));
        assertThat(elements.stored()).isSameAs(elements.all());
    }

    @Test
    void patch_moreComparisonsThanABodyNeeds_413AndNothingChanged() {
        String id = lab.post("/Users", "{\"userName\":\"many\",\"ims\":[" + values(1_000) + "]}")
                .created();
        String hundred = IntStream.range(0, 100)
                .mapToObj(i -> "value eq \\\"" + i + "\\\"")
                .collect(Collectors.joining(" or "));
        assertThat(send(id, hundred, 20).status()).isEqualTo(200);
        assertThat(lab.get("/Users/" + id).at("ims/99/display")).isEqualTo("d");
        assertThat(send(id, hundred.replace("99", "100"), 21).status()).isEqualTo(413);
        assertThat(lab.get("/Users/" + id).list("ims").get(100)).isEqualTo(Map.of("value", "100"));
    }

    private ScimLab.Reply send(String id, String filter, int times) {
        String step = "{\"op\":\"replace\",\"path\":\"ims[" + filter + "].display\",\"value\":\"d\"}";
        return lab.patch(
                "/Users/" + id, IntStream.range(0, times).mapToObj(i -> step).toArray(String[]::new));
    }

    private static String values(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"value\":\"" + i + "\"}")
                .collect(Collectors.joining(","));
    }

    private List<Object> numbers(int from) {
        List<Object> numbers = new ArrayList<>();
        for (int i = from; i < from + 1_000; i++) {
            numbers.add(new LinkedHashMap<>(Map.of("value", new Counted(i, compared))));
        }
        return numbers;
    }
}
