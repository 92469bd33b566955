//! A subscription: the keys that content is encrypted for, and how servers are told.

use p256::SecretKey;
use p256::elliptic_curve::sec1::ToSec1Point;
use serde::Serialize;
use zeroize::Zeroizing;

use super::WebPushError;
use super::content::{AUTH, Keys, POINT};
use crate::model::{PushTarget, Secret};
use crate::protocol::jose::base64url;
use crate::protocol::url_rules::{PushEndpoint, UrlRules};

/// Length of [`Subscription::from_stored`]'s form: a scalar of 32 bytes and a secret of 16.
pub const STORED_BYTES: usize = SCALAR + AUTH;

/// The key pair and the secret of a subscription. Wiped when dropped.
///
/// The private key never leaves this type; servers get the public key and the secret, by which they encrypt.
pub struct Subscription {
    secret: SecretKey,
    public: [u8; POINT],
    auth: Zeroizing<[u8; AUTH]>,
}

impl Subscription {
    /// Reads the stored form, which is [`STORED_BYTES`] random bytes. `None` when they are no subscription: about one random
    /// string in 2^32 is none.
    pub fn from_stored(stored: &Secret) -> Option<Self> {
        let (scalar, auth) = stored.expose().split_last_chunk::<AUTH>()?;
        let scalar: &[u8; SCALAR] = scalar.try_into().ok()?;
        let secret = SecretKey::from_bytes(scalar.into()).ok()?;
        let public = secret.public_key().to_sec1_point(false).as_bytes().try_into().ok()?;
        Some(Self { secret, public, auth: Zeroizing::new(*auth) })
    }

    /// Where servers send to: docs/protocol.md section 8.
    ///
    /// # Errors
    /// [`WebPushError::Endpoint`] when `endpoint` is no address that servers send to.
    pub fn target(&self, endpoint: &str, rules: UrlRules) -> Result<PushTarget, WebPushError> {
        let endpoint = PushEndpoint::parse(endpoint, rules).map_err(WebPushError::Endpoint)?;
        let keys = TokenKeys { p256dh: base64url(&self.public), auth: base64url(self.auth.as_slice()) };
        let token = serde_json::to_string(&Token { endpoint: endpoint.as_str(), keys });
        Ok(PushTarget { provider: PROVIDER.to_owned(), token: token.expect("plain data is always JSON") })
    }

    /// Opens the content of a push.
    ///
    /// # Errors
    /// All of [`WebPushError`] but [`WebPushError::Endpoint`] and [`WebPushError::NotSubscribed`].
    pub fn decrypt(&self, content: &[u8]) -> Result<Zeroizing<Vec<u8>>, WebPushError> {
        Keys { secret: &self.secret, public: &self.public, auth: &self.auth }.decrypt(content)
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscription(redacted)")
    }
}

/// `PushSubscriptionJSON` of the Push API, without what is optional.
#[derive(Serialize)]
struct Token<'a> {
    endpoint: &'a str,
    keys: TokenKeys,
}

#[derive(Serialize)]
struct TokenKeys {
    p256dh: String,
    auth: String,
}

/// What servers call it.
const PROVIDER: &str = "webpush";
const SCALAR: usize = 32;
