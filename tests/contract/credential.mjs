// Verifies credentials with libraries of others: node credential.mjs < {"did": …, "cases": [{"kind": "proof" | "jwt", "text": …}]}
// Prints for each of them what is wrong with it, or null. Nothing is loaded from the network.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { verifyCredential } from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { importJWK, jwtVerify } from "jose";
import jsonld from "jsonld";

const frozen = [
  ["https://www.w3.org/ns/credentials/v2", "credentials-v2.json", "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f"],
  ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "open-badges-3.0.3.json", "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761"],
];
const documents = new Map(frozen.map(([address, file, hash]) => {
  const bytes = readFileSync(new URL(`contexts/${file}`, import.meta.url));
  if (createHash("sha256").update(bytes).digest("hex") !== hash) {
    throw new Error(`${file} is not the context that was frozen.`);
  }
  return [address, JSON.parse(bytes)];
}));

const { did, cases } = JSON.parse(readFileSync(0, "utf8"));
documents.set(did.id, did);
for (const method of did.verificationMethod) {
  documents.set(method.id, { "@context": "https://w3id.org/security/multikey/v1", ...method });
}

const documentLoader = async (documentUrl) => {
  if (!documents.has(documentUrl)) {
    throw new Error(`${documentUrl} is not here.`);
  }
  return { document: structuredClone(documents.get(documentUrl)), documentUrl, contextUrl: null };
};

const verifyProof = async (text, now) => {
  const credential = JSON.parse(text);
  const answer = await verifyCredential({
    credential, documentLoader, now, suite: new DataIntegrityProof({ cryptosuite }),
    // The status is a question of its own, which the tests ask the lists.
    checkStatus: async () => ({ verified: true }),
  });
  if (!answer.verified) {
    const errors = answer.error?.errors ?? [answer.error];
    throw new Error(errors.map((error) => error?.message ?? "not verified").join("; "));
  }
};

const verifyJwt = async (text, now) => {
  await jwtVerify(
    text,
    (header) => {
      const method = did.verificationMethod.find((one) => one.id === header.kid);
      if (!method?.publicKeyJwk || method.revoked || !did.assertionMethod.includes(method.id)) {
        throw new Error(`${header.kid} does not sign credentials.`);
      }
      return importJWK(method.publicKeyJwk, "EdDSA");
    },
    { typ: "vc+jwt", issuer: did.id, algorithms: ["EdDSA"], currentDate: now });
};

// What is signed, as the library reads it from the JSON.
const canonize = async (text) => {
  const { proof, ...document } = JSON.parse(text);
  return jsonld.canonize(document, { algorithm: "RDFC-1.0", format: "application/n-quads", safe: true, base: null, documentLoader });
};

const found = [];
for (const { kind, text, now } of cases) {
  const instant = now ? new Date(now) : new Date();
  try {
    if (kind === "canonical") {
      found.push(await canonize(text));
    } else {
      await (kind === "jwt" ? verifyJwt(text, instant) : verifyProof(text, instant));
      found.push(null);
    }
  } catch (error) {
    found.push(error.message);
  }
}
console.log(JSON.stringify(found));
