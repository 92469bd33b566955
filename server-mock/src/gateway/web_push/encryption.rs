//! Message encryption for Web Push (RFC 8291): one record of `aes128gcm` (RFC 8188).

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::SystemRandom;

use super::Subscription;

/// Encrypts a payload for one receiver with a new key. `salt` never serves twice. `None` when the payload is longer
/// than the one record that push services take.
pub(super) fn encrypt(payload: &[u8], to: &Subscription, salt: [u8; 16]) -> Option<Vec<u8>> {
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new());
    let private = private.expect("the operating system provides randomness");
    let public = private.compute_public_key().expect("a key that was just made");
    let receiver = UnparsedPublicKey::new(&ECDH_P256, to.key);
    agree_ephemeral(private, &receiver, |shared| seal(payload, shared, public.as_ref(), to, salt))
        .expect("the subscription's key is a point of the curve")
}

fn seal(payload: &[u8], shared: &[u8], sender: &[u8], to: &Subscription, salt: [u8; 16]) -> Option<Vec<u8>> {
    if payload.len() > MAX_PAYLOAD {
        return None;
    }
    let input: [u8; 32] = derive(&to.secret, shared, &[b"WebPush: info\0", &to.key, sender]);
    let key: [u8; 16] = derive(&salt, &input, &[b"Content-Encoding: aes128gcm\0"]);
    let nonce: [u8; 12] = derive(&salt, &input, &[b"Content-Encoding: nonce\0"]);

    let mut record = [payload, LAST_RECORD].concat();
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).expect("16 bytes are a key"));
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .expect("a record this short can be sealed");
    let length = u8::try_from(sender.len()).expect("a point has 65 bytes");
    Some([&salt[..], &RECORD_SIZE.to_be_bytes(), &[length], sender, &record].concat())
}

/// HKDF with SHA-256: extract, then expand to `N` bytes.
fn derive<const N: usize>(salt: &[u8], input: &[u8], info: &[&[u8]]) -> [u8; N] {
    let extracted = Salt::new(HKDF_SHA256, salt).extract(input);
    let mut output = [0; N];
    let expanded = extracted.expand(info, Length(N)).expect("at most 32 bytes are asked for");
    expanded.fill(&mut output).expect("the length that was asked for");
    output
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

const RECORD_SIZE: u32 = 4_096;
/// What fits into a body of 4,096 bytes besides the header of 86, the delimiter and the tag (RFC 8291 section 4).
const MAX_PAYLOAD: usize = 3_993;
/// The padding delimiter of the only record.
const LAST_RECORD: &[u8] = &[2];

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;

    use super::*;

    fn decode<const N: usize>(text: &str) -> [u8; N] {
        BASE64URL_NOPAD.decode(text.as_bytes()).unwrap().try_into().unwrap()
    }

    fn receiver(key: [u8; 65]) -> Subscription {
        Subscription {
            endpoint: "https://push.example.com/a".parse().unwrap(),
            key,
            secret: decode("BTBZMqHH6r4Tts7J_aSIgg"),
        }
    }

    #[test]
    fn body_is_that_of_rfc_8291_appendix_a() {
        let to =
            receiver(decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"));
        let sender: [u8; 65] =
            decode("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let shared: [u8; 32] = decode("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let salt = decode("DGv6ra1nlYgDCS1FRnbzlw");

        let body = seal(b"When I grow up, I want to be a watermelon", &shared, &sender, &to, salt).unwrap();

        assert_eq!(
            BASE64URL_NOPAD.encode(&body),
            concat!(
                "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w",
                "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
            )
        );
    }

    #[test]
    fn receiver_agrees_on_the_same_secret_with_the_key_in_the_header() {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let to = receiver(private.compute_public_key().unwrap().as_ref().try_into().unwrap());

        let body = encrypt(b"{}", &to, [7; 16]).unwrap();

        let sender = &body[21..86];
        let from = UnparsedPublicKey::new(&ECDH_P256, sender);
        let again = agree_ephemeral(private, &from, |shared| seal(b"{}", shared, sender, &to, [7; 16])).unwrap();
        assert_eq!(Some(body), again);
    }

    #[test]
    fn body_never_exceeds_what_push_services_take() {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let to = receiver(private.compute_public_key().unwrap().as_ref().try_into().unwrap());

        assert_eq!(encrypt(&[b'a'; MAX_PAYLOAD], &to, [7; 16]).map(|body| body.len()), Some(4_096));
        assert_eq!(encrypt(&[b'a'; MAX_PAYLOAD + 1], &to, [7; 16]), None);
    }
}
