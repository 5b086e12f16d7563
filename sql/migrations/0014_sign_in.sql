-- Hashes of passwords and the erasure of the audit are no longer in the hands of the role that serves requests: a node of the version before
-- signs nobody in from here on, and goes on with those who are.
drop function if exists password_hash_of(text);
drop function if exists replace_password_hash(uuid, text, text);

-- Addresses compare however their accents are composed. One that is taken already stays as it was: nobody loses an account.
update users as u set email_key = normalize(u.email_key, nfc)
where u.email_key is not nfc normalized
  and not exists (select from users as o where o.id <> u.id and normalize(o.email_key, nfc) = normalize(u.email_key, nfc));
