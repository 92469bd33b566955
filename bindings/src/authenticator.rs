//! The one object that apps hold.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::dialect::Code;
use countersign_core::engine::{self, Approval, Removal};
use countersign_core::error::Error;
use countersign_core::model::{
    AccountId, ChallengeId, DenyReason, DialectId, HistoryPage, Number, PushTarget, Secret, UnixTime, UserVerification,
};

use crate::cancel::unless;
use crate::data::shared;
use crate::guard::{guarded, guarded_now};
use crate::open::open;
use crate::{
    AccountList, AccountRecord, Cancellation, Capabilities, ChallengeRecord, ChallengeReport, DecisionState, Fault,
    Health, History, KeyVault, OneTimeCode, Preview, Problem, PushOutcome, Refreshed, Settings, Signer, Transport,
    Watch,
};

/// A push authenticator: all accounts of one person on one device.
///
/// Any call may be made from any thread, at the same time as others and from several processes, and may be canceled while it waits: what
/// must not be lost is stored before anything is sent. Calls that wait for nobody read and write storage on the calling thread.
#[derive(uniffi::Object)]
pub struct Authenticator {
    pub(crate) core: Arc<engine::Authenticator>,
    cancellation: Option<Arc<Cancellation>>,
}

#[uniffi::export]
impl Authenticator {
    /// Opens the accounts in the folder of `settings`, making it when it is not there. Contacts nobody.
    ///
    /// Without `vault` and `transport` the built-in ones serve, in builds that have them; without `signer`, keys are kept in software.
    #[uniffi::constructor(default(vault = None, transport = None, signer = None))]
    pub fn open(
        settings: Settings,
        vault: Option<Arc<dyn KeyVault>>,
        transport: Option<Arc<dyn Transport>>,
        signer: Option<Arc<dyn Signer>>,
    ) -> Result<Arc<Self>, Fault> {
        let core = guarded_now(|| Ok(open(settings, vault, transport, signer)))??;
        Ok(Arc::new(Self { core: Arc::new(core), cancellation: None }))
    }

    /// The same accounts through calls that `by` ends, whatever ended those of this one. Making it costs nothing: one for each call will do.
    pub fn cancelable(&self, by: Arc<Cancellation>) -> Arc<Self> {
        Arc::new(Self { core: Arc::clone(&self.core), cancellation: Some(by) })
    }

    /// The languages whose servers enroll a person who is signed in without a code: see `preview_with_token`.
    pub fn token_dialects(&self) -> Result<Vec<DialectId>, Fault> {
        guarded_now(|| Ok(self.core.token_dialects()))
    }

    /// All accounts in order of enrollment. Contacts nobody.
    pub fn accounts(&self) -> Result<AccountList, Fault> {
        guarded_now(|| Ok(self.core.accounts()?.into()))
    }

    /// Sets what the person calls an account on this device, at most 64 characters; an empty name takes it back. Contacts nobody.
    pub fn rename(&self, account: AccountId, name: String) -> Result<(), Fault> {
        guarded_now(|| self.core.rename(&account, &name))
    }

    /// What the account's server can do, so that an app offers nothing else. Contacts nobody.
    pub fn capabilities(&self, account: AccountId) -> Result<Capabilities, Fault> {
        guarded_now(|| Ok(self.core.capabilities(&account)?.into()))
    }

    /// A stream of the challenges that wait, those that wait already included. Asks servers every so many milliseconds.
    #[uniffi::method(default(every_millis = 1000))]
    pub fn watch(self: Arc<Self>, every_millis: u64) -> Result<Arc<Watch>, Fault> {
        guarded_now(|| Ok(Arc::new(Watch::new(self, Duration::from_millis(every_millis)))))
    }

    /// Challenges that wait for the person, oldest first, as stored on this device. Contacts nobody.
    pub fn pending(&self) -> Result<Vec<ChallengeRecord>, Fault> {
        guarded_now(|| Ok(self.core.pending()?.into_iter().map(ChallengeRecord::from).collect()))
    }

    /// One challenge: where it stands, how old it is, and whether requests pile up. Contacts nobody.
    pub fn challenge(&self, id: ChallengeId) -> Result<ChallengeReport, Fault> {
        guarded_now(|| {
            let (challenge, status) = self.core.challenge(&id)?;
            let age_seconds = self.core.age(&challenge).as_secs();
            let burst = self.core.burst(&challenge)?.map(crate::Burst::from);
            Ok(ChallengeReport { challenge: challenge.into(), status: status.into(), age_seconds, burst })
        })
    }

