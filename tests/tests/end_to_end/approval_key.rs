//! Accounts whose approvals are signed by a key that only the person can use: docs/protocol.md section 3.4.

use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator, Removal};
use countersign_core::error::{Advice, ErrorKind};
use countersign_core::model::{Account, AccountState, ChallengeStatus, DecisionState, Recorded, UserVerification};
use countersign_core::platform::{Prompt, SignerError, SoftwareSigner, SystemEntropy};
use countersign_core::store::MemoryStore;
use countersign_server_mock::{DeviceView, Login, Offer};
use countersign_tests::issuer::ScriptedIssuer;
use countersign_tests::jws::Draft;
use countersign_tests::{Loss, ManualClock, Person, PhoneHome, Reaction, Scene, USER, platform};
use serde_json::json;

const APPROVED: DecisionState = DecisionState::RecordedByUs(Recorded::Approved);
const DENIED: DecisionState = DecisionState::RecordedByUs(Recorded::Denied);
const BIOMETRIC: Prompt = Prompt::Approve(UserVerification::Biometric);

type Change = fn(&mut Draft);

/// A phone with a person in front of it.
struct Held {
    scene: Scene,
    home: PhoneHome,
    person: Arc<Person>,
}

impl Held {
    async fn new() -> Self {
        Self { scene: Scene::start().await, home: PhoneHome::new(), person: Person::new() }
    }

    async fn enrolled() -> (Self, Authenticator, Account) {
        let held = Self::new().await;
        let phone = held.open();
        let account = held.scene.enroll(&phone).await;
        (held, phone, account)
    }

    fn open(&self) -> Authenticator {
        self.home.open_with(|platform| self.person.in_front_of(platform))
    }

    fn offer(&self) -> Offer {
        self.scene.server.world().offer(USER).expect("an offer")
    }

    fn devices(&self) -> Vec<DeviceView> {
        self.scene.server.world().devices(USER)
    }

    fn assert_nothing_is_left(&self) {
        for table in ["account", "enrollment", "private_key"] {
            assert_eq!(self.home.rows(table), 0, "{table}");
        }
        assert!(self.devices().is_empty());
    }
}

fn number_of(login: &Login) -> Approval {
    Approval::with_number(&login.number.clone().expect("a number")).expect("digits")
}

#[tokio::test]
async fn an_account_has_an_approval_key_where_the_phone_has_such_keys() {
    let (held, _, account) = Held::enrolled().await;
    let one_key = PhoneHome::new();
    let other = held.scene.enroll(&one_key.open()).await;

    assert!(account.approval_key.is_some() && other.approval_key.is_none());
    let registered = held.devices().into_iter().filter(|device| device.approval_thumbprint.is_some());
    assert_eq!((registered.count(), held.devices().len()), (1, 2));
    assert_eq!((held.home.rows("private_key"), one_key.rows("private_key")), (2, 1));
    assert_eq!(held.person.prompts(), [Prompt::RegisterKey]);
}

#[tokio::test]
async fn only_registering_and_approving_ask_the_person() {
    let (held, phone, account) = Held::enrolled().await;
    let (first, to_approve) = held.scene.login_seen_by(&phone).await;
    let (_, to_deny) = held.scene.login_seen_by(&phone).await;

    phone.rename(&account.id, "Bank").expect("a name");
    phone.name_device(&account.id, "Phone").await.expect("a name");
    assert_eq!(phone.deny(&to_deny, None).await, Ok(DENIED));
    phone.rotate_key(&account.id).await.expect("a rotation");
    assert_eq!(held.person.prompts(), [Prompt::RegisterKey]);

    let approval = number_of(&first).verified_by(UserVerification::Biometric);
    assert_eq!(phone.approve(&to_approve, approval).await, Ok(APPROVED));
    assert_eq!(held.person.prompts(), [Prompt::RegisterKey, BIOMETRIC]);

    phone.lock_out(&account.id, None).await.expect("a report");
    phone.remove(&account.id, Removal::Everywhere).await.expect("a removal");
    assert_eq!(held.person.prompts(), [Prompt::RegisterKey, BIOMETRIC]);
    held.assert_nothing_is_left();
}

#[tokio::test]
async fn an_approve_without_verification_is_not_even_signed() {
    let (held, phone, _) = Held::enrolled().await;
    let (login, id) = held.scene.login_seen_by(&phone).await;

    let refused = phone.approve(&id, number_of(&login)).await.expect_err("nobody was verified");

    assert_eq!((refused.kind, refused.code), (ErrorKind::UserVerification, "uv.required"));
    assert_eq!(refused.decision, Some(DecisionState::NotSent));
    assert_eq!(phone.challenge(&id).expect("a challenge").1, ChallengeStatus::Pending);
    assert_eq!(held.person.prompts(), [Prompt::RegisterKey]);
    let approval = number_of(&login).verified_by(UserVerification::Device);
    assert_eq!(phone.approve(&id, approval).await, Ok(APPROVED));
}

