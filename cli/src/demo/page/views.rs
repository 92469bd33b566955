//! What a screen of the phone shows, ready to be drawn. Times are seconds since 1970 by the phone's idea of the server's time.

use std::hash::{Hash, Hasher};

use serde::Serialize;

/// The screen that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "screen", rename_all = "snake_case")]
pub(super) enum Screen {
    /// All accounts, with their one-time codes.
    Accounts { accounts: Vec<AccountCard> },
    /// Somebody wants to enroll this phone.
    Confirm(ConfirmView),
    /// A login asks.
    Request(Box<RequestView>),
    /// What became of something.
    Result(ResultView),
    /// What happened.
    History { lines: Vec<HistoryLine> },
}

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct AccountCard {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) host: String,
    /// Why it cannot be used, if so.
    pub(super) trouble: Option<&'static str>,
    pub(super) code: Option<CodeView>,
}

/// A one-time code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct CodeView {
    /// In two groups, as people read it.
    pub(super) digits: String,
    /// `None` for a code that stays until it is used.
    pub(super) ends_at: Option<Ticking>,
}

/// A moment that is reckoned anew each time, give or take a second. Being off by one is no reason to draw a screen again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Ticking(pub(super) i64);

impl Hash for Ticking {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// The question before an enrollment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct ConfirmView {
    pub(super) account: String,
    pub(super) issuer: String,
    pub(super) host: String,
    /// What the issuer promises about later requests.
    pub(super) promise: String,
    pub(super) is_known: bool,
}

/// A login that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct RequestView {
    pub(super) id: String,
    /// Who asks.
    pub(super) name: String,
    pub(super) account: String,
    pub(super) facts: Vec<Fact>,
    pub(super) text: Option<String>,
    pub(super) ends_at: Option<i64>,
    pub(super) number: NumberView,
    /// What the person should know before answering.
    pub(super) warning: Option<String>,
    pub(super) can_approve: bool,
    pub(super) needs_verification: bool,
    /// How the phone learned of it.
    pub(super) arrival: &'static str,
    /// How many more wait behind it.
    pub(super) more: usize,
    /// What was wrong with the last try.
    pub(super) mistake: Option<String>,
}

/// One labeled fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) value: String,
}

/// How approving is tied to the login page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "style", rename_all = "snake_case")]
pub(super) enum NumberView {
    Enter { digits: u8 },
    Select { choices: Vec<String> },
    None,
}

/// What became of something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct ResultView {
    pub(super) tone: Tone,
    pub(super) title: String,
    pub(super) text: String,
    /// Account and challenge to report, when that is offered.
    pub(super) lock_out: Option<String>,
}

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tone {
    Good,
    Bad,
    Neutral,
}

/// A line of history.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct HistoryLine {
    pub(super) at: i64,
    pub(super) title: &'static str,
    pub(super) about: String,
    pub(super) tone: Tone,
}
