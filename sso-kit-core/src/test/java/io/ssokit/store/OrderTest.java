package io.ssokit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery.Sort;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OrderTest {
    private final Order<String> order = new Order<>(Sort.CREATION, (sort, text) -> new SortKey(text, text));
    private final TreeSet<String> expected = new TreeSet<>();

    @Test
    void fromIndex_recordsComeAndGo_theSameAsAWalk() {
        Random random = new Random(42);
        for (int step = 0; step < 3_000; step++) {
            String one = "%04d".formatted(random.nextInt(2_000));
            if (random.nextInt(3) > 0) {
                order.put(null, one);
                expected.add(one);
            } else if (expected.remove(one)) {
                order.remove(one);
            }
            if (step % 10 == 0) {
                assertPage(random.nextInt(expected.size() + 100));
            }
        }
        assertThat(expected.size()).isGreaterThan(700);
    }

    @Test
    void fromIndex_recordMoves_theSameAsAWalk() {
        for (int i = 0; i < 500; i++) {
            order.put(null, "%04d".formatted(i));
            expected.add("%04d".formatted(i));
        }
        assertPage(400);
        order.put("0100", "9999");
        expected.remove("0100");
        expected.add("9999");
        assertPage(400);
        assertPage(64);
        assertPage(499);
        assertPage(500);
    }

    @Test
    void fromIndex_noRecords_nothing() {
        assertPage(0);
        assertPage(Integer.MAX_VALUE - 1);
    }

    private void assertPage(int index) {
        List<String> page = new ArrayList<>();
        for (Iterator<String> from = order.from(index); from.hasNext() && page.size() < 5; ) {
            page.add(from.next());
        }
        assertThat(page).isEqualTo(expected.stream().skip(index).limit(5).toList());
    }
}
