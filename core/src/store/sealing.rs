//! Sealing of single database columns.
//!
//! A sealed value is one version byte, a random 24-byte nonce and the XChaCha20-Poly1305 ciphertext. The associated data
//! names table, row, column and version, so a value opens only where it was sealed: moving it elsewhere breaks it.

use std::sync::Arc;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::platform::Entropy;

/// A column that holds sealed values.
#[derive(Debug)]
pub(super) struct Column {
    /// Table name.
    pub(super) table: &'static str,
    /// Column name.
    pub(super) column: &'static str,
    /// Both, as errors show them.
    pub(super) place: &'static str,
}

/// Why a value could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum SealError {
    /// No random nonce.
    #[error("no randomness for a nonce")]
    Entropy,
    /// Too short, or of a version that does not exist.
    #[error("not a sealed value")]
    Format,
    /// Damaged, forged, sealed elsewhere or under another key.
    #[error("the sealed value does not belong here")]
    Forged,
}

/// Seals and opens values under one key. The key is wiped when dropped.
pub(super) struct Sealer {
    cipher: XChaCha20Poly1305,
    entropy: Arc<dyn Entropy>,
}

impl Sealer {
    /// Seals under `key`.
    pub(super) fn new(key: &[u8; 32], entropy: Arc<dyn Entropy>) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), entropy }
    }

    /// Seals `plaintext` for `row` of `column`.
    pub(super) fn seal(&self, column: &Column, row: &str, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        self.entropy.fill(&mut nonce).map_err(|_| SealError::Entropy)?;

        let mut sealed = Vec::with_capacity(HEADER + plaintext.len() + TAG);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let (_, body) = sealed.split_at_mut(HEADER);
        let tag = self
            .cipher
            .encrypt_inout_detached(&XNonce::from(nonce), &associated_data(column, row, VERSION), body.into())
            .map_err(|_| SealError::Format)?;
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Opens what was sealed for `row` of `column`.
    pub(super) fn open(&self, column: &Column, row: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (&version, rest) = sealed.split_first().ok_or(SealError::Format)?;
        if version != VERSION {
            return Err(SealError::Format);
        }
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Format)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(SealError::Format)?;

        let mut plaintext = Zeroizing::new(body.to_vec());
        self.cipher
            .decrypt_inout_detached(
                &XNonce::from(*nonce),
                &associated_data(column, row, version),
                plaintext.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| SealError::Forged)?;
        Ok(plaintext)
    }
}

/// Each part after its length, so that no two places share associated data.
fn associated_data(column: &Column, row: &str, version: u8) -> Vec<u8> {
    let mut data = Vec::with_capacity(128);
    for part in [column.table.as_bytes(), row.as_bytes(), column.column.as_bytes(), &[version]] {
        data.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        data.extend_from_slice(part);
    }
    data
}

/// The schema version whose documents are sealed now.
const VERSION: u8 = 1;
const NONCE: usize = 24;
const HEADER: usize = 1 + NONCE;
const TAG: usize = 16;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::SystemEntropy;

    const HERE: Column = Column { table: "account", column: "profile", place: "account.profile" };

    fn sealer() -> Sealer {
        Sealer::new(&[7; 32], Arc::new(SystemEntropy))
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_place(plaintext: Vec<u8>, row in "[a-z0-9.]{0,40}") {
            let sealed = sealer().seal(&HERE, &row, &plaintext).expect("randomness");

            let opened = sealer().open(&HERE, &row, &sealed).expect("an intact value");
            prop_assert_eq!(opened.as_slice(), plaintext.as_slice());
        }

        #[test]
        fn any_flipped_bit_is_noticed(plaintext in prop::collection::vec(any::<u8>(), 0..64), at: prop::sample::Index, bit in 0_u8..8) {
            let mut sealed = sealer().seal(&HERE, "row", &plaintext).expect("randomness");

            let place = at.index(sealed.len());
            sealed[place] ^= 1 << bit;

            prop_assert!(sealer().open(&HERE, "row", &sealed).is_err());
        }

        #[test]
        fn any_cut_is_noticed(plaintext in prop::collection::vec(any::<u8>(), 0..64), at: prop::sample::Index) {
            let mut sealed = sealer().seal(&HERE, "row", &plaintext).expect("randomness");

            sealed.truncate(at.index(sealed.len()));

            prop_assert!(sealer().open(&HERE, "row", &sealed).is_err());
        }

        #[test]
        fn another_row_is_noticed(one in "[a-z]{1,8}", other in "[a-z]{1,8}") {
            prop_assume!(one != other);
            let sealed = sealer().seal(&HERE, &one, b"value").expect("randomness");

            prop_assert_eq!(sealer().open(&HERE, &other, &sealed), Err(SealError::Forged));
        }
    }

    #[test]
    fn another_table_column_or_key_is_noticed() {
        let sealed = sealer().seal(&HERE, "row", b"value").expect("randomness");

        let table = Column { table: "event", ..HERE };
        let column = Column { column: "otp", ..HERE };
        let shifted = Column { table: "accountp", column: "rofile", ..HERE };
        for place in [table, column, shifted] {
            assert_eq!(sealer().open(&place, "row", &sealed), Err(SealError::Forged), "{place:?}");
        }
        let other = Sealer::new(&[8; 32], Arc::new(SystemEntropy));
        assert_eq!(other.open(&HERE, "row", &sealed), Err(SealError::Forged));
    }

    /// Key, nonce and ciphertext of draft-irtf-cfrg-xchacha-03, appendix A.3.1, without its associated data: the key
    /// stream is the same, so the ciphertext is too.
    #[test]
    fn the_cipher_is_xchacha20() {
        struct DraftNonce;
        impl Entropy for DraftNonce {
            fn fill(&self, buffer: &mut [u8]) -> Result<(), crate::platform::EntropyError> {
                buffer.copy_from_slice(&std::array::from_fn::<u8, 24, _>(|at| 0x40 + u8::try_from(at).expect("small")));
                Ok(())
            }
        }
        let key = std::array::from_fn(|at| 0x80 + u8::try_from(at).expect("small"));

        let sealed = Sealer::new(&key, Arc::new(DraftNonce)).seal(&HERE, "row", b"Ladies and Gentl").expect("a nonce");

        let ciphertext =
            [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b, 0x95, 0x76, 0x57, 0x94, 0x93, 0xc0, 0xe9, 0x39];
        assert_eq!(sealed[HEADER..HEADER + 16], ciphertext);
    }

    #[test]
    fn sealing_twice_gives_different_values() {
        let sealer = sealer();
        assert_ne!(sealer.seal(&HERE, "row", b"value"), sealer.seal(&HERE, "row", b"value"));
    }
}
