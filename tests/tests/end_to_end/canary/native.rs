//! Every secret and personal text of a whole story, failures included, stays out of files, logs, errors and `Debug`.

use std::sync::{Arc, Mutex};

use countersign_core::engine::{Approval, Authenticator, Removal};
use countersign_core::model::{Account, ChallengeId, DenyReason, HistoryPage, PushTarget};
use countersign_core::platform::{Entropy, EntropyError, FileVault, SoftwareSigner, SystemEntropy};
use countersign_core::store::{OpenOptions, SqliteStore, Store};
use countersign_server_mock::{
    Context, Detail, Fault, FaultAction, LoginSpec, MockServer, RelyingParty, Settings, UserSpec,
};
use countersign_tests::leaks::{Canary, Logs, contents};
use countersign_tests::{Loss, LossyTransport, PhoneHome, Scene, Witness, jws};
use data_encoding::BASE32_NOPAD;

const USER: &str = "canary-account@example.com";
const ISSUER_NAME: &str = "Canary Issuer Name";
const DEVICE: &str = "Canary Device Name";
const LABEL: &str = "Canary Own Label";
const TOKEN: &str = "canary-push-token-0123456789";
const MESSAGE: &str = "Canary message to the person";
const WRONG: &str = "90817263";

/// Remembers the randomness it gave away: keys are made of it.
#[derive(Default)]
struct RememberingEntropy(Mutex<Vec<Vec<u8>>>);

impl Entropy for RememberingEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        SystemEntropy.fill(buffer)?;
        self.0.lock().expect("not poisoned").push(buffer.to_vec());
        Ok(())
    }
}

struct Story {
    scene: Scene,
    home: PhoneHome,
    phone: Authenticator,
    store: Arc<SqliteStore>,
    wire: Arc<LossyTransport>,
    entropy: Arc<RememberingEntropy>,
    witness: Witness,
}

impl Story {
    async fn start() -> Self {
        let server = MockServer::builder().start().await.expect("a server");
        let settings = Settings { issuer_name: ISSUER_NAME.to_owned(), ..Settings::default() };
        server.world().set_settings(settings).expect("settings");
        server.world().add_user(UserSpec { otp: true, ..UserSpec::named(USER) }).expect("a user");
        let (scene, home, entropy) = (Scene { server }, PhoneHome::new(), Arc::new(RememberingEntropy::default()));
        let mut platform = home.platform();
        let vault = FileVault::new(home.path().join("vault.key"));
        let path = home.path().join("countersign.db");
        let random: Arc<dyn Entropy> = entropy.clone();
        let store = SqliteStore::open(&path, &OpenOptions::default(), &vault, Arc::clone(&random)).expect("a store");
        let store = Arc::new(store);
        let wire = Arc::new(LossyTransport::new(Arc::clone(&platform.transport)));
        platform.transport = wire.clone();
        platform.signer = Arc::new(SoftwareSigner::new(Arc::clone(&store), Arc::clone(&random)));
        platform.store = store.clone();
        platform.entropy = random;
        platform.device.name = DEVICE.to_owned();
        platform.device.push = Some(PushTarget { provider: "fcm".to_owned(), token: TOKEN.to_owned() });
        let device = platform.device.clone();
        let mut witness = Witness::of(&[
            ("account name", USER),
            ("issuer name", ISSUER_NAME),
            ("device name", DEVICE),
            ("own label", LABEL),
            ("push token", TOKEN),
            ("message", MESSAGE),
            ("wrong number", WRONG),
            ("party", "Canary Party"),
            ("party host", "canary-party.example"),
            ("app", "Canary App"),
            ("address", "203.0.113.77"),
            ("place", "Canary Place"),
            ("system", "Canary OS"),
            ("browser", "Canary Browser"),
            ("label", "Canary Amount"),
            ("value", "Canary 1,000 EUR"),
        ]);
        witness.print(device);
        let phone = Authenticator::new(platform);
        Self { scene, home, phone, store, wire, entropy, witness }
    }

    fn fault(&self, operation: &str, action: FaultAction) {
        self.scene.server.faults().add(Fault::once(operation, action));
    }

