// A certified OpenID provider with four people, on its library's own log-in and consent pages (any password will do).
// Version 8 of the library is the last for Debian 12's Node 18: what 9 calls in node:crypto came with Node 20.
//
// Doors for tests, each a POST: /_peer/rotate (new keys; ?keep=1 goes on publishing the old ones), /_peer/fault?path=/jwks
// (that path answers 500), /_peer/mend, /_peer/clock?seconds=60 (its clock is ahead by that, or behind). GET /_peer/seen
// lists "METHOD /path" of what came so far.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { PORT, OIDC_REDIRECT, OIDC_CLIENTS } = process.env;
const TAG = 'https://aws.amazon.com/SAML/Attributes/AccessControl:';

const people = {
  alice: {
    email: 'alice@example.com',
    email_verified: true,
    preferred_username: 'alice',
    given_name: 'Alice',
    family_name: 'Liddell',
    groups: ['engineering', 'admins'],
    [TAG + 'CostCenter']: 'CC-1001',
  },
  bob: {
    email: 'bob@example.com',
    email_verified: true,
    preferred_username: 'bob',
    given_name: 'Bob',
    family_name: "O'Brien",
    groups: ['Großkunden & Partner'],
    [TAG + 'CostCenter']: 'Köln/7',
    [TAG + 'Department']: 'R&D <"Ünïted">',
  },
  carol: { email: 'carol@example.com', email_verified: false },
  dave: { email: 'dave@example.com', email_verified: true, [TAG + 'CostCenter']: ['CC-1', 'CC-2'] },
};

// Client metadata as in dynamic registration; the tests give their own.
const clients = OIDC_CLIENTS
  ? JSON.parse(OIDC_CLIENTS)
  : [{ client_id: 'ssokit-app', client_secret: 'ssokit-secret', redirect_uris: [OIDC_REDIRECT] }];

const realNow = Date.now;
let skew = 0;
Date.now = () => realNow() + skew;

const key = (alg, type, options) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  alg,
  use: 'sig',
  kid: `${alg}-${randomUUID()}`,
});
const newKeys = () => [
  key('RS256', 'rsa', { modulusLength: 2048 }),
  key('PS256', 'rsa', { modulusLength: 2048 }),
  key('ES256', 'ec', { namedCurve: 'P-256' }),
];
let keys = newKeys();

// What is kept (sessions, grants, codes) belongs to the library's module and outlives a provider.
function handlerOf(jwks) {
  const provider = new Provider(`http://127.0.0.1:${PORT}`, {
    clients: clients.map((client) => ({
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...client,
    })),
    jwks: { keys: jwks },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['preferred_username', 'given_name', 'family_name', 'groups', TAG + 'CostCenter', TAG + 'Department'],
    },
    // The default: requested claims come from the userinfo endpoint, the ID token carries who and when only.
    conformIdTokenClaims: true,
    findAccount: (ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    pkce: { required: () => true },
    cookies: { keys: ['loopback-only'] },
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'],
      clientAuthSigningAlgValues: ['HS256', 'RS256', 'PS256', 'ES256'],
    },
    features: {
      devInteractions: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
    },
  });
  provider.on('server_error', (ctx, error) => console.error(error));
  provider.on('backchannel.error', (ctx, error, client) => console.error('back channel of', client.clientId, error));
  return provider.callback();
}

let handler = handlerOf(keys);
let broken = new Set();
const seen = [];

const doors = {
  rotate(query) {
    keys = query.has('keep') ? [...newKeys(), ...keys] : newKeys();
    handler = handlerOf(keys);
  },
  fault: (query) => broken.add(query.get('path')),
  mend: () => broken.clear(),
  clock: (query) => (skew = Number(query.get('seconds')) * 1000),
  seen: () => {},
};

createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  const [, first, name] = url.pathname.split('/');
  if (first === '_peer') {
    response.statusCode = name in doors ? 200 : 404;
    if (name in doors) doors[name](url.searchParams);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ seen }));
    return;
  }
  seen.push(`${request.method} ${url.pathname}`);
  if (broken.has(url.pathname)) {
    response.statusCode = 500;
    response.end('out of order on request');
    return;
  }
  handler(request, response);
}).listen(Number(PORT), '127.0.0.1');
