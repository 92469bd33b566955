//! Where the story plays: a server, a browser at its sign-in page and a phone that a push gateway reaches.

use std::fmt::Debug;

use countersign_core::engine::Approval;
use countersign_core::error::Error;
use countersign_core::model::{Account, Challenge, DecisionState, NumberChallenge, PushTarget, UnixTime};
use countersign_core::store::Row;
use countersign_server_mock::{JournalEntry, MockServer, PushAuthView};
use serde_json::Value;

use super::chapters::CHAPTERS;
use super::sign_in::SignIn;
use crate::demo::failure::Failure;
use crate::demo::identity_server;
use crate::demo::phone::{Phone, fcm};
use crate::demo::story::chapter::{self, Chapter};
use crate::demo::story::room::Room;
use crate::demo::teller::Teller;

/// Everything the chapters share.
pub(in crate::demo::story) struct Stage {
    /// Who tells, and where.
    pub(super) room: Room,
    /// The server Alice signs in to.
    pub(super) server: MockServer,
    /// The sign-in page in Alice's browser.
    pub(super) page: SignIn,
    /// Alice's phone.
    pub(super) phone: Phone,
    /// Where pushes for the phone go.
    pub(super) address: PushTarget,
}

impl chapter::Stage for Stage {
    const OPENING: &'static str = "A WSO2 Identity Server and a phone, both on this machine. The server is a mock that speaks its language, \
         sign-in pages included; the phone is the real thing, only the fingers are missing.";

    const CHAPTERS: &'static [Chapter<Self>] = CHAPTERS;

    async fn set(teller: &Teller) -> Result<Self, Failure> {
        let _waiting = teller.waiting("starting the server");
        let room = Room::open(teller)?;
        let server = identity_server::start(None).await?;
        let page = SignIn::new(server.url())?;
        let address = fcm("alices-phone");
        let phone = Phone::open(&room.home("phone"), "Alice's phone", Some(address.clone()))?;
        Ok(Self { room, server, page, phone, address })
    }

    fn room(&self) -> &Room {
        &self.room
    }

    async fn clear(self) {
        drop(self.phone);
        self.server.shutdown().await;
        self.room.clear();
    }
}

impl Stage {
    pub(super) fn say(&self, who: &str, what: &str) {
        self.room.teller.say(who, what);
    }

    /// Goes on only when what was found is what the story tells.
    pub(super) fn expect<T: PartialEq + Debug>(
        &self,
        what: &'static str,
        found: &T,
        expected: &T,
    ) -> Result<(), Failure> {
        self.room.expect(what, found, expected)
    }

    /// Somebody types `name` into a fresh sign-in page, which asks the phones of that person. Returns the push login.
    pub(super) async fn sign_in(&mut self, who: &str, name: &str) -> Result<PushAuthView, Failure> {
        self.page.open("").await?;
        self.say(who, &format!("types \"{name}\" into the sign-in page, and no password"));
        self.page.identify(name).await?;
        self.waits()
    }

    /// What the sign-in page shows while it waits for a phone. Returns the push login.
    pub(super) fn waits(&self) -> Result<PushAuthView, Failure> {
        match self.page.number() {
            Some(number) => self.say("page", &format!("\"{}\" {number}", self.page.heading())),
            None => self.say("page", &format!("\"{}\"", self.page.heading())),
        }
        let id = self.newest_push()["data"]["pushId"].as_str().unwrap_or_default().to_owned();
        self.server.identity_server().push(&id).ok_or(Failure::Late("the login"))
    }

    /// The newest push arrives, and the phone asks its person.
    pub(super) async fn phone_asks(&mut self) -> Result<Challenge, Failure> {
        let push = self.newest_push();
        let payload = self.phone.this_push(&push).await?;
        self.phone_shows(&payload).await
    }

    /// The phone takes a push and asks its person.
    pub(super) async fn phone_shows(&self, payload: &[u8]) -> Result<Challenge, Failure> {
        let challenge = self.phone.challenge_of(payload).await?;
        self.say("phone", &format!("lights up: {}", question(&challenge)));
        Ok(challenge)
    }

    /// The newest push for Alice's phone, as it left the server.
    pub(super) fn newest_push(&self) -> Value {
        let pushes = self.server.identity_server().pushes().into_iter().rev();
        let mut own = pushes.filter(|push| push.token.as_ref() == Some(&self.address.token));
        own.next().map(|push| push.payload).unwrap_or_default()
    }

    /// Alice approves with the number that the page shows.
    pub(super) async fn approve(&self, challenge: &Challenge) -> Result<DecisionState, Error> {
        let number = self.page.number().unwrap_or_default();
        self.say("Alice", &format!("picks {number}, as the page shows it, and approves"));
        self.approve_with(challenge, &number).await
    }

    /// Alice approves with this number.
    pub(super) async fn approve_with(&self, challenge: &Challenge, number: &str) -> Result<DecisionState, Error> {
        self.phone.core.approve(&challenge.id, Approval::with_number(number)?).await
    }

    /// The sign-in page hears that there is an answer, and goes on.
    pub(super) async fn page_goes_on(&mut self, push: &PushAuthView) -> Result<String, Failure> {
        let status = self.page.status(&push.id).await?;
        self.say("page", &format!("hears \"{status}\""));
        self.expect("what the page hears", &status.as_str(), &"COMPLETED")?;
        self.page.proceed().await?;
        let heading = self.page.heading();
        self.say("page", &format!("\"{heading}\""));
        Ok(heading)
    }

    /// How the server sees the push login, in a word.
    pub(super) fn state(&self, push: &PushAuthView) -> String {
        self.server.identity_server().push(&push.id).map(|push| push.state).unwrap_or_else(|| "gone".to_owned())
    }

    /// What the server was asked with this operation, oldest first.
    pub(super) fn asked(&self, operation: &str) -> Vec<JournalEntry> {
        let entries = self.server.journal().entries();
        entries.into_iter().filter(|entry| entry.operation == operation).collect()
    }

    /// The accounts on the phone.
    pub(super) fn accounts(&self) -> Result<Vec<Account>, Failure> {
        Ok(self.phone.core.accounts()?.into_iter().filter_map(Row::intact).collect())
    }

    /// Seconds since the login began, by the server's clock: these servers do not say when it ends.
    pub(super) fn age(&self, challenge: &Challenge) -> i64 {
        let now = UnixTime::from_seconds(i64::try_from(self.server.clock().now()).unwrap_or(i64::MAX));
        now.since(challenge.issued_at)
    }
}

/// What the phone asks, in one line.
pub(super) fn question(challenge: &Challenge) -> String {
    let context = &challenge.context;
    let from = [&context.app, &context.browser, &context.os, &context.ip];
    let from: Vec<&str> = from.into_iter().filter_map(Option::as_deref).collect();
    let ask = match &challenge.number {
        NumberChallenge::Select { choices } => format!("pick {} or deny", choices.join(", ")),
        NumberChallenge::Enter { .. } | NumberChallenge::None => "approve or deny".to_owned(),
    };
    format!("\"{}: is it you? ({}) {ask}\"", challenge.relying_party.name, from.join(", "))
}

/// The numbers on the phone, the right one among them.
pub(super) fn choices(challenge: &Challenge) -> Vec<String> {
    match &challenge.number {
        NumberChallenge::Select { choices } => choices.clone(),
        NumberChallenge::Enter { .. } | NumberChallenge::None => Vec::new(),
    }
}
