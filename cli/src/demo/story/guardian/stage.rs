//! Where the story plays: a tenant, a browser at its login page and a phone that a push gateway reaches.

use std::fmt::Debug;

use countersign_core::engine::Approval;
use countersign_core::error::Error;
use countersign_core::model::{Account, Challenge, ChallengeId, DecisionState, PushTarget, UnixTime};
use countersign_core::store::Row;
use countersign_server_mock::{JournalEntry, LoginContext, MockServer, TransactionView};
use serde_json::{Value, json};

use super::chapters::CHAPTERS;
use crate::demo::browser::Browser;
use crate::demo::failure::Failure;
use crate::demo::phone::{Phone, fcm};
use crate::demo::scanner::{self, Reading};
use crate::demo::story::chapter::{self, Chapter};
use crate::demo::story::room::Room;
use crate::demo::teller::Teller;
use crate::demo::tenant::{self, ALICE};

/// Everything the chapters share.
pub(in crate::demo::story) struct Stage {
    /// Who tells, and where.
    pub(super) room: Room,
    /// The tenant Alice logs in to.
    pub(super) server: MockServer,
    /// Alice's browser.
    pub(super) browser: Browser,
    /// Alice's phone.
    pub(super) phone: Phone,
    /// Where pushes for the phone go.
    pub(super) address: PushTarget,
}

/// A login that waits, as the browser knows it.
pub(super) struct WaitingLogin {
    /// Transaction id.
    pub(super) id: String,
    /// With it the browser asks how the login stands.
    token: String,
}

impl chapter::Stage for Stage {
    const OPENING: &'static str = "An Auth0 tenant with Guardian and a phone, both on this machine. The tenant is a mock server that speaks \
         Guardian's language; the phone is the real thing, only the fingers are missing.";

    const CHAPTERS: &'static [Chapter<Self>] = CHAPTERS;

