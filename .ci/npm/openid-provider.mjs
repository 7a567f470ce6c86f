// A certified OpenID provider for the tests: node openid-provider.mjs SETTINGS,
// a JSON object of client_id, client_secret, redirect_uri and accounts, the name of
// a JSON file of claims by login, read anew at each sign-in. Any password is right.
// It prints its issuer, and ends when its standard input does.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const settings = JSON.parse(process.argv[2]);
const claimsOf = (login) => JSON.parse(readFileSync(settings.accounts, 'utf8'))[login];

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: settings.client_id,
      client_secret: settings.client_secret,
      redirect_uris: [settings.redirect_uri],
    }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'], email: ['email', 'email_verified'] },
    cookies: { keys: ['made up for tests'] },
    findAccount: (ctx, id) => claimsOf(id) && {
      accountId: id,
      claims: () => ({ sub: id, ...claimsOf(id) }),
    },
    pkce: { required: () => true },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit());
