// A wallet that is not ours takes up a credential offer: OpenWallet Foundation Labs' OpenID4VCI client, as wallets use it.
//
// node wallet.mjs LINK TX_CODE
//
// It has no network: each request goes out as one line of JSON on standard output, {"request": {...}}, and its answer
// comes back as one line on standard input. The last line on standard output is {"credentials": [...]} or {"error": ...}.
import { createInterface } from 'node:readline';
import { Openid4vciClient } from '@openid4vc/openid4vci';

const [link, txCode] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

async function overThePipe(url, init = {}) {
  const headers = Object.fromEntries(new Headers(init.headers ?? {}));
  const body = init.body instanceof URLSearchParams ? init.body.toString() : (init.body ?? '');
  if (init.body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded';
  say({ request: { method: init.method ?? 'GET', url: String(url), headers, body } });
  const answer = JSON.parse((await lines.next()).value);
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

const client = new Openid4vciClient({
  callbacks: {
    fetch: overThePipe,
    hash: () => { throw new Error('not needed without PKCE'); },
    generateRandom: (length) => crypto.getRandomValues(new Uint8Array(length)),
    signJwt: () => { throw new Error('no key proof is asked for'); },
    verifyJwt: () => { throw new Error('nothing is signed as a JWT'); },
    decryptJwe: () => { throw new Error('nothing is encrypted'); },
    encryptJwe: () => { throw new Error('nothing is encrypted'); },
    clientAuthentication: () => {},
  },
});

try {
  const credentialOffer = await client.resolveCredentialOffer(link);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const [configuration] = credentialOffer.credential_configuration_ids;
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode,
  });
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata, accessToken: accessTokenResponse.access_token, credentialConfigurationId: configuration,
  });
  const known = issuerMetadata.knownCredentialConfigurations[configuration];
  say({
    credentials: credentialResponse.credentials.map((one) => one.credential),
    draft: issuerMetadata.originalDraftVersion,
    format: known?.format,
    shown: known?.credential_metadata?.display?.[0]?.name,
  });
} catch (error) {
  say({ error: error.errorResponse?.error ?? String(error), said: String(error.message) });
}
process.exit(0);
