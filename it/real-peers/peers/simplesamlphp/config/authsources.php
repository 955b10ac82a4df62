<?php
$tag = 'https://aws.amazon.com/SAML/Attributes/AccessControl:';
$person = fn(string $name, array $more) => ['uid' => [$name], 'email' => ["$name@example.com"]] + $more;
$config = [
    'admin' => ['core:AdminPassword'],
    'people' => [
        'exampleauth:UserPass',
        'alice:alice-pw' => $person('alice', [
            'firstName' => ['Alice'],
            'lastName' => ['Liddell'],
            'groups' => ['engineering', 'admins'],
            $tag . 'CostCenter' => ['CC-1001'],
        ]),
        'bob:bob-pw' => $person('bob', [
            'firstName' => ['Bob'],
            'lastName' => ["O'Brien"],
            'groups' => ['engineering', 'Großkunden & Partner'],
            $tag . 'CostCenter' => ['Köln/7'],
            $tag . 'Department' => ['R&D <"Ünïted">'],
        ]),
        'carol:carol-pw' => $person('carol', []),
        'dave:dave-pw' => $person('dave', ['lastName' => ['李'], $tag . 'CostCenter' => ['CC-1', 'CC-2']]),
    ],
];
