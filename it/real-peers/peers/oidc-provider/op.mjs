// A certified OpenID provider with four people, on its library's own log-in and consent pages (any password will do).
// Version 8 of the library is the last for Debian 12's Node 18: what 9 calls in node:crypto came with Node 20.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const { PORT, OIDC_REDIRECT } = process.env;
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

const key = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  alg: 'RS256',
  use: 'sig',
  kid: 'peer',
};

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [
    {
      client_id: 'ssokit-app',
      client_secret: 'ssokit-secret',
      redirect_uris: [OIDC_REDIRECT],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  jwks: { keys: [key] },
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
  features: { devInteractions: { enabled: true } },
});

provider.on('server_error', (ctx, error) => console.error(error));
provider.listen(Number(PORT), '127.0.0.1');