#[tokio::test]
async fn a_person_who_cancels_can_still_approve_or_deny() {
    let (held, phone, _) = Held::enrolled().await;
    let (login, id) = held.scene.login_seen_by(&phone).await;
    let approval = number_of(&login).verified_by(UserVerification::Biometric);
    held.person.will(Reaction::Fails(SignerError::Canceled));

    let canceled = phone.approve(&id, approval.clone()).await.expect_err("canceled");

    assert_eq!((canceled.code, canceled.decision), ("uv.canceled", Some(DecisionState::NotSent)));
    held.person.will(Reaction::Agrees);
    assert_eq!(phone.approve(&id, approval).await, Ok(APPROVED));
}

#[tokio::test]
async fn who_lost_the_approval_key_can_still_deny_and_removes_the_account_to_enroll_again() {
    let (held, phone, account) = Held::enrolled().await;
    let (login, id) = held.scene.login_seen_by(&phone).await;
    held.person.will(Reaction::Fails(SignerError::Invalidated));

    let lost = phone.approve(&id, number_of(&login).verified_by(UserVerification::Biometric)).await.expect_err("lost");

    assert_eq!((lost.code, lost.advice), ("key.invalidated", Advice::AfterEnrollment));
    assert_eq!(lost.decision, Some(DecisionState::NotSent));
    assert_eq!(phone.deny(&id, None).await, Ok(DENIED));
    phone.remove(&account.id, Removal::Everywhere).await.expect("removed");
    held.assert_nothing_is_left();
    held.person.will(Reaction::Agrees);
    assert!(held.scene.enroll(&phone).await.approval_key.is_some());
}

#[tokio::test]
async fn a_rotation_leaves_the_approval_key_as_it_is() {
    let (held, phone, account) = Held::enrolled().await;
    for _ in 0..3 {
        phone.rotate_key(&account.id).await.expect("a rotation");
    }
    let rotated = phone.account(&account.id).expect("an account");
    let (login, id) = held.scene.login_seen_by(&phone).await;

    assert_ne!(rotated.key, account.key);
    assert_eq!(rotated.approval_key, account.approval_key);
    assert_eq!(held.home.rows("private_key"), 2);
    let approval = number_of(&login).verified_by(UserVerification::Biometric);
    assert_eq!(phone.approve(&id, approval).await, Ok(APPROVED));
}

#[tokio::test]
async fn an_approve_that_the_device_key_signed_is_not_recorded() {
    let (held, phone, account) = Held::enrolled().await;
    let (login, id) = held.scene.login_seen_by(&phone).await;
    held.person.will(Reaction::IsBypassedWith(account.key.clone().expect("a key").handle));

    let refused = phone.approve(&id, number_of(&login).verified_by(UserVerification::Biometric)).await;

    assert!(refused.is_err(), "{refused:?}");
    assert!(held.scene.answers(&login).is_empty());
    assert_eq!(phone.account(&account.id).expect("an account").state, AccountState::Active);
}

#[tokio::test]
async fn a_person_who_does_not_want_the_key_leaves_nothing_behind_and_may_try_again() {
    for error in [SignerError::Canceled, SignerError::Invalidated, SignerError::Unsupported] {
        let held = Held::new().await;
        let (phone, offer) = (held.open(), held.offer());
        let preview = phone.preview(&offer.uri).await.expect("a preview");
        held.person.will(Reaction::Fails(error));

        let stopped = phone.enroll(&preview).await.expect_err("no key");

        assert_eq!(stopped.code, countersign_core::error::Error::from(error).code);
        held.assert_nothing_is_left();
        held.person.will(Reaction::Agrees);
        assert!(phone.enroll(&preview).await.expect("an account").approval_key.is_some());
    }
}

#[tokio::test]
async fn canceling_a_second_prompt_takes_no_key_from_the_account_of_the_first() {
    let held = Held::new().await;
    let phone = held.open();
    let preview = phone.preview(&held.offer().uri).await.expect("a preview");
    held.person.will(Reaction::AgreesOnce);

    let (first, second) = tokio::join!(phone.enroll(&preview), phone.enroll(&preview));

    assert_eq!(held.person.prompts().len(), 2);
    assert!(first.is_ok() || second.is_ok(), "{first:?}, {second:?}");
    assert_eq!(held.home.rows("private_key"), 2);
    held.person.will(Reaction::Agrees);
    let (login, id) = held.scene.login_seen_by(&phone).await;
    let approval = number_of(&login).verified_by(UserVerification::Biometric);
    assert_eq!(phone.approve(&id, approval).await, Ok(APPROVED));
}

