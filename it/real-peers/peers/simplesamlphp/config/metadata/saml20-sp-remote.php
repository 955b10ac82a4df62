<?php
// One service provider for each file of SAML metadata in SP_METADATA, read by SimpleSAMLphp's own parser. The file's name
// without ".xml" says how it is treated beyond what its metadata says.
$email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
$signed = fn(bool $response, bool $assertion) => [
    'saml20.sign.response' => $response,
    'saml20.sign.assertion' => $assertion,
];
$ways = [
    'encrypted' => ['assertion.encryption' => true] + $signed(true, true),
    'assertion' => $signed(false, true),
    'response' => $signed(true, false),
    'sha1' => ['signature.algorithm' => 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'],
    'sha512' => ['signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512'],
    'signed' => ['validate.authnrequest' => true],
    'logout' => ['validate.logout' => true, 'sign.logout' => true],
    'logoutpost' => ['validate.logout' => true, 'sign.logout' => true],
];
foreach (glob(getenv('SP_METADATA') . '/*.xml') as $file) {
    $read = SimpleSAML\Metadata\SAMLParser::parseFile($file)->getMetadata20SP();
    $metadata[$read['entityid']] = ($ways[basename($file, '.xml')] ?? []) + [
        'NameIDFormat' => $email,
        'authproc' => [10 => ['class' => 'saml:AttributeNameID', 'attribute' => 'email', 'Format' => $email]],
    ] + $signed(true, true) + $read;
}
