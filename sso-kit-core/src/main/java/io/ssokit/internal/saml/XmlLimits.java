package io.ssokit.internal.saml;

/**
 * How much XML one document may be. Every bound is checked while parsing, before the tree can grow past it.
 *
 * @param bytes size of the document in octets
 * @param depth nesting of elements, the root being 1; also bounds the recursion of every walk over the tree
 * @param nodes elements, text runs and comments together
 * @param attributes attributes and namespace declarations of one element
 * @param namespaces namespace declarations in scope of one element; bounds every look-up of a prefix
 */
record XmlLimits(int bytes, int depth, int nodes, int attributes, int namespaces) {
    /** For protocol messages, which anybody on the network may send. */
    static final XmlLimits MESSAGE = new XmlLimits(512 * 1024, 48, 20_000, 100, 64);

    /** For metadata, which comes from where the administrator pointed us, and may be a federation's. */
    static final XmlLimits METADATA = new XmlLimits(16 * 1024 * 1024, 48, 400_000, 100, 64);
}
