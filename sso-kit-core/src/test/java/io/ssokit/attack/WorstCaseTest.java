package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.internal.saml.SamlDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-30: what passes every limit and so costs the most, from anybody and, with a good signature, from the provider. */
@Tag("S-30")
class WorstCaseTest {
    private static final Duration CPU = Duration.ofMillis(100);
    private static final long BYTES = 16L << 20;
    private static final int ROOM = 380_000;
    private static final SamlDoor DOOR = SamlDoor.open();

    @Test
    void post_largestMessages_cheap() {
        List<String> dear = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        shapes().forEach((about, inside) -> {
            VendorResponse response = VendorResponse.of(Vendor.ENTRA);
            String unsigned = response.unsigned().replace(">staff<", ">" + inside + "<");
            for (Signed signed : List.of(Signed.NEITHER, Signed.ASSERTION, Signed.BOTH)) {
                String message = encode(response.sign(unsigned, signed, VendorResponse.QUICKLY));
                Cost cost = Cost.ofWarm(() -> DOOR.post(message));
                String told = String.format(
                        Locale.ROOT,
                        "%s, signed %s: %d ms, %d KiB",
                        about,
                        signed,
                        cost.cpu().toMillis(),
                        cost.allocatedBytes() >> 10);
                costs.add(cost);
                if (cost.cpu().compareTo(CPU) > 0 || cost.allocatedBytes() > BYTES) {
                    dear.add(told);
                }
            }
        });
        System.out.printf(
                "the dearest of %d large messages: %d ms of CPU, %d KiB%n",
                costs.size(),
                costs.stream().mapToLong(cost -> cost.cpu().toMillis()).max().orElseThrow(),
                costs.stream().mapToLong(Cost::allocatedBytes).max().orElseThrow() >> 10);
        assertThat(dear).isEmpty();
    }

    private static Map<String, String> shapes() {
        String longName = "urn:" + "u".repeat(890);
        Map<String, String> shapes = new LinkedHashMap<>();
        shapes.put("text", "x".repeat(ROOM));
        shapes.put("text to escape", "&amp;".repeat(ROOM / 5));
        shapes.put("umlauts", "\u00e4".repeat(ROOM / 2));
        shapes.put("elements", "<a/>".repeat(18_000));
        shapes.put("comments", "x<!---->".repeat(9_000));
        shapes.put("deep", ("<a>".repeat(40) + "</a>".repeat(40)).repeat(440));
        shapes.put("attributes", filled(96, i -> "b" + (900 - i), ""));
        shapes.put(
                "qualified attributes",
                filled(
                        96,
                        i -> (i % 2 == 0 ? "a:b" : "c:b") + (100 + i * 37 % 96),
                        " xmlns:a=\"" + longName + "a\" xmlns:c=\"" + longName + "c\""));
        shapes.put("namespaces", ("<e" + declarations(50) + ">" + "<f/>".repeat(50) + "</e>").repeat(250));
        shapes.put("inherited", "<a xml:lang=\"x\" xml:space=\"preserve\">" + "<b/>".repeat(18_000) + "</a>");
        return shapes;
    }

    private static String filled(int attributes, IntFunction<String> name, String declarations) {
        StringBuilder element = new StringBuilder("<e");
        for (int i = 0; i < attributes; i++) {
            element.append(' ').append(name.apply(i)).append("=\"\"");
        }
        element.append("/>");
        return "<e" + declarations + ">" + element.toString().repeat(ROOM / element.length()) + "</e>";
    }

    private static String declarations(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(" xmlns:p").append(i).append("=\"urn:u").append(i).append('"');
        }
        return all.toString();
    }
}
