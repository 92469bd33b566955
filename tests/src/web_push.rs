//! How a server encrypts for a Web Push subscription (RFC 8291), by a library that the core does not use.

use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::rand::SystemRandom;
use ring::{aead, hkdf};

/// The content of a push for the phone with these keys. `padded` is the payload with its delimiter 2 and any zeros.
pub fn encrypt(public: &[u8], auth: &[u8], padded: &[u8]) -> Vec<u8> {
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
    let sender = own.compute_public_key().expect("a point");
    let peer = UnparsedPublicKey::new(&ECDH_P256, public);
    let secret = agree_ephemeral(own, &peer, |shared| {
        expand::<32>(auth, shared, &[b"WebPush: info\0", public, sender.as_ref()])
    });
    let secret = secret.expect("a shared secret");
    let key: [u8; 16] = expand(&SALT, &secret, &[b"Content-Encoding: aes128gcm\0"]);
    let nonce: [u8; 12] = expand(&SALT, &secret, &[b"Content-Encoding: nonce\0"]);

    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).expect("16 bytes"));
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    let mut record = padded.to_vec();
    key.seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut record).expect("a short record");
    [&SALT[..], &RECORD_SIZE.to_be_bytes(), &[65], sender.as_ref(), &record].concat()
}

fn expand<const N: usize>(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> [u8; N] {
    let mut bytes = [0; N];
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    key.expand(info, Length(N)).and_then(|okm| okm.fill(&mut bytes)).expect("a short output");
    bytes
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// May be the same every time: the sender's key is not.
const SALT: [u8; 16] = [9; 16];
const RECORD_SIZE: u32 = 4_096;
