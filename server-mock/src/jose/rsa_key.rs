//! RSA keys of devices and the RS256 messages made with them.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};

use crate::json::{self, Malformed, Members};

/// An RSA public key: big-endian integers without leading zeros.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RsaKey {
    pub(crate) n: Vec<u8>,
    pub(crate) e: Vec<u8>,
}

impl RsaKey {
    /// Reads a SubjectPublicKeyInfo (DER) of 2048 to 4096 bits with the exponent 65537.
    pub(crate) fn from_spki(der: &[u8]) -> Result<Self, Malformed> {
        let key = RsaPublicKey::from_public_key_der(der).map_err(|_| Malformed)?;
        let key = Self { n: key.n_bytes().into(), e: key.e_bytes().into() };
        let is_usable = (256..=512).contains(&key.n.len()) && key.e == [1, 0, 1];
        if is_usable { Ok(key) } else { Err(Malformed) }
    }

    /// Size of the modulus in bits, rounded up to whole bytes.
    pub(crate) fn bits(&self) -> usize {
        self.n.len() * 8
    }

    /// Whether `signature` is this key's RSASSA-PKCS1-v1_5 signature of `data` with SHA-256.
    pub(crate) fn verify(&self, data: &[u8], signature: &[u8]) -> bool {
        let components = RsaPublicKeyComponents { n: &self.n, e: &self.e };
        components.verify(&RSA_PKCS1_2048_8192_SHA256, data, signature).is_ok()
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RsaKey").finish_non_exhaustive()
    }
}

/// A compact JWS in its parts. Its claims mean nothing until `is_signed_by` says so.
#[derive(Clone, Debug)]
pub(crate) struct CompactJws<'a> {
    signing_input: &'a str,
    pub(crate) header: Members,
    pub(crate) claims: Members,
    signature: Vec<u8>,
}

impl<'a> CompactJws<'a> {
    /// Reads three base64url segments, the first two of them JSON objects without duplicate members.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Malformed> {
        if text.len() > MAX_CHARACTERS {
            return Err(Malformed);
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or(Malformed)?;
        let (header, claims) = signing_input.split_once('.').ok_or(Malformed)?;
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Malformed);
        let object = |part: &str| json::parse_object(&decode(part)?);
        Ok(Self { signing_input, header: object(header)?, claims: object(claims)?, signature: decode(signature)? })
    }

    /// Whether `key` signed this message with RS256, the only algorithm it has.
    pub(crate) fn is_signed_by(&self, key: &RsaKey) -> bool {
        self.header.text("alg") == Ok("RS256") && key.verify(self.signing_input.as_bytes(), &self.signature)
    }
}

const MAX_CHARACTERS: usize = 16_384;

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use rsa::pkcs8::EncodePublicKey;

    use super::*;

    const SPKI: &str = include_str!("../../../tests/vectors/keys/guardian/public-test-key-ann.pem");

    #[test]
    fn only_whole_public_keys_of_a_usable_size_are_read() {
        use rsa::pkcs8::DecodePrivateKey;
        let lines: String = SPKI.lines().filter(|line| !line.starts_with('-')).collect();
        let private = BASE64.decode(lines.as_bytes()).unwrap();
        let public = rsa::RsaPrivateKey::from_pkcs8_der(&private).unwrap().to_public_key();
        let der = public.to_public_key_der().unwrap().into_vec();

        assert_eq!(RsaKey::from_spki(&der).map(|key| key.bits()), Ok(2048));
        let longer = [der.as_slice(), &[0]].concat();
        for bad in [&private, &der[..der.len() - 1], longer.as_slice(), b"", b"0"] {
            assert_eq!(RsaKey::from_spki(bad), Err(Malformed));
        }
    }

    #[test]
    fn anything_but_three_segments_around_two_objects_is_refused() {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let good = format!("{}.{}.{}", encode("{}"), encode("{}"), encode("s"));
        assert!(CompactJws::parse(&good).is_ok());

        let list = format!("{}.{}.{}", encode("[]"), encode("{}"), encode("s"));
        let twice = format!("{}.{}.{}", encode(r#"{"a":1,"a":1}"#), encode("{}"), encode("s"));
        for text in [list, twice, format!("{good}.x"), format!("{good}="), "..".to_owned(), String::new()] {
            assert_eq!(CompactJws::parse(&text).err(), Some(Malformed), "{text}");
        }
    }
}
