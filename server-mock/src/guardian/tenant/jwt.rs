//! The tenant's own tokens for browsers: HS256, so that clients can read when they end.

use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use serde_json::{Value, json};

use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;
use crate::json::{self, Members};

impl TenantState {
    /// The key of the tenant's own tokens; made when it is first needed.
    pub(super) fn signing_key(&mut self, moment: &mut TenantMoment<'_>) -> [u8; 32] {
        *self.signing_key.get_or_insert_with(|| moment.random.bytes())
    }

    /// The claims of a token for `audience` that this tenant made and that did not end.
    pub(crate) fn open(&self, token: &str, audience: &str, now: u64) -> Result<Members, GuardianError> {
        let invalid = GuardianError::InvalidToken("invalid token");
        let key = self.signing_key.ok_or(invalid)?;
        let claims = verified(token, &key).ok_or(invalid)?;
        if claims.text("aud") != Ok(audience) {
            return Err(GuardianError::InvalidToken("the token is for another audience"));
        }
        if claims.integer("exp").is_ok_and(|end| end > now) {
            return Ok(claims);
        }
        Err(GuardianError::InvalidToken("expired token"))
    }
}

/// A JWT with these claims.
pub(super) fn sign(claims: &Value, key: &[u8; 32]) -> String {
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let input = format!("{}.{}", encode(&json!({"alg": "HS256", "typ": "JWT"})), encode(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), input.as_bytes());
    format!("{input}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
}

fn verified(token: &str, key: &[u8; 32]) -> Option<Members> {
    let (input, tag) = token.rsplit_once('.')?;
    let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok()?;
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, key), input.as_bytes(), &tag).ok()?;
    let claims = BASE64URL_NOPAD.decode(input.split_once('.')?.1.as_bytes()).ok()?;
    json::parse_object(&claims).ok()
}
