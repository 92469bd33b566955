//! Pushes by Web Push, as UnifiedPush has them too: one subscription for all accounts of this installation.

use super::authenticator::Authenticator;
use super::inbox::PushOutcome;
use crate::error::Error;
use crate::model::{KeyHandle, PushTarget, Secret};
use crate::protocol::web_push::{STORED_BYTES, Subscription, WebPushError};
use crate::store::StoreError;

impl Authenticator {
    /// The push target for an endpoint that a push service gave this phone: for [`Authenticator::set_push_target`]. The keys in
    /// it are made on the first call and stay the same, so that pushes under way open when the endpoint changes. Its token
    /// must reach servers only: whoever has it can send pushes.
    ///
    /// # Errors
    /// `push.target_refused` when `endpoint` is no public `https` address of at most 2,048 characters; when storage fails.
    pub fn web_push_target(&self, endpoint: &str) -> Result<PushTarget, Error> {
        let subscription = match self.subscription() {
            Ok(Some(subscription)) => subscription,
            Ok(None) => self.subscribe()?,
            // What is damaged cannot come back, and the servers learn of the new one with the endpoint.
            Err(StoreError::CorruptRow { .. }) => {
                self.store().delete_key(&handle())?;
                self.subscribe()?
            }
            Err(error) => return Err(error.into()),
        };
        Ok(subscription.target(endpoint, self.platform.rules)?)
    }

    /// Takes a push of a Web Push service as it arrived, still encrypted (the coding `aes128gcm`), and goes on like
    /// [`Authenticator::handle_push`].
    ///
    /// # Errors
    /// `challenge.push_malformed` when it cannot be decrypted: registering for pushes again helps if the keys were lost. Then
    /// those of [`Authenticator::handle_push`].
    pub async fn handle_web_push(&self, content: &[u8]) -> Result<PushOutcome, Error> {
        let subscription = self.subscription()?.ok_or(WebPushError::NotSubscribed)?;
        let payload = subscription.decrypt(content)?;
        self.handle_push(&payload).await
    }

    fn subscribe(&self) -> Result<Subscription, Error> {
        for _ in 0..ATTEMPTS {
            let mut random = [0; STORED_BYTES];
            self.platform.entropy.fill(&mut random)?;
            let made = Secret::take(&mut random);
            if Subscription::from_stored(&made).is_some() {
                self.store().put_key(&handle(), &made)?;
                break;
            }
        }
        // Another process may have been faster; what is stored is the subscription.
        Ok(self.subscription()?.ok_or(WebPushError::NotSubscribed)?)
    }

    fn subscription(&self) -> Result<Option<Subscription>, StoreError> {
        let Some(stored) = self.store().key(&handle())? else { return Ok(None) };
        Subscription::from_stored(&stored).map(Some).ok_or(StoreError::CorruptRow { place: PLACE })
    }
}

/// Where the subscription is kept, beside the keys of the software signer.
fn handle() -> KeyHandle {
    "web-push".parse().expect("a constant id")
}

const PLACE: &str = "private_key.sealed";
/// About one in 2^32 random strings is no P-256 scalar.
const ATTEMPTS: u8 = 8;
