// Verifies the bundle of a credential in the browser, without asking anybody: docs/trust.md tells what is checked. The same file stands in
// the page that works without a network.
const longest = 1024 * 1024;
const fewestBytes = 16384;
const mostBytes = 64 * fewestBytes;
const skew = 60_000;
// The entries that give a level; what else happened to one is no reason why it is held.
const giving = ["granted", "auto_granted"];
const encoder = new TextEncoder();

class Unreadable extends Error {}

function need(value) {
  if (value === undefined || value === null || value === false || Number.isNaN(value)) {
    throw new Unreadable();
  }
  return value;
}

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const text = (value) => need(typeof value === "string" && value);
const idOf = (value) => text(typeof value === "object" ? value?.id : value);
const same = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);

function base64(value) {
  const binary = (() => { try { return atob(text(value)); } catch { throw new Unreadable(); } })();
  need(btoa(binary) === value);
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function base64Url(value) {
  need(/^[\w-]*$/.test(value));
  return base64(value.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (value.length % 4)) % 4));
}

function hex(value) {
  need(/^[0-9a-f]{64}$/.test(text(value)));
  return Uint8Array.from(value.match(/../g), (byte) => parseInt(byte, 16));
}

function json(bytes) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    return need(typeof value === "object" && !Array.isArray(value) && value);
  } catch {
    throw new Unreadable();
  }
}

const isInstant = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value) && !Number.isNaN(Date.parse(value));

function instant(value) {
  need(isInstant(text(value)));
  return Date.parse(value);
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));
}

async function verifies(key, message, signature) {
  if (key?.length !== 32 || signature.length !== 64) {
    return false;
  }
  const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}

function readJws(value, type) {
  const parts = need(text(value).length <= longest && value.split("."));
  need(parts.length === 3);
  const header = json(base64Url(parts[0]));
  need(header.alg === "EdDSA" && header.typ === type && typeof header.kid === "string" && header.crit === undefined);
  const signature = base64Url(parts[2]);
  need(signature.length === 64);
  return { kid: header.kid, payload: base64Url(parts[1]), signature, message: encoder.encode(`${parts[0]}.${parts[1]}`) };
}

function hostOf(did) {
  const name = text(did).startsWith("did:web:") ? did.slice(8) : "";
  need(name && !name.includes(":"));
  const host = (() => { try { return decodeURIComponent(name); } catch { throw new Unreadable(); } })();
  return need(URL.canParse(`https://${host}/`) && new URL(`https://${host}/`).host === host && host);
}

function readKeys(did) {
  const issuer = text(did?.id);
  hostOf(issuer);
  const keys = new Map();
  for (const method of list(did.verificationMethod)) {
    const jwk = method?.publicKeyJwk;
    if (typeof method?.id === "string" && method.id.startsWith(`${issuer}#`) && method.controller === issuer
      && jwk?.kty === "OKP" && jwk.crv === "Ed25519" && /^[\w-]{43}$/.test(jwk.x)) {
      // When it was retired, if it was; a key whose end cannot be read counts for nothing.
      const end = !("expires" in method) ? Infinity : isInstant(method.expires) ? Date.parse(method.expires) : NaN;
      const counts = list(did.assertionMethod).includes(method.id) && !("revoked" in method) && !Number.isNaN(end);
      keys.set(method.id, { bytes: base64Url(jwk.x), counts, end: counts ? end : Infinity });
    }
  }
  return { issuer, keys };
}