#[tokio::test]
async fn an_enrollment_waits_for_the_person_without_asking_out_of_the_blue() {
    for error in [SignerError::Locked, SignerError::Failed] {
        let held = Held::new().await;
        let (phone, offer) = (held.open(), held.offer());
        held.person.will(Reaction::Fails(error));
        phone.enroll(&phone.preview(&offer.uri).await.expect("a preview")).await.expect_err("locked");
        held.person.will(Reaction::Agrees);

        phone.refresh().await.expect("a refresh");
        assert_eq!((held.person.prompts().len(), held.devices().len()), (1, 0), "{error:?}");

        let preview = phone.preview(&offer.uri).await.expect("a preview");
        assert!(phone.enroll(&preview).await.expect("an account").approval_key.is_some());
        assert_eq!(held.person.prompts(), [Prompt::RegisterKey; 2]);
        assert_eq!((held.home.rows("private_key"), held.devices().len()), (2, 1), "{error:?}");
    }
}

#[tokio::test]
async fn an_enrollment_that_waited_too_long_for_the_person_is_forgotten() {
    let held = Held::new().await;
    let now = held.scene.server.clock().now();
    let clock = Arc::new(ManualClock::new(now.try_into().expect("a time")));
    let phone = held.home.open_with(|platform| {
        let mut platform = held.person.in_front_of(platform);
        platform.clock = clock.clone();
        platform
    });
    held.person.will(Reaction::Fails(SignerError::Locked));
    phone.enroll(&phone.preview(&held.offer().uri).await.expect("a preview")).await.expect_err("locked");

    clock.advance(590);
    phone.refresh().await.expect("a refresh");
    assert_eq!(held.home.rows("enrollment"), 1);
    clock.advance(20);
    phone.refresh().await.expect("a refresh");

    held.assert_nothing_is_left();
}

#[tokio::test]
async fn a_lost_reply_is_asked_for_again_without_the_person() {
    let held = Held::new().await;
    let (phone, transport) = held.home.open_lossy_with(|platform| held.person.in_front_of(platform));
    transport.lose(1, Loss::Reply);
    let preview = phone.preview(&held.offer().uri).await.expect("a preview");
    phone.enroll(&preview).await.expect_err("lost");
    drop(phone);

    held.person.will(Reaction::Fails(SignerError::Canceled));
    let accounts = held.open().resume_enrollments().await.expect("a working store");

    assert!(accounts.iter().all(|account| account.approval_key.is_some()));
    assert_eq!((accounts.len(), held.devices().len()), (1, 1));
    assert_eq!(held.person.prompts(), [Prompt::RegisterKey]);
}

#[tokio::test]
async fn what_the_key_store_learns_later_does_not_change_an_enrollment_under_way() {
    let held = Held::new().await;
    let offer = held.offer();
    let (phone, transport) = held.home.open_lossy();
    transport.lose(1, Loss::Reply);
    phone.enroll(&phone.preview(&offer.uri).await.expect("a preview")).await.expect_err("lost");
    drop(phone);

    let phone = held.open();
    let account = phone.enroll(&phone.preview(&offer.uri).await.expect("a preview")).await.expect("an account");

    assert_eq!((account.approval_key, held.devices().len()), (None, 1));
    assert_eq!(held.person.prompts(), []);
}

#[tokio::test]
async fn a_receipt_that_does_not_name_the_approval_key_makes_no_account() {
    let cases: [(&str, Change); 3] = [
        ("dropped", |draft| drop(draft.claims.as_object_mut().expect("an object").remove("approval"))),
        ("exchanged", |draft| draft.claims["approval"] = json!("A".repeat(43))),
        ("the device key", |draft| draft.claims["approval"] = draft.claims["aud"].clone()),
    ];
    for (what, change) in cases {
        let issuer = Arc::new(ScriptedIssuer::new());
        issuer.change_receipt(change);
        let store = Arc::new(MemoryStore::new());
        let signer = SoftwareSigner::new(Arc::clone(&store), Arc::new(SystemEntropy));
        let mut parts = Person::new().in_front_of(platform(store, Arc::new(signer), issuer.clone()));
        parts.clock = Arc::new(ManualClock::new(issuer.now()));
        let phone = Authenticator::new(parts);
        let preview = phone.preview(&issuer.offer()).await.expect("a preview");

        let refused = phone.enroll(&preview).await.expect_err("refused");

        assert_eq!(refused.code, "server.reply_unacceptable", "{what}");
        assert!(phone.accounts().expect("accounts").is_empty(), "{what}");
        issuer.change_receipt(|_| {});
        assert_eq!(phone.resume_enrollments().await.expect("a working store").len(), 1, "{what}");
    }
}
