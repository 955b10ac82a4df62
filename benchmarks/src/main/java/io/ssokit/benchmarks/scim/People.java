package io.ssokit.benchmarks.scim;

/** The users of every server: as Okta sends them. */
final class People {
    private People() {}

    static String userName(int number) {
        return "user" + number + "@acme.example";
    }

    static String displayName(int number) {
        return "Given" + number + " Family" + number;
    }

    /** The body of a POST. */
    static String user(int number) {
        return user(userName(number), number);
    }

    static String user(String userName, int number) {
        return """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",\
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],\
            "userName":"%s","externalId":"00u%d","name":{"givenName":"Given%d","familyName":"Family%d"},\
            "displayName":"%s","title":"Engineer","active":true,\
            "emails":[{"value":"%s","type":"work","primary":true}],\
            "phoneNumbers":[{"value":"tel:+1-555-%07d","type":"work"}],\
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":\
            {"employeeNumber":"%d","department":"R&D","costCenter":"4130"}}""".formatted(userName, number, number, number, displayName(number), userName, number, number);
    }
}
