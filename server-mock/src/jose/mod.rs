//! Strict JOSE for the protocol: compact JWS with an allow-list of header members, JWK and thumbprints.
//!
//! The algorithm always comes from a key the verifier already trusts, never from the header alone.

mod key;
mod message;
mod rs256;
mod rsa_key;
mod signer;

pub(crate) use key::PublicKey;
pub(crate) use message::{Kind, Message, MessageError};
pub(crate) use rs256::RsaSigner;
pub(crate) use rsa_key::{CompactJws, RsaKey};
pub(crate) use signer::{EcSigner, IssuerSigner};

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};

/// The base64url SHA-256 of `data`, 43 characters.
pub(crate) fn sha256(data: &[u8]) -> String {
    BASE64URL_NOPAD.encode(digest(&SHA256, data).as_ref())
}