async function readList(value) {
  const signed = readJws(value, "vc+jwt");
  const says = json(signed.payload);
  const subject = need(says.credentialSubject);
  need(list(says.type).includes("BitstringStatusListCredential") && list(subject.type).includes("BitstringStatusList"));
  const packed = text(subject.encodedList);
  need(packed[0] === "u");
  const reader = new Blob([base64Url(packed.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const bits = new Uint8Array(mostBytes + 1);
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      need(length + part.value.length <= mostBytes);
      bits.set(part.value, length);
      length += part.value.length;
    }
  } catch {
    throw new Unreadable();
  }
  need(length >= fewestBytes);
  return {
    signed, id: text(says.id), issuer: idOf(says.issuer), purpose: text(subject.statusPurpose),
    from: instant(says.validFrom), until: instant(says.validUntil), length: length * 8,
    isSet: (index) => (bits[index >> 3] & (0x80 >> (index & 7))) !== 0,
  };
}

function addressBelow(folder, value) {
  const address = need(URL.canParse(text(value)) && new URL(value));
  const rest = address.pathname.slice(folder.length);
  need(/^https?:$/.test(address.protocol) && address.pathname.startsWith(folder) && rest && !rest.includes("/") && !address.search && !address.hash);
  return { host: address.host, rest, href: address.href };
}

function placeOf(credential, purpose) {
  const entries = list(credential.credentialStatus).filter((entry) => entry?.statusPurpose === purpose);
  need(entries.length === 1 && list(entries[0].type).includes("BitstringStatusListEntry") && /^\d{1,9}$/.test(entries[0].statusListIndex));
  return { list: text(entries[0].statusListCredential), index: Number(entries[0].statusListIndex) };
}

function readCredential(value) {
  const signed = readJws(value, "vc+jwt");
  const says = json(signed.payload);
  need(list(says.type).includes("OpenBadgeCredential"));
  const evidence = need(list(says.evidence).find((one) => typeof one?.entry_hash === "string"));
  return {
    // A date that is missing may be any.
    signed, at: Number.isInteger(says.iat) && says.iat >= 0 ? says.iat * 1000 : NaN, issuer: idOf(says.issuer),
    subject: addressBelow("/organizations/", says.credentialSubject?.id),
    level: addressBelow("/achievements/", says.credentialSubject.achievement?.id),
    name: typeof says.credentialSubject.name === "string" ? says.credentialSubject.name : null,
    from: instant(says.validFrom), until: says.validUntil === undefined ? null : instant(says.validUntil),
    revocation: placeOf(says, "revocation"), suspension: placeOf(says, "suspension"), evidence,
  };
}

// c2sp.org/tlog-proof, with a checkpoint and a key as c2sp.org/signed-note has them.
async function readProof(value, logKey) {
  const divider = need(text(value).indexOf("\n\n"), value);
  const lines = need(divider > 0 && value.slice(0, divider).split("\n"));
  need(lines.shift() === "c2sp.org/tlog-proof@v1");
  const extra = lines[0]?.startsWith("extra ") ? base64(lines.shift().slice(6)) : null;
  const index = need(/^index (0|[1-9]\d{0,18})$/.exec(lines.shift()))[1];
  const note = value.slice(divider + 2);
  const end = need(note.lastIndexOf("\n\n") + 1);
  const signatures = need(note.endsWith("\n") && note.slice(end + 1, -1).split("\n").map((line) => need(/^\u2014 (\S+) (\S+)$/.exec(line))));
  const [origin, size, root, ...rest] = note.slice(0, end).split("\n");
  need(/^(0|[1-9]\d{0,18})$/.test(size) && rest.at(-1) === "");
  const [, name, id, key] = need(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text(logKey)));
  const bytes = base64(key);
  need(bytes.length === 33 && bytes[0] === 1);
  const hash = await sha256(encoder.encode(`${name}\n`), bytes);
  const number = base64(btoa(String.fromCharCode(...hash.slice(0, 4))));
  need(number.reduce((all, byte) => all + byte.toString(16).padStart(2, "0"), "") === id);
  const made = signatures.map((line) => ({ by: line[1], bytes: base64(line[2]) })).filter((one) => one.by === name && same(one.bytes.slice(0, 4), number));
  const message = encoder.encode(note.slice(0, end));
  const results = await Promise.all(made.map((one) => verifies(bytes.slice(1), message, one.bytes.slice(4))));
  return {
    extra, index: BigInt(index), hashes: lines.map((line) => base64(line)), size: BigInt(size), root: base64(root), name,
    isSigned: origin === name && results.length > 0 && results.every((one) => one),
  };
}

