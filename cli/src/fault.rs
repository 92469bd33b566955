//! Why a command failed, and the exit code that says so.

use std::process::ExitCode;

use countersign_core::error::{Advice, Error, ErrorKind};
use countersign_core::model::{DecisionState, Recorded};
use serde_json::{Value, json};

/// A failed command.
#[derive(Debug)]
pub(crate) struct Fault {
    /// What the command was about: a challenge or account id, or the command's name.
    pub(crate) id: String,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Core(Error),
    Usage(&'static str),
    Input(String),
    Internal(&'static str),
}

impl Fault {
    /// The core said no.
    pub(crate) fn core(id: impl Into<String>, error: Error) -> Self {
        Self { id: id.into(), reason: Reason::Core(error) }
    }

    /// The command line cannot be followed.
    pub(crate) fn usage(id: impl Into<String>, what: &'static str) -> Self {
        Self { id: id.into(), reason: Reason::Usage(what) }
    }

    /// A file or standard input cannot be read.
    pub(crate) fn input(id: impl Into<String>, error: &std::io::Error) -> Self {
        Self { id: id.into(), reason: Reason::Input(error.kind().to_string()) }
    }

    /// The terminal's own machinery failed.
    pub(crate) fn runtime(_: std::io::Error) -> Self {
        Self { id: "countersign".to_owned(), reason: Reason::Internal("the runtime could not start") }
    }

    /// See the help text for the meaning of each code.
    pub(crate) fn exit_code(&self) -> ExitCode {
        let code = match &self.reason {
            Reason::Core(error) if is_outcome_unknown(error) => 12,
            Reason::Core(error) => match error.kind {
                ErrorKind::Internal => 1,
                ErrorKind::Code | ErrorKind::Enrollment => 3,
                ErrorKind::Account => 4,
                ErrorKind::Key | ErrorKind::UserVerification => 5,
                ErrorKind::Challenge => 6,
                ErrorKind::Answer => 7,
                ErrorKind::AlreadyDecided => 8,
                ErrorKind::Network => 9,
                ErrorKind::Server => 10,
                ErrorKind::Storage => 11,
            },
            Reason::Usage(_) => 2,
            Reason::Input(_) => 3,
            Reason::Internal(_) => 1,
        };
        ExitCode::from(code)
    }

    /// For machines.
    pub(crate) fn to_json(&self) -> Value {
        let error = match &self.reason {
            Reason::Core(error) => json!({
                "code": error.code,
                "kind": format!("{:?}", error.kind),
                "advice": advice(error.advice),
                "decision": error.decision.map(decision),
                "detail": error.detail,
            }),
            Reason::Usage(_) => json!({"code": "cli.usage", "detail": self.to_string()}),
            Reason::Input(_) => json!({"code": "cli.input", "detail": self.to_string()}),
            Reason::Internal(_) => json!({"code": "core.internal", "detail": self.to_string()}),
        };
        json!({"id": self.id, "ok": false, "error": error})
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.reason {
            Reason::Core(error) => {
                write!(f, "{error}")?;
                if let Some(state) = error.decision {
                    write!(f, "\n{}", in_words(state))?;
                }
                write!(f, "\n{}", advice(error.advice))
            }
            Reason::Usage(what) => f.write_str(what),
            Reason::Input(kind) => write!(f, "the code cannot be read: {kind}"),
            Reason::Internal(what) => f.write_str(what),
        }
    }
}

/// Whether the command's own answer was sent and not confirmed.
fn is_outcome_unknown(error: &Error) -> bool {
    error.decision == Some(DecisionState::Unknown) && error.kind != ErrorKind::AlreadyDecided
}

/// Where a decision stands, as a machine word.
pub(crate) fn decision(state: DecisionState) -> Value {
    match state {
        DecisionState::NotSent => json!({"state": "not_sent"}),
        DecisionState::Unknown => json!({"state": "unknown"}),
        DecisionState::RecordedByUs(recorded) => json!({"state": "recorded_by_us", "recorded": recorded}),
        DecisionState::RecordedElsewhere(recorded) => json!({"state": "recorded_elsewhere", "recorded": recorded}),
    }
}

fn in_words(state: DecisionState) -> &'static str {
    match state {
        DecisionState::NotSent => "Nothing was recorded.",
        DecisionState::Unknown => "Your answer was sent, but the server has not confirmed it. Run the command again.",
        DecisionState::RecordedByUs(Recorded::WrongNumber) => "The login was refused.",
        DecisionState::RecordedByUs(_) => "The server has recorded your answer.",
        DecisionState::RecordedElsewhere(_) => "The login ended without an answer from this device.",
    }
}

fn advice(advice: Advice) -> String {
    match advice {
        Advice::Never => "Trying again will not help.".to_owned(),
        Advice::Now => "Try again now.".to_owned(),
        Advice::After(wait) => format!("Try again in {} seconds.", wait.as_secs()),
        Advice::AfterUserAction => "Try again after you have changed that.".to_owned(),
        Advice::AfterAdministrator => "Ask an administrator of the account.".to_owned(),
        Advice::AfterEnrollment => "Enroll the account again.".to_owned(),
        Advice::AfterUpdate => "Update this program.".to_owned(),
    }
}
