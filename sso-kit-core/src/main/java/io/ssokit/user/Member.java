package io.ssokit.user;

/**
 * One person in a group.
 *
 * @param userId the person's id in the store
 * @param display the person's label at the time of reading
 */
public record Member(String userId, String display) {}
