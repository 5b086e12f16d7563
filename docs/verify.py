#!/usr/bin/env python3
"""Verifies the bundle of a credential without asking anybody: verify.py FILE [KEY]

KEY is the issuer's public key: the "x" of publicKeyJwk in https://HOST/.well-known/did.json. Without it the key in the file is believed,
which whoever made the file up may have put there. It needs Python 3.9 and python3-cryptography.
Exit code 0: the level counts, 1: it does not, 2: it is not known.
"""
import base64, contextlib, datetime, gzip, hashlib, io, json, re, sys, zlib
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from urllib.parse import unquote, urlsplit

MOST_BYTES, FEWEST_ENTRIES, MOST_ENTRIES = 1 << 20, 131072, 64 * 131072

def b64(text):
    assert base64.b64encode(data := base64.b64decode(text, validate=True)).decode() == text
    return data

def b64url(text):
    assert re.fullmatch(r"[A-Za-z0-9_-]*", text)
    return b64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))

def instant(text):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z", text, re.ASCII)
    return datetime.datetime.fromisoformat(f"{text[:19]}.{text[20:-1]:0<3}+00:00")

def verify_signature(key, message, signature):
    """Raises when it is not by the key."""
    Ed25519PublicKey.from_public_bytes(key).verify(signature, message)

def jws(text, kind):
    head, body, end = text.split(".")
    header = json.loads(b64url(head))
    assert header["alg"] == "EdDSA" and header["typ"] == kind and "crit" not in header
    return header["kid"], json.loads(b64url(body)), f"{head}.{body}".encode("ascii"), b64url(end)

def many(value):
    return value if isinstance(value, list) else [value]

def keys_of(did):
    keys = {}
    for method in did["verificationMethod"]:
        ours = method["id"].startswith(did["id"] + "#") and "revoked" not in method and method["id"] in did["assertionMethod"]
        if ours and (jwk := method.get("publicKeyJwk", {})).get("crv") == "Ed25519":
            with contextlib.suppress(AssertionError, TypeError, ValueError):  # A key whose end cannot be read counts for nothing.
                keys[method["id"]] = b64url(jwk["x"]), instant(method["expires"]) if "expires" in method else None
    return keys

def place_of(credential, purpose):
    (entry,) = [one for one in many(credential["credentialStatus"]) if one["statusPurpose"] == purpose]
    return entry["statusListCredential"], int(entry["statusListIndex"])

