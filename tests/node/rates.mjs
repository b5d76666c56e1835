// How many credentials a second the digitalbazaar stack signs and verifies, by the CPU time of this process.
// usage: node rates.mjs INPUT, then one line of input for each round: "sign 0.5" or "verify 0.5" (seconds).
// INPUT: {contexts, didDocument, keyId, seed (hex), created, unsigned: [...], signed: [...]}
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const given = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const {didDocument, keyId} = given;
const published = {
  [didDocument.id]: didDocument,
  [keyId]: {'@context': 'https://w3id.org/security/multikey/v1', ...didDocument.verificationMethod[0]}
};
const pair = await Multikey.generate({
  seed: Buffer.from(given.seed, 'hex'), id: keyId, controller: didDocument.id
});

async function documentLoader(url) {
  const document = given.contexts[url] ?? published[url];
  if(!document) {
    throw new Error(`not published: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

const work = {
  async sign(place) {
    const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite, date: given.created});
    const credential = structuredClone(given.unsigned[place]);
    return JSON.stringify(await vc.issue({credential, suite, documentLoader}));
  },
  async verify(place) {
    const suite = new DataIntegrityProof({cryptosuite});
    const checkStatus = async () => ({verified: true});
    const credential = JSON.parse(JSON.stringify(given.signed[place]));
    const now = new Date(given.created);
    const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus, now});
    if(!result.verified) {
      throw new Error(JSON.stringify(result.error));
    }
  }
};

const ours = given.signed[0].proof.proofValue;
const theirs = JSON.parse(await work.sign(0)).proof.proofValue;
if(theirs !== ours) {
  throw new Error('the two stacks sign differently');
}

for await (const line of createInterface({input: process.stdin})) {
  const [name, seconds] = line.split(' ');
  const start = process.cpuUsage();
  let count = 0;
  let spent = 0;
  while(spent < Number(seconds)) {
    await work[name](count++ % given.unsigned.length);
    const {user, system} = process.cpuUsage(start);
    spent = (user + system) / 1e6;
  }
  process.stdout.write(`${count / spent}\n`);
}
