<?php
$email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
$metadata[getenv('SAML_ENTITY')] = [
    'AssertionConsumerService' => [[
        'Binding' => 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
        'Location' => getenv('SAML_ACS'),
        'index' => 0,
    ]],
    'NameIDFormat' => $email,
    'authproc' => [10 => ['class' => 'saml:AttributeNameID', 'attribute' => 'email', 'Format' => $email]],
];
