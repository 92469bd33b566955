//! Where the story plays: a mock server, a browser window and a phone.

use std::fmt::Debug;
use std::path::PathBuf;

use countersign_core::engine::Approval;
use countersign_core::error::Error;
use countersign_core::model::{Challenge, ChallengeId, DecisionState, NumberChallenge};
use countersign_server_mock::{JournalEntry, LoginState, MockServer, UserSpec};

use super::chapters::CHAPTERS;
use crate::demo::browser::Browser;
use crate::demo::failure::Failure;
use crate::demo::phone::Phone;
use crate::demo::story::chapter::{self, Chapter};
use crate::demo::story::room::Room;
use crate::demo::teller::Teller;

/// The person in the story.
pub(super) const ALICE: &str = "alice";

/// Everything the chapters share.
pub(in crate::demo::story) struct Stage {
    /// Who tells, and where.
    pub(super) room: Room,
    /// The server Alice logs in to.
    pub(super) server: MockServer,
    /// Alice's browser.
    pub(super) browser: Browser,
    /// Alice's phone.
    pub(super) phone: Phone,
}

/// A login that waits, as the login page shows it.
pub(super) struct WaitingLogin {
    /// Login id of the mock server.
    pub(super) id: String,
    /// The number on the page.
    pub(super) number: String,
}

impl chapter::Stage for Stage {
    const OPENING: &'static str =
        "A mock server and a phone, both on this machine. The phone is the real thing, only the fingers are missing.";

    const CHAPTERS: &'static [Chapter<Self>] = CHAPTERS;

    async fn set(teller: &Teller) -> Result<Self, Failure> {
        let _waiting = teller.waiting("starting the mock server");
        let room = Room::open(teller)?;
        let server = MockServer::builder().start().await?;
        server.world().add_user(UserSpec { otp: true, ..UserSpec::named(ALICE) })?;
        let browser = Browser::new(server.url())?;
        let phone = Phone::open(&room.home("phone"), "Alice's phone", None)?;
        Ok(Self { room, server, browser, phone })
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
    /// A folder that lasts as long as the story.
    pub(super) fn home(&self, name: &str) -> PathBuf {
        self.room.home(name)
    }

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

    /// Alice types her name on the login page.
    pub(super) async fn log_in(&mut self) -> Result<WaitingLogin, Failure> {
        self.browser.submit("/login", &[("user", ALICE)]).await?;
        let id = self.browser.path().strip_prefix("/login/").unwrap_or_default().to_owned();
        let number = self.browser.element("number").ok_or(Failure::Page("shows no number"))?;
        self.say("page", &format!("\"{}: {number}\"", self.browser.heading()));
        Ok(WaitingLogin { id, number })
    }

    /// The push arrives, and the phone asks its person.
    pub(super) async fn phone_asks(&mut self) -> Result<Challenge, Failure> {
        let challenge = self.phone.pushed_challenge().await?;
        self.say("phone", &format!("lights up: {}", question(&challenge)));
        Ok(challenge)
    }

    /// Alice types `number` into the phone and approves.
    pub(super) async fn approve(&self, id: &ChallengeId, number: &str) -> Result<DecisionState, Error> {
        self.phone.core.approve(id, Approval::with_number(number)?).await
    }

    /// What the login page says now. Pages ask the server by themselves; this one is asked to.
    pub(super) async fn page_says(&mut self, login: &WaitingLogin) -> Result<String, Failure> {
        self.browser.open(&format!("/login/{}", login.id)).await?;
        let heading = self.browser.heading();
        self.say("page", &format!("\"{heading}\""));
        Ok(heading)
    }

    /// How the server sees the login.
    pub(super) fn login_state(&self, login: &WaitingLogin) -> Option<LoginState> {
        self.server.world().login(&login.id).map(|login| login.state)
    }

    /// What the server was asked with this operation, oldest first.
    pub(super) fn asked(&self, operation: &str) -> Vec<JournalEntry> {
        let entries = self.server.journal().entries();
        entries.into_iter().filter(|entry| entry.operation == operation).collect()
    }
}

/// What the phone asks, in one line.
fn question(challenge: &Challenge) -> String {
    let context = &challenge.context;
    let from = [&context.app, &context.browser, &context.os, &context.place, &context.ip];
    let from: Vec<&str> = from.into_iter().filter_map(Option::as_deref).collect();
    let ask = match &challenge.number {
        NumberChallenge::Enter { digits } => format!("type the {digits} digits on the login page, or deny"),
        NumberChallenge::Select { choices } => format!("which one is on the login page: {}?", choices.join(", ")),
        NumberChallenge::None => "approve or deny".to_owned(),
    };
    format!("\"{}: is it you? ({}) {ask}\"", challenge.relying_party.name, from.join(", "))
}