def is_set(listed, place, purpose, at):
    """Whether the bit is set in the list that the credential names; another list, or one of another time, says nothing."""
    subject = listed["credentialSubject"]
    assert listed["id"] == place[0] and subject["statusPurpose"] == purpose and subject["encodedList"][0] == "u"
    assert instant(listed["validFrom"]) <= at < instant(listed["validUntil"])
    bits = gzip.GzipFile(fileobj=io.BytesIO(b64url(subject["encodedList"][1:]))).read(MOST_ENTRIES // 8 + 1)
    assert FEWEST_ENTRIES <= len(bits) * 8 <= MOST_ENTRIES and 0 <= place[1] < len(bits) * 8
    return bool(bits[place[1] // 8] & (0x80 >> place[1] % 8))

def is_in_log(proof, log_key, data):
    """c2sp.org/tlog-proof with c2sp.org/signed-note, and RFC 9162, section 2.1.3.2."""
    head, _, note = proof.partition("\n\n")
    lines = head.split("\n")
    assert lines.pop(0) == "c2sp.org/tlog-proof@v1"
    salt = b64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
    index = int(re.fullmatch(r"index (\d{1,19})", lines.pop(0), re.ASCII)[1])
    signed, _, signatures = note.rpartition("\n\n")
    origin, size, root = signed.split("\n")[:3]
    name, number, key = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", log_key).groups()
    key = b64(key)
    assert key[0] == 1 and hashlib.sha256(f"{name}\n".encode() + key).hexdigest()[:8] == number and origin == name
    made = [b64(line.split(" ")[2]) for line in signatures.splitlines() if line.split(" ")[1] == name]
    assert (made := [one[4:] for one in made if one[:4].hex() == number])
    for one in made:
        verify_signature(key[1:], f"{signed}\n".encode(), one)
    node, last, value = index, int(size) - 1, hashlib.sha256(b"\0" + data).digest()
    assert 0 <= node <= last
    for sibling in map(b64, lines):
        assert last > 0
        if node & 1 or node == last:
            value = hashlib.sha256(b"\1" + sibling + value).digest()
            while not node & 1:
                node, last = node >> 1, last >> 1
        else:
            value = hashlib.sha256(b"\1" + value + sibling).digest()
        node, last = node >> 1, last >> 1
    assert last == 0 and value == b64(root)
    return salt

def verify(text, pinned, now):
    kid, bundle, message, signature = jws(text.strip(), "status-bundle")
    assert len(text) <= MOST_BYTES
    if bundle["version"] != 1:
        return "unsupported", f"version {bundle['version']}"
    issuer, keys = bundle["did"]["id"], keys_of(bundle["did"])
    assert pinned is None or keys[kid][0] == b64url(pinned)
    verify_signature(keys[kid][0], message, signature)
    at, says = instant(bundle["issued_at"]), {}
    signed = [(at.timestamp(), keys[kid][1])]
    for name, part in {**bundle["status"], "credential": bundle["credential"]}.items():
        kid, says[name], message, signature = jws(part, "vc+jwt")
        verify_signature(keys[kid][0], message, signature)
        signed.append((says[name].get("iat", -1) if name == "credential" else instant(says[name]["validFrom"]).timestamp(), keys[kid][1]))
        by = says[name]["issuer"]
        assert (by["id"] if isinstance(by, dict) else by) == issuer
    credential, entry = says["credential"], bundle["entry"]
    subject, achievement = (urlsplit(one["id"]) for one in (credential["credentialSubject"], credential["credentialSubject"]["achievement"]))
    host = unquote(issuer.removeprefix("did:web:"))
    assert host == subject.netloc == achievement.netloc
    evidence = next(one for one in many(credential["evidence"]) if "entry_hash" in one)
    assert all(evidence[name] == entry[name] for name in ("organization_id", "epoch", "sequence")) and evidence["entry_hash"] == entry["hash"]
    assert subject.path == "/organizations/" + entry["organization_id"]
    hashed, salt = bytes.fromhex(entry["hash"]), b64(entry["salt"])
    assert len(hashed) == 32 and len(salt) == 16
    assert is_in_log(bundle["proof"], bundle["log_key"], hashlib.sha256(hashed + salt).digest()) in (None, salt)
    if "canonical" in entry or "previous_hash" in entry:
        assert hashlib.sha256(bytes.fromhex(entry["previous_hash"]) + entry["canonical"].encode()).digest() == hashed
        written = json.loads(entry["canonical"])
        assert all(written[name] == entry[name] for name in ("organization_id", "epoch", "sequence"))
        assert written["level"] == achievement.path.rpartition("/")[2] and written["action"] in ("granted", "auto_granted")
    places = {name: place_of(credential, name) for name in ("revocation", "suspension")}
    bits = {name: is_set(says[name], places[name], name, at) for name in places}
    fresh = min([instant(bundle["fresh_until"]), *(instant(says[name]["validUntil"]) for name in places), *(end for _, end in signed if end)])
    verdict = ("key_retired" if any(end and not 0 <= then <= end.timestamp() for then, end in signed)
               else "revoked" if bits["revocation"] else "suspended" if bits["suspension"]
               else "not_yet" if max(at, instant(credential["validFrom"])) > now + datetime.timedelta(minutes=1)
               else "expired" if "validUntil" in credential and instant(credential["validUntil"]) <= now
               else "unconfirmed" if pinned is None else "as_of" if now > fresh else "valid")
    return verdict, f"level {achievement.path.rpartition('/')[2]} of {subject.geturl()}, as of {at.isoformat()}, issued by {host}"

if __name__ == "__main__":
    key = sys.argv[2] if len(sys.argv) > 2 else None
    try:
        # With -O nothing would be checked.
        if sys.flags.optimize or len(sys.argv) not in (2, 3) or not re.fullmatch(r"[A-Za-z0-9_-]{43}", key or "x" * 43):
            raise OSError("wrong arguments")
        with open(sys.argv[1], encoding="ascii", errors="replace") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        print(f"not known ({error}): verify.py FILE [KEY]")
        sys.exit(2)
    try:
        found, what = verify(content, key, datetime.datetime.now(datetime.timezone.utc))
    except (AssertionError, InvalidSignature, LookupError, ValueError, TypeError, AttributeError, StopIteration, EOFError, OSError, zlib.error) as error:
        print(f"not genuine ({type(error).__name__})")
        sys.exit(1)
    print(f"{found}: {what}")
    sys.exit(0 if found == "valid" else 2 if found in ("unconfirmed", "as_of", "unsupported") else 1)