    async fn set(teller: &Teller) -> Result<Self, Failure> {
        let _waiting = teller.waiting("starting the tenant");
        let room = Room::open(teller)?;
        let server = tenant::start("Acme", None).await?;
        let browser = Browser::new(server.url())?;
        let address = fcm("alices-phone");
        let phone = Phone::open(&room.home("phone"), "Alice's phone", Some(address.clone()))?;
        Ok(Self { room, server, browser, phone, address })
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

    /// The password was right: the login page starts the second factor and asks Alice's phone.
    pub(super) async fn log_in(&self) -> Result<WaitingLogin, Failure> {
        let login = self.start_login().await?;
        let sent = self.browser.call("/appliance-mfa/api/send-push-notification", &bearer(&login.token), None).await?;
        accepted(sent)?;
        self.say("page", "\"We have sent a notification to your phone\"");
        Ok(login)
    }

    /// The password was right: the login page starts the second factor.
    pub(super) async fn start_login(&self) -> Result<WaitingLogin, Failure> {
        let token = self.server.tenant().request_token(ALICE)?;
        let start = json!({"state_transport": "polling"});
        let flow = self.browser.call("/appliance-mfa/api/start-flow", &bearer(&token), Some(&start)).await?;
        let token = text(&accepted(flow)?, "transaction_token");
        let state = self.browser.call("/appliance-mfa/api/transaction-state", &bearer(&token), None).await?;
        Ok(WaitingLogin { id: text(&accepted(state)?, "id"), token })
    }

    /// How the login stands, as the login page hears when it asks.
    pub(super) async fn page_sees(&self, login: &WaitingLogin) -> Result<String, Failure> {
        let state = self.browser.call("/appliance-mfa/api/transaction-state", &bearer(&login.token), None).await?;
        let state = text(&accepted(state)?, "state");
        self.say("page", &format!("hears \"{state}\""));
        Ok(state)
    }

    /// Types a one-time code into the login page. Returns the status and the code of an error.
    pub(super) async fn type_code(&self, login: &WaitingLogin, code: &str) -> Result<(u16, String), Failure> {
        let body = json!({"type": "manual_input", "code": code});
        let (status, reply) =
            self.browser.call("/appliance-mfa/api/verify-otp", &bearer(&login.token), Some(&body)).await?;
        Ok((status, text(&reply, "errorCode")))
    }

    /// An application starts a login without a browser.
    pub(super) fn start_login_in(&self, context: LoginContext) -> Result<String, Failure> {
        Ok(self.server.tenant().start_login(ALICE, context)?)
    }

    /// The tenant's newest push arrives, and the phone asks its person.
    pub(super) async fn phone_asks(&mut self) -> Result<Challenge, Failure> {
        let push = self.phone.this_push(&newest_push(&self.server)).await?;
        self.phone_shows(&push).await
    }

    /// The phone takes a push and asks its person.
    pub(super) async fn phone_shows(&self, push: &[u8]) -> Result<Challenge, Failure> {
        let challenge = self.phone.challenge_of(push).await?;
        self.say("phone", &format!("lights up: {}", self.question(&challenge)));
        Ok(challenge)
    }

    /// Alice approves. There is no number in Guardian's language.
    pub(super) async fn approve(&self, id: &ChallengeId) -> Result<DecisionState, Error> {
        self.phone.core.approve(id, Approval::without_number()).await
    }

    /// How the tenant sees the login.
    pub(super) fn transaction(&self, id: &str) -> Result<TransactionView, Failure> {
        self.server.tenant().transaction(id).ok_or(Failure::Late("the login"))
    }

    /// How the tenant sees the login, in a word.
    pub(super) fn state(&self, id: &str) -> Result<String, Failure> {
        Ok(self.transaction(id)?.state)
    }

    /// What the tenant was asked with this operation, oldest first.
    pub(super) fn asked(&self, operation: &str) -> Vec<JournalEntry> {
        let entries = self.server.journal().entries();
        entries.into_iter().filter(|entry| entry.operation == operation).collect()
    }

    /// The accounts on the phone.
    pub(super) fn accounts(&self) -> Result<Vec<Account>, Failure> {
        Ok(self.phone.core.accounts()?.into_iter().filter_map(Row::intact).collect())
    }

    /// Alice's account at the tenant.
    pub(super) fn account(&self) -> Result<Account, Failure> {
        let here = |account: &Account| account.issuer.starts_with(self.server.url());
        self.accounts()?.into_iter().find(here).ok_or(Failure::Late("the account"))
    }

    /// What the phone asks, in one line.
    fn question(&self, challenge: &Challenge) -> String {
        let context = &challenge.context;
        let from = [&context.browser, &context.os, &context.place];
        let from: Vec<&str> = from.into_iter().filter_map(Option::as_deref).collect();
        let from = if from.is_empty() { String::new() } else { format!(" ({})", from.join(", ")) };
        let seconds = self.seconds_left(challenge);
        let left = format!("{}:{:02} left", seconds / 60, seconds % 60);
        format!("\"{}: is it you?{from} {left}: approve or deny\"", challenge.relying_party.name)
    }

    /// Seconds until the login ends, by the tenant's clock.
    pub(super) fn seconds_left(&self, challenge: &Challenge) -> i64 {
        let now = UnixTime::from_seconds(i64::try_from(self.server.clock().now()).unwrap_or(i64::MAX));
        challenge.expires_at.map_or(0, |end| end.since(now).max(0))
    }
}

/// The newest push of a tenant, as it left.
pub(super) fn newest_push(server: &MockServer) -> Value {
    server.tenant().pushes().pop().map(|push| push.payload).unwrap_or_default()
}

/// What a tenant's administrator mails: the page of a ticket, and what a phone's camera reads on it.
pub(super) struct Invitation {
    /// The page, from the root of the tenant.
    pub(super) page: String,
    /// The code on the page.
    pub(super) reading: Reading,
}

/// The administrator of `server` makes a ticket, and `browser` opens its page.
pub(super) async fn invitation(server: &MockServer, browser: &mut Browser) -> Result<Invitation, Failure> {
    let ticket = server.tenant().enrollment_ticket(ALICE)?;
    let page = ticket.ticket_url.strip_prefix(server.url()).unwrap_or_default().to_owned();
    browser.open(&page).await?;
    let png = browser.picture(&format!("/guardian/enroll/qr.png?ticket={}", ticket.ticket_id)).await?;
    Ok(Invitation { page, reading: scanner::read(&png)? })
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// The reply, unless it is a refusal.
fn accepted((status, reply): (u16, Value)) -> Result<Value, Failure> {
    if status == 200 { Ok(reply) } else { Err(Failure::Refused { status, code: text(&reply, "errorCode") }) }
}

fn text(reply: &Value, name: &str) -> String {
    reply[name].as_str().unwrap_or_default().to_owned()
}
