//! Content in the coding `aes128gcm` (RFC 8188) with the keys of Web Push (RFC 8291): one record only.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes128Gcm, Key, Nonce, Tag};
use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::WebPushError;

/// The most bytes of encrypted content, as every push service carries them (RFC 8030 section 7.2).
pub const MAX_CONTENT: usize = 4_096;

/// The phone's side of a subscription.
pub(super) struct Keys<'a> {
    pub(super) secret: &'a SecretKey,
    pub(super) public: &'a [u8; POINT],
    pub(super) auth: &'a [u8; AUTH],
}

impl Keys<'_> {
    /// The plain content.
    pub(super) fn decrypt(&self, content: &[u8]) -> Result<Zeroizing<Vec<u8>>, WebPushError> {
        if content.len() > MAX_CONTENT {
            return Err(WebPushError::TooLong);
        }
        let Parts { salt, sender, record } = Parts::split(content)?;
        let (key, nonce) = self.derive(salt, sender)?;
        let (body, tag) = record.split_last_chunk::<TAG>().ok_or(WebPushError::Truncated)?;

        let mut plain = Zeroizing::new(body.to_vec());
        Aes128Gcm::new(&key)
            .decrypt_inout_detached(&Nonce::from(nonce), &[], plain.as_mut_slice().into(), &Tag::from(*tag))
            .map_err(|_| WebPushError::Undecryptable)?;
        unpad(&mut plain)?;
        Ok(plain)
    }

    /// RFC 8291 section 3.4.
    fn derive(
        &self,
        salt: &[u8; SALT],
        sender: &[u8; POINT],
    ) -> Result<(Zeroizing<Key<Aes128Gcm>>, [u8; NONCE]), WebPushError> {
        let sender_key = PublicKey::from_sec1_bytes(sender).map_err(|_| WebPushError::SenderKey)?;
        let shared = diffie_hellman(self.secret.to_nonzero_scalar(), sender_key.as_affine());

        let mut input = Zeroizing::new([0; 32]);
        expand(
            &shared.extract::<Sha256>(Some(self.auth)),
            &[b"WebPush: info\0", self.public.as_slice(), sender.as_slice()],
            input.as_mut_slice(),
        );
        let content_keys = Hkdf::<Sha256>::new(Some(salt), input.as_slice());
        let (mut key, mut nonce) = (Zeroizing::new(Key::<Aes128Gcm>::default()), [0; NONCE]);
        expand(&content_keys, &[b"Content-Encoding: aes128gcm\0"], key.as_mut_slice());
        expand(&content_keys, &[b"Content-Encoding: nonce\0"], &mut nonce);
        Ok((key, nonce))
    }
}

/// The parts of a content: salt, record size, and the sender's key where RFC 8188 has the id of a key.
struct Parts<'a> {
    salt: &'a [u8; SALT],
    sender: &'a [u8; POINT],
    record: &'a [u8],
}

impl<'a> Parts<'a> {
    fn split(content: &'a [u8]) -> Result<Self, WebPushError> {
        let (salt, rest) = content.split_first_chunk::<SALT>().ok_or(WebPushError::Truncated)?;
        let (size, rest) = rest.split_first_chunk::<4>().ok_or(WebPushError::Truncated)?;
        let (&id_length, rest) = rest.split_first().ok_or(WebPushError::Truncated)?;
        if usize::from(id_length) != POINT {
            return Err(WebPushError::SenderKey);
        }
        let (sender, record) = rest.split_first_chunk::<POINT>().ok_or(WebPushError::Truncated)?;
        if record.len() < SMALLEST_RECORD {
            return Err(WebPushError::Truncated);
        }
        let size = usize::try_from(u32::from_be_bytes(*size)).unwrap_or(usize::MAX);
        if size <= SMALLEST_RECORD {
            return Err(WebPushError::RecordSize);
        }
        if record.len() > size {
            return Err(WebPushError::SeveralRecords);
        }
        Ok(Self { salt, sender, record })
    }
}

fn expand(keys: &Hkdf<Sha256>, info: &[&[u8]], into: &mut [u8]) {
    keys.expand_multi_info(info, into).expect("SHA-256 expands to far more than these lengths");
}

/// Removes the padding and its delimiter, which also says whether it is the last record.
fn unpad(plain: &mut Vec<u8>) -> Result<(), WebPushError> {
    let delimiter = plain.iter().rposition(|byte| *byte != 0).ok_or(WebPushError::Padding)?;
    match plain.get(delimiter) {
        Some(&LAST_RECORD) => {
            plain.truncate(delimiter);
            Ok(())
        }
        Some(&OTHER_RECORD) => Err(WebPushError::SeveralRecords),
        Some(_) | None => Err(WebPushError::Padding),
    }
}

/// Length of a point of P-256, uncompressed.
pub(super) const POINT: usize = 65;
/// Length of the subscription's second secret.
pub(super) const AUTH: usize = 16;
const SALT: usize = 16;
const NONCE: usize = 12;
const TAG: usize = 16;
/// A delimiter and a tag: RFC 8188 section 2.
const SMALLEST_RECORD: usize = 1 + TAG;
const LAST_RECORD: u8 = 2;
const OTHER_RECORD: u8 = 1;
