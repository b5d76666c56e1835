// Let two independent verifiers judge credentials, with no network.
// usage: node verify.mjs ASKED.json
// ASKED: {contexts, cases: [{credential, didDocument, statusList (each one, or several), at}]}; the answer is an array
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalcredentials/verifier-core';

const {contexts, cases} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let at;
let published;

// What they chatter about must not mix with the answer.
console.log = console.error;

// Both read the clock themselves; stop it.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [at]));
  }
  static now() {
    return new RealDate(at).getTime();
  }
};

function publish({didDocument, statusList}) {
  published = new Map([
    ...[statusList].flat().map(list => [list.id, list]),
    ...[didDocument].flat().flatMap(document => [
      [document.id, document],
      [didAddress(document.id), document],
      ...document.verificationMethod.map(method => [method.id, inContext(method)])
    ])
  ]);
}

// verifier-core has no loader to replace: it asks through fetch, and brings its own copies of the contexts.
globalThis.fetch = async input => {
  const body = published.get(String(input?.url ?? input));
  return body ?
    new Response(JSON.stringify(body), {status: 200, headers: {'content-type': 'application/json'}}) :
    new Response('not published', {status: 404});
};

function inContext(method) {
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

function didAddress(did) {
  const [host, ...path] = did.replace('did:web:', '').split(':').map(decodeURIComponent);
  return `https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
}

async function documentLoader(url) {
  const document = contexts[url] ?? published.get(url);
  if(!document) {
    throw new Error(`not published: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(document), tag: 'static'};
}

async function digitalbazaar(credential) {
  const suite = [eddsa, ecdsa].map(cryptosuite => new DataIntegrityProof({cryptosuite}));
  const now = new RealDate(at);
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now,
    checkStatus: () => checkStatus({
      credential, suite, documentLoader, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true
    })
  });
  // That a list was read well is one answer, and whether the bit is set another.
  const withdrawn = (result.statusResult?.results ?? []).filter(entry => entry.status !== false);
  const errors = [result.error, ...result.error?.errors ?? [], result.statusResult?.error].filter(Boolean);
  return {
    verified: result.verified === true && withdrawn.length === 0,
    said: [...errors.map(error => error.message), ...withdrawn.map(entry => entry.credentialStatus.statusPurpose)]
  };
}

async function digitalcredentials(credential) {
  const {log = [], errors = []} = await verifyCredential({credential, knownDIDRegistries: []});
  // That an issuer stands in no registry is a remark, not a refusal; so is a schema that is not published here.
  const entries = [credential.credentialStatus ?? []].flat();
  const needed = ['valid_signature', 'expiration', ...entries.map(entry => `${entry.statusPurpose}_status`)];
  const passed = needed.filter(id => log.some(step => step.id === id && step.valid === true));
  const said = [...errors, ...log.map(step => step.error).filter(Boolean)].map(error => error.message);
  return {verified: errors.length === 0 && passed.length === needed.length, passed, said};
}

async function judged(asked) {
  ({at} = asked);
  publish(asked);
  const answers = {};
  for(const verifier of [digitalbazaar, digitalcredentials]) {
    try {
      answers[verifier.name] = await verifier(structuredClone(asked.credential));
    } catch(error) {
      answers[verifier.name] = {verified: false, said: [error.message]};
    }
  }
  return answers;
}

const found = [];
for(const asked of cases) {
  found.push(await judged(asked));
}
process.stdout.write(JSON.stringify(found, null, 1));