    async fn enroll(&mut self) -> Account {
        let offer = self.scene.server.world().offer(USER).expect("an offer").uri;
        let ticket = offer.split(['?', '&']).find_map(|part| part.strip_prefix("t=")).expect("a ticket").to_owned();
        self.witness.plant("ticket", &ticket);

        for (code, bad) in [
            ("qr.unknown_scheme", offer.replace("countersign:", "other:")),
            ("qr.unsupported_version", offer.replace("v=1", "v=2")),
            ("qr.invalid_parameter", offer.replace("&k=", "&k=x")),
            ("qr.malformed", format!("{offer}&x=%zz")),
        ] {
            let result = self.phone.preview(&bad).await;
            self.witness.fails(code, result);
        }
        self.fault("preview", FaultAction::Status { code: 503, retry_after: None });
        let result = self.phone.preview(&offer).await;
        self.witness.fails("server.unavailable", result);
        self.fault("preview", FaultAction::WrongSignature);
        let result = self.phone.preview(&offer).await;
        self.witness.fails("server.reply_unverifiable", result);
        let preview = self.phone.preview(&offer).await.expect("a preview");
        self.witness.print(&preview);
        self.wire.lose(0, Loss::Reply);
        let result = self.phone.enroll(&preview).await;
        self.witness.fails("net.interrupted", result);
        let enrollments = self.store.enrollments().expect("a working store");
        self.witness.print(&enrollments);
        let account = self.phone.enroll(&preview).await.expect("an account");
        self.witness.print(&account);
        self.learn_keys(&account);
        let result = self.phone.preview(&self.scene.server.world().offer(USER).expect("an offer").uri).await;
        let again = self.phone.enroll(&result.expect("a preview")).await;
        self.witness.fails("enroll.already_enrolled", again);
        account
    }

    /// The device key is one of the random strings; the one-time-code secret came with the receipt.
    fn learn_keys(&mut self, account: &Account) {
        let public = countersign_core::protocol::jose::jwk_to_json(account.public_key().expect("a key"));
        let drawn = self.entropy.0.lock().expect("not poisoned").clone();
        let seeds = drawn.iter().filter_map(|drawn| <[u8; 32]>::try_from(drawn.as_slice()).ok());
        let seed = seeds.into_iter().find(|seed| jws::TestKey::ed25519(*seed).jwk() == public).expect("the device key");
        self.witness.plant("device key", seed);
        let mut receipts = self.wire.recorded().into_iter().rev().filter_map(|recorded| {
            let body: serde_json::Value = serde_json::from_slice(&recorded.response?.body).ok()?;
            Some(jws::open(body.get("receipt")?.as_str()?).claims)
        });
        let claims = receipts.next().expect("a receipt");
        let secret = claims["otp"]["secret"].as_str().expect("one-time codes").to_owned();
        self.witness.plant("one-time-code secret", BASE32_NOPAD.decode(secret.as_bytes()).expect("base32"));
        self.witness.plant("one-time-code text", secret);
    }

    async fn login(&mut self) -> (String, ChallengeId) {
        let text = |text: &str| Some(text.to_owned());
        let spec = LoginSpec {
            rp: Some(RelyingParty { name: "Canary Party".to_owned(), host: text("canary-party.example") }),
            context: Context {
                app: text("Canary App"),
                ip: text("203.0.113.77"),
                place: text("Canary Place"),
                os: text("Canary OS"),
                browser: text("Canary Browser"),
            },
            message: text(MESSAGE),
            details: vec![Detail { label: "Canary Amount".to_owned(), value: "Canary 1,000 EUR".to_owned() }],
            number: Some(countersign_server_mock::NumberStyle::Enter { digits: 8 }),
            ..LoginSpec::default()
        };
        let login = self.scene.server.world().start_login(USER, spec).expect("a login");
        let number = login.number.expect("a number");
        self.witness.plant("number", &number);
        let hint = self.scene.server.world().hints().pop().expect("a hint").payload.to_string();
        let outcome = self.phone.handle_push(hint.as_bytes()).await.expect("our push");
        self.witness.print(&outcome);
        let refreshed = self.phone.refresh().await.expect("a refresh");
        self.witness.print(&refreshed);
        let pending = self.phone.pending().expect("pending challenges");
        self.witness.print(&pending);
        let challenge = pending.last().expect("a challenge");
        assert_eq!(challenge.text.as_deref(), Some(MESSAGE));
        self.witness.print((&challenge.relying_party, &challenge.context, &challenge.details));
        (number, challenge.id.clone())
    }

