package io.ssokit.attack;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Changes octets without knowing what they mean: flipped, replaced, inserted, deleted, doubled, moved, cut off. */
final class OctetMutation {
    private static final int LONGEST = 64;
    private static final byte[] TELLING = {
        0,
        9,
        10,
        13,
        ' ',
        '<',
        '>',
        '&',
        ';',
        '"',
        '\'',
        '/',
        '=',
        ':',
        '#',
        '!',
        '-',
        ']',
        '?',
        '%',
        'A',
        '0',
        0x7F,
        (byte) 0x80,
        (byte) 0xBF,
        (byte) 0xC0,
        (byte) 0xC2,
        (byte) 0xE2,
        (byte) 0xED,
        (byte) 0xEF,
        (byte) 0xF0,
        (byte) 0xFF
    };

    private final Random random;

    OctetMutation(Random random) {
        this.random = random;
    }

    byte[] apply(byte[] xml, byte[] donor) {
        if (xml.length == 0) {
            return donor;
        }
        int at = random.nextInt(xml.length);
        int length = 1 + random.nextInt(Math.min(LONGEST, xml.length - at));
        return switch (random.nextInt(9)) {
            case 0, 1 -> replaced(xml, at, (byte) (xml[at] ^ 1 << random.nextInt(8)));
            case 2 -> replaced(xml, at, telling());
            case 3 -> spliced(xml, at, at, new byte[] {telling()});
            case 4 -> spliced(xml, at, at + (random.nextInt(2) == 0 ? 1 : length), new byte[0]);
            case 5 -> spliced(xml, at, at, slice(xml, at, length));
            case 6 -> spliced(xml, at, at + length, slice(xml, random.nextInt(xml.length), length));
            case 7 -> spliced(xml, at, at + length, slice(donor, random.nextInt(donor.length), length));
            default -> random.nextInt(4) == 0 ? slice(xml, 0, at) : spliced(xml, at, at + 1, new byte[] {telling()});
        };
    }

    private byte telling() {
        return TELLING[random.nextInt(TELLING.length)];
    }

    private static byte[] replaced(byte[] xml, int at, byte value) {
        byte[] changed = xml.clone();
        changed[at] = value;
        return changed;
    }

    /** At most {@code length} octets from {@code from} on. */
    private static byte[] slice(byte[] xml, int from, int length) {
        return Arrays.copyOfRange(xml, from, Math.min(xml.length, from + length));
    }

    private static byte[] spliced(byte[] xml, int from, int to, byte[] instead) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(xml.length + instead.length);
        out.write(xml, 0, from);
        out.writeBytes(instead);
        out.write(xml, to, xml.length - to);
        return out.toByteArray();
    }
}
