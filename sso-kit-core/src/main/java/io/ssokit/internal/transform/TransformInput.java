package io.ssokit.internal.transform;

import java.util.List;
import java.util.Map;

/**
 * What a script can see. A script changes none of it.
 *
 * @param currentValue {@code current_value}: one value is a text, several are an array, none is undefined
 * @param attributes {@code tidp_attributes}: by exact name, each value as above
 * @param samlResponse {@code saml_response}: empty text where there is none
 */
public record TransformInput(List<String> currentValue, Map<String, List<String>> attributes, String samlResponse) {}