    async fn logins(&mut self) {
        let (_, id) = self.login().await;
        let approval = Approval::with_number(WRONG).expect("digits");
        self.witness.print(&approval);
        let result = self.phone.approve(&id, approval).await;
        self.witness.fails("answer.number_mismatch", result);

        let (number, id) = self.login().await;
        let approval = Approval::with_number(&number).expect("digits");
        self.wire.lose(0, Loss::Reply);
        self.fault("outcome", FaultAction::Status { code: 500, retry_after: None });
        let result = self.phone.approve(&id, approval.clone()).await;
        self.witness.fails("net.interrupted", result);
        let unsettled = self.store.unsettled().expect("a working store");
        assert_eq!(unsettled.len(), 1);
        self.witness.print(&unsettled);
        self.phone.approve(&id, approval.clone()).await.expect("the recorded approval");
        let result = self.phone.deny(&id, None).await;
        self.witness.fails("answer.already_answered", result);

        let (_, id) = self.login().await;
        let state = self.phone.deny(&id, Some(DenyReason::Mistake)).await.expect("a deny");
        self.witness.print(state);
        let result = self.phone.approve(&id, approval).await;
        self.witness.fails("answer.already_answered", result);
        self.login().await;
    }

    async fn management(&mut self, account: &Account) {
        self.phone.rename(&account.id, LABEL).expect("a rename");
        let result = self.phone.rename(&account.id, "Canary\u{0}");
        self.witness.fails("core.invalid_name", result);
        self.phone.name_device(&account.id, DEVICE).await.expect("a name");
        let target = PushTarget { provider: "fcm".to_owned(), token: format!("{TOKEN}-2") };
        self.witness.print(&target);
        self.fault("update", FaultAction::Status { code: 503, retry_after: None });
        let problems = self.phone.set_push_target(Some(target)).await.expect("a working store");
        self.witness.print(&problems);
        self.phone.rotate_key(&account.id).await.expect("a rotation");
        let rotated = self.phone.account(&account.id).expect("the account");
        self.learn_keys(&rotated);
        let code = self.phone.one_time_code(&account.id).expect("a code");
        self.witness.print(&code);
        let health = self.phone.doctor().await.expect("a working store");
        self.witness.print(&health);
        self.witness.print(self.phone.diagnostics());
        let page = HistoryPage { account: None, before: None, limit: 100 };
        let history = self.phone.history(&page).expect("history");
        assert!(history.len() > 4);
        self.witness.print(&history);
        let streams = self.phone.hint_streams().await.expect("streams");
        self.witness.print(&streams);
        let recorded = self.wire.recorded();
        self.witness.print(&recorded);
        let accounts = self.phone.accounts().expect("accounts");
        self.witness.print(&accounts);
    }
}

#[tokio::test]
async fn no_secret_and_no_personal_text_leaves_its_place() {
    let (logs, _guard) = Logs::capture();
    let mut story = Story::start().await;

    let account = story.enroll().await;
    story.logins().await;
    story.management(&account).await;
    story.witness.assert_nothing_sang(&story.home, &logs, "while the account is there");

    story.fault("unenroll", FaultAction::Status { code: 500, retry_after: None });
    let result = story.phone.remove(&account.id, Removal::Everywhere).await;
    story.witness.fails("server.unavailable", result);
    story.phone.remove(&account.id, Removal::Everywhere).await.expect("a removal");
    story.witness.assert_nothing_sang(&story.home, &logs, "after the removal");

    assert!(story.witness.planted() >= 24, "every canary was planted");
    let traffic: Vec<u8> = story.wire.recorded().into_iter().flat_map(|recorded| recorded.request.body).collect();
    assert!(story.witness.found_in(&traffic).contains(&"push token"), "the search finds what is there");
}

#[tokio::test]
async fn the_wrapping_key_is_in_the_vault_file_only() {
    let (logs, _guard) = Logs::capture();
    let mut story = Story::start().await;
    story.enroll().await;

    let all = contents(&story.home.path(), "");
    let (_, key) = all.iter().find(|(name, _)| name == "vault.key").expect("the vault");
    let canary = Canary::new("wrapping key", key);

    for (name, bytes) in all.iter().filter(|(name, _)| name != "vault.key") {
        assert!(!canary.is_in(bytes), "{name}");
    }
    assert!(!canary.is_in(&logs.bytes()));
}
