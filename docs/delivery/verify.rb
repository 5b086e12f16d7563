# Verifies an event: ruby verify.rb SECRET ID TIMESTAMP SIGNATURES < body
require "openssl"

def verify(secret, id, timestamp, signatures, body)
  return false if (Time.now.to_i - Integer(timestamp)).abs > 300

  key = secret.delete_prefix("whsec_").unpack1("m")
  expected = [OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{timestamp}.".b + body)].pack("m0")
  signatures.split.any? do |one|
    version, value = one.split(",", 2)
    version == "v1" && OpenSSL.secure_compare(expected, value.to_s)
  end
end

exit(verify(*ARGV[0, 4], $stdin.binmode.read))
