package io.ssokit.attack;

import java.util.Arrays;
import java.util.List;

/**
 * How well-known identity providers write a response: prefixes, default namespaces, order, line breaks and extras as
 * their products do it. The texts between braces are filled in by {@link VendorResponse}.
 */
public enum Vendor {
    OKTA("""
            <?xml version="1.0" encoding="UTF-8"?><saml2p:Response Destination="{acs}" ID="{responseId}" \
            InResponseTo="{requestId}" IssueInstant="{now}" Version="2.0" \
            xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:xs="http://www.w3.org/2001/XMLSchema">\
            <saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" \
            xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</saml2:Issuer>\
            <saml2p:Status xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol">\
            <saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>\
            <saml2:Assertion ID="{assertionId}" IssueInstant="{now}" Version="2.0" \
            xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema">\
            <saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">{issuer}</saml2:Issuer>\
            <saml2:Subject><saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{nameId}\
            </saml2:NameID><saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <saml2:SubjectConfirmationData InResponseTo="{requestId}" NotOnOrAfter="{notAfter}" Recipient="{acs}"/>\
            </saml2:SubjectConfirmation></saml2:Subject>\
            <saml2:Conditions NotBefore="{notBefore}" NotOnOrAfter="{notAfter}">\
            <saml2:AudienceRestriction><saml2:Audience>{audience}</saml2:Audience></saml2:AudienceRestriction>\
            </saml2:Conditions><saml2:AuthnStatement AuthnInstant="{now}" SessionIndex="{sessionIndex}">\
            <saml2:AuthnContext><saml2:AuthnContextClassRef>\
            urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml2:AuthnContextClassRef>\
            </saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement>\
            <saml2:Attribute Name="groups" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified">\
            <saml2:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">staff\
            </saml2:AttributeValue><saml2:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:type="xs:string">engineering</saml2:AttributeValue></saml2:Attribute>\
            </saml2:AttributeStatement></saml2:Assertion></saml2p:Response>""", "ds", "xs"),
    ENTRA("""
            <samlp:Response ID="{responseId}" Version="2.0" IssueInstant="{now}" Destination="{acs}" \
            InResponseTo="{requestId}" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">\
            <Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</Issuer><samlp:Status>\
            <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
            <Assertion ID="{assertionId}" IssueInstant="{now}" Version="2.0" \
            xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Issuer>{issuer}</Issuer>\
            <Subject><NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{nameId}</NameID>\
            <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <SubjectConfirmationData InResponseTo="{requestId}" NotOnOrAfter="{notAfter}" Recipient="{acs}"/>\
            </SubjectConfirmation></Subject><Conditions NotBefore="{notBefore}" NotOnOrAfter="{notAfter}">\
            <AudienceRestriction><Audience>{audience}</Audience></AudienceRestriction></Conditions>\
            <AttributeStatement><Attribute Name="http://schemas.microsoft.com/identity/claims/tenantid">\
            <AttributeValue>7f3c1d2e-0000-4000-8000-000000000001</AttributeValue></Attribute>\
            <Attribute Name="groups"><AttributeValue>staff</AttributeValue>\
            <AttributeValue>engineering</AttributeValue></Attribute></AttributeStatement>\
            <AuthnStatement AuthnInstant="{now}" SessionIndex="{sessionIndex}"><AuthnContext>\
            <AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>\
            </AuthnContext></AuthnStatement></Assertion></samlp:Response>""", "", ""),
    ADFS("""
            <samlp:Response ID="{responseId}" Version="2.0" IssueInstant="{now}" Destination="{acs}" \
            Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" InResponseTo="{requestId}" \
            xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">\
            <Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</Issuer><samlp:Status>\
            <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success" /></samlp:Status>\
            <Assertion ID="{assertionId}" IssueInstant="{now}" Version="2.0" \
            xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Issuer>{issuer}</Issuer><Subject>\
            <NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">{nameId}</NameID>\
            <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <SubjectConfirmationData InResponseTo="{requestId}" NotOnOrAfter="{notAfter}" Recipient="{acs}" />\
            </SubjectConfirmation></Subject><Conditions NotBefore="{notBefore}" NotOnOrAfter="{notAfter}">\
            <AudienceRestriction><Audience>{audience}</Audience></AudienceRestriction></Conditions>\
            <AttributeStatement><Attribute Name="http://schemas.xmlsoap.org/claims/Group" \
            a:OriginalIssuer="urn:corp" xmlns:a="http://schemas.xmlsoap.org/ws/2009/09/identity/claims">\
            <AttributeValue>staff</AttributeValue><AttributeValue>engineering</AttributeValue></Attribute>\
            </AttributeStatement><AuthnStatement AuthnInstant="{now}" SessionIndex="{sessionIndex}"><AuthnContext>\
            <AuthnContextClassRef>urn:federation:authentication:windows</AuthnContextClassRef></AuthnContext>\
            </AuthnStatement></Assertion></samlp:Response>""", "ds", ""),
    GOOGLE("""
            <?xml version="1.0" encoding="UTF-8" standalone="no"?>
            <saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" Destination="{acs}"
                ID="{responseId}" InResponseTo="{requestId}" IssueInstant="{now}" Version="2.0">
              <saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</saml2:Issuer>
              <saml2p:Status>
                <saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>
              </saml2p:Status>
              <saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="{assertionId}"
                  IssueInstant="{now}" Version="2.0">
                <saml2:Issuer>{issuer}</saml2:Issuer>
                <saml2:Subject>
                  <saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{nameId}</saml2:NameID>
                  <saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
                    <saml2:SubjectConfirmationData InResponseTo="{requestId}" NotOnOrAfter="{notAfter}"
                        Recipient="{acs}"/>
                  </saml2:SubjectConfirmation>
                </saml2:Subject>
                <saml2:Conditions NotBefore="{notBefore}" NotOnOrAfter="{notAfter}">
                  <saml2:AudienceRestriction>
                    <saml2:Audience>{audience}</saml2:Audience>
                  </saml2:AudienceRestriction>
                </saml2:Conditions>
                <saml2:AttributeStatement>
                  <saml2:Attribute Name="groups">
                    <saml2:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        xsi:type="xs:anyType">staff</saml2:AttributeValue>
                  </saml2:Attribute>
                </saml2:AttributeStatement>
                <saml2:AuthnStatement AuthnInstant="{now}" SessionIndex="{sessionIndex}">
                  <saml2:AuthnContext>
                    <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified\
            </saml2:AuthnContextClassRef>
                  </saml2:AuthnContext>
                </saml2:AuthnStatement>
              </saml2:Assertion>
            </saml2p:Response>
            """, "ds", ""),
    ONELOGIN("""
            <samlp:Response xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
            xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{responseId}" Version="2.0" IssueInstant="{now}" \
            Destination="{acs}" InResponseTo="{requestId}"><saml:Issuer>{issuer}</saml:Issuer><samlp:Status>\
            <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
            <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
            xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            Version="2.0" ID="{assertionId}" IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer>\
            <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{nameId}\
            </saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <saml:SubjectConfirmationData NotOnOrAfter="{notAfter}" Recipient="{acs}" InResponseTo="{requestId}"/>\
            </saml:SubjectConfirmation></saml:Subject>\
            <saml:Conditions NotBefore="{notBefore}" NotOnOrAfter="{notAfter}"><saml:AudienceRestriction>\
            <saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
            <saml:AuthnStatement AuthnInstant="{now}" SessionNotOnOrAfter="{sessionEnd}" \
            SessionIndex="{sessionIndex}"><saml:AuthnContext><saml:AuthnContextClassRef>\
            urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>\
            </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
            <saml:Attribute Name="memberOf" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">\
            <saml:AttributeValue xsi:type="xs:string">staff</saml:AttributeValue></saml:Attribute>\
            <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/PrincipalTag:CostCenter" \
            NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue \
            xsi:type="xs:string">4711</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>\
            </saml:Assertion></samlp:Response>""", "ds", "xs"),
    KEYCLOAK("""
            <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Destination="{acs}" ID="{responseId}" \
            InResponseTo="{requestId}" IssueInstant="{now}" Version="2.0"><saml:Issuer>{issuer}</saml:Issuer>\
            <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
            <saml:Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="{assertionId}" IssueInstant="{now}" \
            Version="2.0"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject>\
            <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{nameId}</saml:NameID>\
            <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <saml:SubjectConfirmationData InResponseTo="{requestId}" NotOnOrAfter="{notAfter}" Recipient="{acs}"/>\
            </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{notBefore}" \
            NotOnOrAfter="{notAfter}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience>\
            </saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{now}" \
            SessionIndex="{sessionIndex}::9f1c" SessionNotOnOrAfter="{sessionEnd}"><saml:AuthnContext>\
            <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified\
            </saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
            <saml:Attribute FriendlyName="Role" Name="Role" \
            NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue \
            xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:type="xs:string">staff</saml:AttributeValue></saml:Attribute>\
            <saml:Attribute FriendlyName="Role" Name="Role" \
            NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue \
            xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:type="xs:string">engineering</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>\
            </saml:Assertion></samlp:Response>""", "dsig", ""),
    SHIBBOLETH("""
            <?xml version="1.0" encoding="UTF-8"?><saml2p:Response Destination="{acs}" ID="{responseId}" \
            InResponseTo="{requestId}" IssueInstant="{now}" Version="2.0" \
            xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol"><saml2:Issuer \
            xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</saml2:Issuer><saml2p:Status>\
            <saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>\
            <saml2:Assertion ID="{assertionId}" IssueInstant="{now}" Version="2.0" \
            xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xsd="http://www.w3.org/2001/XMLSchema">\
            <saml2:Issuer>{issuer}</saml2:Issuer><saml2:Subject><saml2:NameID \
            Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient" \
            NameQualifier="https://idp.example.com/entity" SPNameQualifier="{sp}">{nameId}</saml2:NameID>\
            <saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <saml2:SubjectConfirmationData Address="192.0.2.7" InResponseTo="{requestId}" \
            NotOnOrAfter="{notAfter}" Recipient="{acs}"/></saml2:SubjectConfirmation></saml2:Subject>\
            <saml2:Conditions NotBefore="{notBefore}" NotOnOrAfter="{notAfter}"><saml2:AudienceRestriction>\
            <saml2:Audience>{audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>\
            <saml2:AuthnStatement AuthnInstant="{now}" SessionIndex="{sessionIndex}">\
            <saml2:SubjectLocality Address="192.0.2.7"/><saml2:AuthnContext><saml2:AuthnContextClassRef>\
            urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml2:AuthnContextClassRef>\
            </saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement>\
            <saml2:Attribute FriendlyName="eduPersonAffiliation" Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.1" \
            NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">\
            <saml2:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:type="xsd:string">staff</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>\
            </saml2:Assertion></saml2p:Response>""", "ds", "xsd"),
    SIMPLESAMLPHP("""
            <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{responseId}" Version="2.0" \
            IssueInstant="{now}" Destination="{acs}" InResponseTo="{requestId}"><saml:Issuer>{issuer}</saml:Issuer>\
            <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
            <saml:Assertion xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xmlns:xs="http://www.w3.org/2001/XMLSchema" ID="{assertionId}" Version="2.0" IssueInstant="{now}">\
            <saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID SPNameQualifier="{sp}" \
            Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">{nameId}</saml:NameID>\
            <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
            <saml:SubjectConfirmationData NotOnOrAfter="{notAfter}" Recipient="{acs}" InResponseTo="{requestId}"/>\
            </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{notBefore}" \
            NotOnOrAfter="{notAfter}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience>\
            </saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{now}" \
            SessionNotOnOrAfter="{sessionEnd}" SessionIndex="{sessionIndex}"><saml:AuthnContext>\
            <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
            </saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
            <saml:Attribute Name="uid" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">\
            <saml:AttributeValue xsi:type="xs:string">alice</saml:AttributeValue></saml:Attribute>\
            <saml:Attribute Name="eduPersonAffiliation" \
            NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">\
            <saml:AttributeValue xsi:type="xs:string">staff</saml:AttributeValue>\
            <saml:AttributeValue xsi:type="xs:string">engineering</saml:AttributeValue></saml:Attribute>\
            </saml:AttributeStatement></saml:Assertion></samlp:Response>""", "ds", "");

    private final String template;
    private final String signaturePrefix;
    private final String prefixList;

    Vendor(String template, String signaturePrefix, String prefixList) {
        this.template = template;
        this.signaturePrefix = signaturePrefix;
        this.prefixList = prefixList;
    }

    /**
     * All of them. Where every test runs a thousand times, as for mutants of our code, {@code -Dattacks.vendors} names
     * those that stand for the rest.
     */
    public static List<Vendor> all() {
        String chosen = System.getProperty("attacks.vendors", "");
        return chosen.isEmpty()
                ? List.of(values())
                : Arrays.stream(chosen.split(",", -1)).map(Vendor::valueOf).toList();
    }

    String template() {
        return template;
    }

    /** The prefix of the ds namespace in its signatures; empty for a default namespace. */
    String signaturePrefix() {
        return signaturePrefix;
    }

    /** The InclusiveNamespaces PrefixList of its signatures; empty if it sends none. */
    String prefixList() {
        return prefixList;
    }
}