    /// What happened, newest first: `limit` entries and all of the same second as the last of them, only of `account` and only strictly
    /// before `before` where given. The next page is the one before the time of the last entry.
    #[uniffi::method(default(account = None, before = None, limit = 50))]
    pub fn history(&self, account: Option<AccountId>, before: Option<UnixTime>, limit: u32) -> Result<History, Fault> {
        guarded_now(|| Ok(self.core.history(&HistoryPage { account, before, limit })?.into()))
    }

    /// The account's one-time code at this moment, by its server's clock. To count down, ask again as it says.
    pub fn one_time_code(&self, account: AccountId) -> Result<OneTimeCode, Fault> {
        guarded_now(|| Ok(self.core.one_time_code(&account)?.into()))
    }

    /// Gives up the account's counter-based code for the next one, for good. Call it when the person used the code.
    pub fn next_one_time_code(&self, account: AccountId) -> Result<OneTimeCode, Fault> {
        guarded_now(|| Ok(self.core.next_one_time_code(&account)?.into()))
    }

    /// Where pushes go for the endpoint that a Web Push service or a UnifiedPush distributor gave this device: for `set_push_target`. The
    /// keys in it are made on the first call and stay the same. Its token is for servers only: whoever has it can send pushes. Contacts nobody.
    ///
    /// An endpoint that is no public https address of at most 2,048 characters is `push.target_refused`.
    pub fn web_push_target(&self, endpoint: String) -> Result<PushTarget, Fault> {
        guarded_now(|| self.core.web_push_target(&endpoint))
    }

    /// A text of at most 32 KiB for a developer who is to help: versions, accounts without their names, what failed and what happened
    /// lately. No secret, token, name or address is in it; show it to the person before it is sent. Contacts nobody.
    pub fn diagnostics(&self) -> Result<String, Fault> {
        guarded_now(|| Ok(self.core.diagnostics()))
    }
}

#[cfg_attr(feature = "reqwest", uniffi::export(async_runtime = "tokio"))]
#[cfg_attr(not(feature = "reqwest"), uniffi::export)]
impl Authenticator {
    /// Reads a scanned or pasted code and asks its issuer who it is for. Makes nothing, here or there.
    ///
    /// `server` is a domain or a URL, for codes that name no server and for apps built for one.
    #[uniffi::method(default(server = None))]
    pub async fn preview(&self, code: String, server: Option<String>) -> Result<Arc<Preview>, Fault> {
        let preview = self.ended(async {
            match &server {
                Some(server) => self.core.preview_at(&code, server).await,
                None => self.core.preview(&code).await,
            }
        });
        Ok(Arc::new(preview.await?.into()))
    }

    /// The same for a code that may carry several accounts, as exports of one-time-code apps do. In the order of the code.
    #[uniffi::method(default(server = None))]
    pub async fn preview_all(&self, code: String, server: Option<String>) -> Result<Vec<Arc<Preview>>, Fault> {
        let code = Code { text: &code, server: server.as_deref() };
        self.ended(async { Ok(shared(self.core.preview_all(&code).await?)) }).await
    }

    /// Fetches a code from `server`, a domain or a URL, for the person to whom `access_token` belongs, and previews it: an app in which
    /// somebody is signed in needs no camera. The token is used once and never kept.
    pub async fn preview_with_token(
        &self,
        dialect: DialectId,
        server: String,
        access_token: String,
    ) -> Result<Arc<Preview>, Fault> {
        let access_token = Secret::new(access_token.into_bytes());
        let preview = self.ended(self.core.preview_with_token(&dialect, &server, &access_token)).await?;
        Ok(Arc::new(preview.into()))
    }

    /// Makes the device key and the account. The person has agreed to what the preview shows.
    ///
    /// Repeating it after any failure, crash or lost reply ends with exactly one account or none.
    pub async fn enroll(&self, preview: Arc<Preview>) -> Result<AccountRecord, Fault> {
        self.ended(async { Ok(self.core.enroll(&preview.0).await?.into()) }).await
    }