// RFC 9162, section 2.1.3.2.
async function includes(proof, data) {
  let [node, last, hash] = [proof.index, proof.size - 1n, await sha256(Uint8Array.of(0), data)];
  if (node > last || proof.hashes.length > 63) {
    return false;
  }
  for (const sibling of proof.hashes) {
    if (last === 0n) {
      return false;
    }
    if (node & 1n || node === last) {
      hash = await sha256(Uint8Array.of(1), sibling, hash);
      while (!(node & 1n)) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = await sha256(Uint8Array.of(1), hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hash, proof.root);
}

async function hasItsText(entry, hash, level) {
  try {
    const canonical = encoder.encode(text(entry.canonical));
    const says = json(canonical);
    return same(await sha256(hex(entry.previous_hash), canonical), hash) && says.organization_id === entry.organization_id
      && says.epoch === entry.epoch && says.sequence === entry.sequence && says.level === level && giving.includes(says.action);
  } catch (error) {
    if (error instanceof Unreadable) {
      return false;
    }
    throw error;
  }
}

async function judge(bundle, signed, knownKeys, knownLog, now) {
  const did = readKeys(bundle.did);
  // Of another issuer, or of a key that came later, nothing is known here: that refutes nothing.
  const known = knownKeys?.issuer === did.issuer && knownKeys.keys.has(signed.kid) ? knownKeys : null;
  const credential = readCredential(bundle.credential);
  const revocation = await readList(bundle.status?.revocation);
  const suspension = await readList(bundle.status?.suspension);
  const entry = need(bundle.entry);
  const [hash, salt, issuedAt] = [hex(entry.hash), base64(entry.salt), instant(bundle.issued_at)];
  const proof = await readProof(bundle.proof, bundle.log_key);
  need(salt.length === 16 && Number.isInteger(entry.epoch) && Number.isInteger(entry.sequence));

  const { issuer, keys } = known ?? did;
  const key = keys.get(signed.kid);
  const signers = [[signed.kid, issuedAt], [credential.signed.kid, credential.at], [revocation.signed.kid, revocation.from],
    [suspension.signed.kid, suspension.from]].map(([kid, at]) => ({ at, end: keys.get(kid)?.end ?? Infinity }));
  // Nothing is fresh by a key that was retired, whatever date stands in the file.
  const freshUntil = Math.min(instant(bundle.fresh_until), revocation.until, suspension.until, ...signers.map((one) => one.end));
  const isBy = async (jws) => keys.get(jws.kid)?.counts === true && await verifies(keys.get(jws.kid).bytes, jws.message, jws.signature);
  const isThatOf = (one, purpose) => one.id === credential[purpose].list && one.purpose === purpose && credential[purpose].index < one.length
    && one.from <= issuedAt && issuedAt < one.until;
  const host = hostOf(issuer);
  const evidence = credential.evidence;
  const isEarly = issuedAt > now + skew || credential.from > now + skew;
  const findings = {
    key: key?.counts === true,
    key_time: signers.every((one) => one.end === Infinity || one.at <= one.end),
    signature: key !== undefined && await verifies(key.bytes, signed.message, signed.signature),
    issuer: [did.issuer, credential.issuer, revocation.issuer, suspension.issuer].every((one) => one === issuer)
      && credential.subject.host === host && credential.level.host === host,
    credential: await isBy(credential.signed),
    lists: await isBy(revocation.signed) && await isBy(suspension.signed) && isThatOf(revocation, "revocation") && isThatOf(suspension, "suspension"),
    entry: ["organization_id", "epoch", "sequence"].every((name) => evidence[name] === entry[name]) && evidence.entry_hash === entry.hash
      && entry.organization_id === credential.subject.rest,
    // By a log key that only the file names it is not known: whoever has the key of credentials could have made up a log.
    log: !(proof.isSigned && (proof.extra === null || same(proof.extra, salt)) && await includes(proof, await sha256(hash, salt))) ? false
      : known && knownLog ? knownLog === bundle.log_key : null,
    text: (entry.canonical ?? entry.previous_hash ?? null) === null ? null : await hasItsText(entry, hash, credential.level.rest),
  };
  const failed = Object.keys(findings).filter((name) => findings[name] === false);
  if (failed.length > 0) {
    const unasked = { not_revoked: null, not_suspended: null, dates: null, owner: null, fresh: null };
    return { verdict: failed.join() === "key_time" ? "key_retired" : "not_genuine", findings: { ...findings, ...unasked } };
  }

  const status = {
    not_revoked: !revocation.isSet(credential.revocation.index),
    not_suspended: !suspension.isSet(credential.suspension.index),
    dates: !isEarly && !(credential.until !== null && credential.until <= now),
    owner: known ? true : null,
    fresh: now <= freshUntil,
  };
  const verdicts = { not_revoked: "revoked", not_suspended: "suspended", dates: isEarly ? "not_yet" : "expired", owner: "unconfirmed", fresh: "as_of" };
  const first = Object.keys(status).find((name) => status[name] !== true);
  return {
    verdict: first ? verdicts[first] : "valid", findings: { ...findings, ...status },
    facts: {
      issuer: host, key: signed.kid, isKnown: Boolean(known), name: credential.name, organization: entry.organization_id,
      passport: credential.subject.href, level: credential.level.rest, since: credential.from, until: credential.until,
      asOf: issuedAt, freshUntil, sequence: entry.sequence, leaf: proof.index, size: proof.size, log: proof.name,
    },
  };
}

// What is unknown is never valid: a part that cannot be read makes the whole unreadable.
globalThis.verifyBundle = async function verifyBundle(file, knownDid, knownLog, now = Date.now()) {
  try {
    const signed = readJws(file.trim(), "status-bundle");
    const bundle = json(signed.payload);
    if (Number.isInteger(bundle.version) && bundle.version !== 1) {
      return { verdict: "unsupported" };
    }
    need(bundle.version === 1);
    return await judge(bundle, signed, knownDid ? readKeys(knownDid) : null, knownLog, now);
  } catch (error) {
    if (error instanceof Unreadable) {
      return { verdict: "unreadable" };
    }
    throw error;
  }
};
