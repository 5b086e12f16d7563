// Verifies an event with the library of Standard Webhooks: node webhook.mjs SECRET ID TIMESTAMP SIGNATURES < body
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const [secret, id, timestamp, signature] = process.argv.slice(2);
new Webhook(secret).verify(readFileSync(0, "utf8"), {
  "webhook-id": id,
  "webhook-timestamp": timestamp,
  "webhook-signature": signature,
});
