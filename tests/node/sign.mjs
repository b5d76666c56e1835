// Let the digitalbazaar stack sign credentials, with no network.
// usage: node sign.mjs ASKED.json
// ASKED: {contexts, key: {id, controller, seed (hex)}, created, credentials: [...]}; the answer is an array of signed ones
import {readFileSync} from 'node:fs';
import {issue} from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const {contexts, key, created, credentials} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const {seed, ...named} = key;
const pair = await Multikey.generate({seed: Buffer.from(seed, 'hex'), ...named});

async function documentLoader(url) {
  if(!contexts[url]) {
    throw new Error(`not known: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: contexts[url], tag: 'static'};
}

const signed = [];
for(const credential of credentials) {
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite, date: created});
  signed.push(await issue({credential, suite, documentLoader, now: new Date(created)}));
}
process.stdout.write(JSON.stringify(signed));
