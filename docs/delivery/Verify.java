// Verifies an event: java Verify.java SECRET ID TIMESTAMP SIGNATURES < body
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Verify {
    static boolean verify(String secret, String id, String timestamp, String signatures, byte[] body) throws Exception {
        if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) > 300) {
            return false;
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = mac.doFinal(body);
        for (String one : signatures.split(" ")) {
            if (one.startsWith("v1,") && MessageDigest.isEqual(expected, Base64.getDecoder().decode(one.substring(3)))) {
                return true;
            }
        }
        return false;
    }

    public static void main(String[] args) throws Exception {
        System.exit(verify(args[0], args[1], args[2], args[3], System.in.readAllBytes()) ? 0 : 1);
    }
}
