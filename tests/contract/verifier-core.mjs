// Verifies credentials with @digitalcredentials/verifier-core: node verifier-core.mjs < {"documents": {address: …}, "cases": [text, …]}
// Prints for each of them what the library says of each of its steps, or why it says nothing. It takes no loader of documents and loads
// them itself: here from what was given, and never from the network. So it knows no registries of issuers, and no JSON schemas.
import { readFileSync } from "node:fs";

const { documents, cases } = JSON.parse(readFileSync(0, "utf8"));
const asked = new Set();
globalThis.fetch = async (input) => {
  const address = typeof input === "string" ? input : input.url;
  asked.add(address);
  if (address in documents) {
    return Response.json(documents[address]);
  }
  throw new TypeError(`${address} is not here.`);
};
// Before it is loaded: it may keep the way to the network that it finds.
const { verifyCredential } = await import("@digitalcredentials/verifier-core");
// It writes about schemas that it cannot have.
console.log = console.error;

const found = [];
for (const text of cases) {
  const { errors, log } = await verifyCredential({ credential: JSON.parse(text), knownDIDRegistries: [] });
  found.push(errors
    ? { errors: errors.map((error) => error.name).join(" ") }
    : Object.fromEntries(log.map((step) => [step.id, step.error?.name ?? String(step.valid)])));
}
process.stdout.write(JSON.stringify({ found, asked: [...asked] }));