    /// Removes an account. History stays. When the server cannot be told, `refresh` goes on.
    pub async fn remove(&self, account: AccountId, removal: Removal) -> Result<(), Fault> {
        self.ended(self.core.remove(&account, removal)).await
    }

    /// Takes a push payload: the data map of FCM or the `userInfo` of APNs as JSON. The same payload may be taken again, after a failure
    /// or because it arrived twice: it is one challenge.
    pub async fn handle_push(&self, payload: Vec<u8>) -> Result<PushOutcome, Fault> {
        self.ended(async { Ok(self.core.handle_push(&payload).await?.into()) }).await
    }

    /// Takes the content of a push by Web Push or UnifiedPush as it arrived, still encrypted, and goes on like `handle_push`.
    ///
    /// What cannot be decrypted is `challenge.push_malformed`: if keys were lost, telling servers a new `web_push_target` helps.
    pub async fn handle_web_push(&self, content: Vec<u8>) -> Result<PushOutcome, Fault> {
        self.ended(async { Ok(self.core.handle_web_push(&content).await?.into()) }).await
    }

    /// Asks every server what waits, and brings everything else up to date on the way: unconfirmed answers, interrupted enrollments and
    /// removals, push registration, challenges that ended elsewhere.
    pub async fn refresh(&self) -> Result<Refreshed, Fault> {
        self.ended(async { Ok(self.core.refresh().await?.into()) }).await
    }

    /// Answers "it is me", once, with the number from the login page where the challenge asks for one.
    ///
    /// Returning means that the server recorded this approval. A fault says where the decision stands; calling again with the same
    /// answer goes on where it stopped.
    #[uniffi::method(default(number = None, verification = None))]
    pub async fn approve(
        &self,
        challenge: ChallengeId,
        number: Option<String>,
        verification: Option<UserVerification>,
    ) -> Result<DecisionState, Fault> {
        self.ended(async {
            let number = number.as_deref().map(Number::parse).transpose()?;
            let verification = verification.unwrap_or(UserVerification::None);
            Ok(self.core.approve(&challenge, Approval { number, verification }).await?.into())
        })
        .await
    }

    /// Answers "it is not me", once. Never needs a number.
    ///
    /// From the moment this returns, even with a fault, nothing on this device can approve the challenge.
    #[uniffi::method(default(reason = None))]
    pub async fn deny(&self, challenge: ChallengeId, reason: Option<DenyReason>) -> Result<DecisionState, Fault> {
        self.ended(async { Ok(self.core.deny(&challenge, reason).await?.into()) }).await
    }

    /// Tells the issuer that somebody is attacking the account, and asks it to let nobody in.
    #[uniffi::method(default(challenge = None))]
    pub async fn lock_out(&self, account: AccountId, challenge: Option<ChallengeId>) -> Result<(), Fault> {
        self.ended(self.core.lock_out(&account, challenge.as_ref())).await
    }

    /// Sets the name of this device in the account's device list on the server, at most 64 characters.
    pub async fn name_device(&self, account: AccountId, name: String) -> Result<(), Fault> {
        self.ended(self.core.name_device(&account, &name)).await
    }

    /// Replaces the account's device key by a new one of the same kind. When the server cannot be told, `refresh` goes on; when it
    /// refuses the new key, the old one stays.
    pub async fn rotate_key(&self, account: AccountId) -> Result<(), Fault> {
        self.ended(self.core.rotate_key(&account)).await
    }

    /// Sets where pushes go, for all accounts, and tells their servers; nothing stops pushes. Servers that cannot be told now are told by
    /// the next `refresh`; those accounts are returned.
    pub async fn set_push_target(&self, target: Option<PushTarget>) -> Result<Vec<Problem>, Fault> {
        self.ended(async {
            let problems = self.core.set_push_target(target).await?;
            Ok::<_, Error>(problems.into_iter().map(Problem::from).collect())
        })
        .await
    }

    /// Asks every server, reads every record, and says what needs attention.
    pub async fn doctor(&self) -> Result<Health, Fault> {
        self.ended(async { Ok(self.core.doctor().await?.into()) }).await
    }
}

impl Authenticator {
    /// How every call that waits ends: with what it brings, without its panic, or because it was canceled.
    pub(crate) async fn ended<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
        unless(self.cancellation.as_ref(), guarded(call)).await
    }
}
