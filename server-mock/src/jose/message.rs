//! Signed messages as they arrive: parsed strictly, verified over the bytes as received.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::{PublicKey, sha256};
use crate::json::{self, Malformed, Members, is_id};

/// What a device may send; each kind has its own `typ` and is accepted in one place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Enroll,
    ApprovalKey,
    Answer,
    Proof,
    Update,
    Rotate,
    RotateKey,
    Unenroll,
    Report,
}

impl Kind {
    pub(crate) fn typ(self) -> &'static str {
        match self {
            Self::Enroll => "countersign-enroll+jwt",
            Self::ApprovalKey => "countersign-approval-key+jwt",
            Self::Answer => "countersign-answer+jwt",
            Self::Proof => "countersign-proof+jwt",
            Self::Update => "countersign-update+jwt",
            Self::Rotate => "countersign-rotate+jwt",
            Self::RotateKey => "countersign-rotate-key+jwt",
            Self::Unenroll => "countersign-unenroll+jwt",
            Self::Report => "countersign-report+jwt",
        }
    }

    fn carries_key(self) -> bool {
        matches!(self, Self::Enroll | Self::ApprovalKey | Self::RotateKey)
    }
}

/// Why a message is not one of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageError {
    /// It breaks a rule of section 1.
    Malformed,
    /// It is well formed but made with an algorithm this server does not have.
    Algorithm,
}

impl From<Malformed> for MessageError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

/// A compact JWS with an acceptable header. Its claims mean nothing until `verify` says so.
pub(crate) struct Message<'a> {
    text: &'a str,
    signing_input: &'a str,
    algorithm: &'static str,
    signer: Signer,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Message<'a> {
    /// Reads a message of `kind`, whose header must have exactly the members that kind has.
    pub(crate) fn parse(text: &'a str, kind: Kind) -> Result<Self, MessageError> {
        if text.len() > MAX_CHARACTERS {
            return Err(MessageError::Malformed);
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or(Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(Malformed)?;
        let header = json::parse_object(&decode(header)?)?;
        if header.0.len() != 3 || header.text("typ")? != kind.typ() {
            return Err(MessageError::Malformed);
        }
        let algorithm = match header.text("alg")? {
            "EdDSA" => "EdDSA",
            "ES256" => "ES256",
            _ => return Err(MessageError::Algorithm),
        };
        let signer = if kind.carries_key() {
            Signer::Key(PublicKey::from_jwk(header.value("jwk").ok_or(Malformed)?)?)
        } else {
            Signer::Device(header.text("kid").ok().filter(|kid| is_id(kid)).ok_or(Malformed)?.to_owned())
        };
        let (payload, signature) = (decode(payload)?, decode(signature)?);
        Ok(Self { text, signing_input, algorithm, signer, payload, signature })
    }

    /// The `kid`: the device that claims to have signed.
    pub(crate) fn device(&self) -> &str {
        match &self.signer {
            Signer::Device(id) => id,
            Signer::Key(_) => "",
        }
    }

    /// The `jwk`, for the kinds that carry one.
    pub(crate) fn key(&self) -> Option<&PublicKey> {
        match &self.signer {
            Signer::Key(key) => Some(key),
            Signer::Device(_) => None,
        }
    }

    /// Whether `key` signed this message; the header's `alg` must be the one of the key.
    pub(crate) fn verify(&self, key: &PublicKey) -> bool {
        self.algorithm == key.algorithm() && key.verify(self.signing_input.as_bytes(), &self.signature)
    }

    pub(crate) fn claims(&self) -> Result<Members, Malformed> {
        json::parse_object(&self.payload)
    }

    /// The base64url SHA-256 of the message as received.
    pub(crate) fn digest(&self) -> String {
        sha256(self.text.as_bytes())
    }
}

enum Signer {
    Device(String),
    Key(PublicKey),
}

fn decode(segment: &str) -> Result<Vec<u8>, Malformed> {
    BASE64URL_NOPAD.decode(segment.as_bytes()).map_err(|_| Malformed)
}

/// The claims of a compact JWS that this server made itself, without any check.
pub(crate) fn own_claims(text: &str) -> Option<Value> {
    let payload = text.split('.').nth(1)?;
    json::parse(&decode(payload).ok()?).ok()
}

const MAX_CHARACTERS: usize = 16_384;

#[cfg(test)]
mod tests {
    use super::*;

    fn compact(header: &str, payload: &str) -> String {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        format!("{}.{}.{}", encode(header), encode(payload), encode("signature"))
    }

    #[test]
    fn header_with_any_other_member_is_refused() {
        let good = compact(r#"{"alg":"EdDSA","typ":"countersign-answer+jwt","kid":"d"}"#, "{}");
        assert!(Message::parse(&good, Kind::Answer).is_ok());

        for header in [
            r#"{"alg":"EdDSA","typ":"countersign-answer+jwt"}"#,
            r#"{"alg":"EdDSA","typ":"countersign-answer+jwt","kid":"d","crit":[]}"#,
            r#"{"alg":"EdDSA","typ":"countersign-answer+jwt","kid":"d","kid":"d"}"#,
            r#"{"alg":"EdDSA","typ":"countersign-answer+jwt","jku":"https://a.example"}"#,
            r#"{"alg":"EdDSA","typ":"countersign-update+jwt","kid":"d"}"#,
            r#"{"alg":"EdDSA","typ":"countersign-answer+jwt","kid":""}"#,
            r#"["EdDSA"]"#,
        ] {
            let error = Message::parse(&compact(header, "{}"), Kind::Answer).err();
            assert_eq!(error, Some(MessageError::Malformed), "{header}");
        }
    }

    #[test]
    fn unknown_algorithms_are_named_as_such() {
        for alg in ["none", "HS256", "RS256", "eddsa"] {
            let header = format!(r#"{{"alg":"{alg}","typ":"countersign-answer+jwt","kid":"d"}}"#);
            let error = Message::parse(&compact(&header, "{}"), Kind::Answer).err();
            assert_eq!(error, Some(MessageError::Algorithm), "{alg}");
        }
    }

    #[test]
    fn anything_but_three_unpadded_segments_is_refused() {
        let good = compact(r#"{"alg":"EdDSA","typ":"countersign-answer+jwt","kid":"d"}"#, "{}");
        let long = "a".repeat(MAX_CHARACTERS + 1);
        for text in [format!("{good}."), format!("{good}="), format!(".{good}"), "..".into(), String::new(), long] {
            assert_eq!(Message::parse(&text, Kind::Answer).err(), Some(MessageError::Malformed));
        }
    }
}
