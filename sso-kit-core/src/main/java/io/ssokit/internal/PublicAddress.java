package io.ssokit.internal;

import java.net.InetAddress;

/** Which addresses are of the Internet, and not of this machine, its network or its cloud. */
final class PublicAddress {
    private PublicAddress() {}

    /** Whether anybody on the Internet could have that address. */
    static boolean is(InetAddress address) {
        byte[] raw = address.getAddress();
        boolean special = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        return !special && (raw.length == 4 ? isPublicV4(raw, 0) : isPublicV6(raw));
    }

    /** RFC 6890, beyond what {@link InetAddress} knows about the four bytes at {@code at}. */
    private static boolean isPublicV4(byte[] raw, int at) {
        int first = raw[at] & 0xff;
        int second = raw[at + 1] & 0xff;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> (second & 0xc0) != 64; // shared by a carrier's customers; one cloud's metadata
            case 169 -> second != 254;
            case 172 -> (second & 0xf0) != 16;
            case 192 -> second != 168 && !(second == 0 && raw[at + 2] == 0); // 192.0.0.0/24: another cloud's metadata
            case 198 -> (second & 0xfe) != 18; // benchmarks
            default -> first < 224; // multicast, reserved, broadcast
        };
    }

    /** Global unicast is 2000::/3 (RFC 4291 §2.4); what leads to an IPv4 address is as public as that address. */
    private static boolean isPublicV6(byte[] raw) {
        int group = (raw[0] & 0xff) << 8 | raw[1] & 0xff;
        if (group == 0x64 && (raw[2] & 0xff) == 0xff && (raw[3] & 0xff) == 0x9b) {
            return raw[4] == 0 && raw[5] == 0 && isPublicV4(raw, 12); // RFC 6052: NAT64
        }
        if (group == 0x2002) {
            return isPublicV4(raw, 2); // RFC 3056: 6to4
        }
        boolean teredo = group == 0x2001 && raw[2] == 0 && raw[3] == 0; // RFC 4380
        return (group & 0xe000) == 0x2000 && !teredo;
    }
}
