package io.ssokit.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plays the life of one person and one group; used once. */
final class LifeCycle {
    private final ScimClient provider;
    private final ScimClient plain;
    private final String userName;
    private final String groupName;
    private final List<ScimLife.Step> steps = new ArrayList<>();

    LifeCycle(ScimClient provider, String userName, String groupName) {
        this.provider = provider;
        this.plain = provider.as(ScimDialect.RFC);
        this.userName = userName;
        this.groupName = groupName;
    }

    ScimLife play() {
        step("test the connection", provider::testConnection, none -> "");
        @Nullable String user = person();
        if (user != null) {
            @Nullable String group = group(user);
            switchOffAndOn(user);
            leave(user, group);
        }
        return new ScimLife(provider.dialect(), steps);
    }

    private @Nullable String person() {
        check("find nobody", () -> provider.findUser(userName).isEmpty(), "there is somebody of that name already");
        ScimReply created = step(
                "create the person",
                () -> provider.createUser(userName, Map.of("name", Map.of("givenName", "Pat", "familyName", "Moore"))),
                reply -> reply.json().get("id") == null ? "the answer has no id" : "");
        if (!steps.get(steps.size() - 1).isFine()) {
            return null;
        }
        String id = created.id();
        check(
                "find the person",
                () -> provider.findUser(userName)
                        .filter(found -> id.equals(found.get("id")))
                        .isPresent(),
                "the person is not found by " + userName);
        step(
                "update the person",
                () -> provider.replace(id, Map.of("displayName", "Pat M.", "name.givenName", "Patricia")),
                none -> {
                    Map<String, Object> user = plain.get("Users/" + id).json();
                    boolean name = user.get("name") instanceof Map<?, ?> parts
                            && "Patricia".equals(parts.get("givenName"))
                            && "Moore".equals(parts.get("familyName"));
                    return name && "Pat M.".equals(user.get("displayName")) ? "" : "afterwards the person is " + user;
                });
        return id;
    }

    private @Nullable String group(String user) {
        check("find no group", () -> provider.findGroup(groupName).isEmpty(), "there is a group of that name already");
        ScimReply created = step("create the group", () -> provider.createGroup(groupName), none -> "");
        if (!steps.get(steps.size() - 1).isFine()) {
            return null;
        }
        String id = created.id();
        check("find the group", () -> provider.findGroup(groupName).isPresent(), "the group is not found by its name");
        step("add a member", () -> provider.addMembers(id, user), none -> members(id, Set.of(user)));
        step("add the member again", () -> provider.addMembers(id, user), none -> members(id, Set.of(user)));
        step("remove the member", () -> provider.removeMembers(id, user), none -> members(id, Set.of()));
        step("make it the only member", () -> provider.replaceMembers(id, user), none -> members(id, Set.of(user)));
        step("rename the group", () -> provider.rename(id, groupName + " 2"), none -> {
            Object name = plain.get("Groups/" + id).json().get("displayName");
            return (groupName + " 2").equals(name) ? members(id, Set.of(user)) : "the group is called " + name;
        });
        return id;
    }

    private void switchOffAndOn(String user) {
        step("switch off", () -> provider.deactivate(user), none -> active(user, false));
        step("switch off again", () -> provider.deactivate(user), none -> active(user, false));
        step("switch on", () -> provider.reactivate(user), none -> active(user, true));
    }

    private void leave(String user, @Nullable String group) {
        ScimDialect dialect = provider.dialect();
        if (group != null) {
            step(
                    dialect.deletesGroups() ? "delete the group" : "delete the group left behind",
                    () -> provider.delete("Groups/" + group),
                    none -> gone("Groups/" + group));
        }
        if (!dialect.deletesUsers()) {
            step("switch off for good", () -> provider.deactivate(user), none -> active(user, false));
        }
        step(
                dialect.deletesUsers() ? "delete the person" : "delete the person left behind",
                () -> provider.delete("Users/" + user),
                none -> gone("Users/" + user));
    }

    private String members(String group, Set<String> expected) {
        Set<String> members = plain.membersOf(group);
        return members.equals(expected) ? "" : "afterwards the members are " + members;
    }

    private String active(String user, boolean expected) {
        Object active = plain.get("Users/" + user).json().get("active");
        return Boolean.valueOf(expected).equals(active) ? "" : "afterwards active is " + active;
    }

    private String gone(String path) {
        int status = plain.get(path).status();
        return status == 404 ? "" : "afterwards it is answered " + status;
    }

    private void check(String name, Supplier<Boolean> fact, String otherwise) {
        try {
            steps.add(new ScimLife.Step(name, 200, fact.get() ? "" : otherwise));
        } catch (IllegalStateException refused) {
            steps.add(new ScimLife.Step(name, 0, String.valueOf(refused.getMessage())));
        }
    }

    private ScimReply step(String name, Supplier<ScimReply> request, Afterwards afterwards) {
        ScimReply reply = request.get();
        String problem = reply.isSuccess() ? afterwards.problem(reply) : reply.body();
        steps.add(
                new ScimLife.Step(name, reply.status(), problem.isEmpty() && !reply.isSuccess() ? "refused" : problem));
        return reply;
    }

    /** Looks whether a step has done what it should; the problem, or an empty text. */
    private interface Afterwards {
        String problem(ScimReply reply);
    }
}
