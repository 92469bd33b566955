//! How a script can fail.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a script gave no result. The texts are safe to log: one line, of bounded length.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub(crate) enum ScriptError {
    /// The source is not JavaScript.
    #[error("syntax error{}: {text}", Suffix(at))]
    Syntax { at: Option<Position>, text: String },
    /// The script threw, or left a promise rejected.
    #[error("thrown{}: {text}", Suffix(at))]
    Threw { at: Option<Position>, text: String },
    /// The script did more work than it may.
    #[error("the script used up its time")]
    Budget,
    /// The script needed more memory than it may have.
    #[error("the script used up its memory")]
    Memory,
    /// The script called itself too deeply.
    #[error("the script used up its stack")]
    Stack,
    /// The script did not stop when told to, now or earlier; it is not run again.
    #[error("the script does not stop")]
    Stuck,
    /// Too many scripts are running.
    #[error("too many scripts are running")]
    Busy,
    /// The script left something that cannot be used.
    #[error("unusable result: {0}")]
    Result(&'static str),
}

impl ScriptError {
    /// Where in the author's text it went wrong, if that is known.
    pub(crate) fn position(&self) -> Option<Position> {
        match self {
            Self::Syntax { at, .. } | Self::Threw { at, .. } => *at,
            Self::Budget | Self::Memory | Self::Stack | Self::Stuck | Self::Busy | Self::Result(_) => None,
        }
    }
}

/// A place in the author's text; lines and columns count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// ` at line 3, column 5`, or nothing.
struct Suffix<'a>(&'a Option<Position>);

impl fmt::Display for Suffix<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(Position { line, column }) => write!(formatter, " at line {line}, column {column}"),
            None => Ok(()),
        }
    }
}

/// One line of at most 200 characters of what a script said.
pub(super) fn log_safe(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_where_and_stay_on_one_line() {
        let at = Some(Position { line: 3, column: 5 });

        let error = ScriptError::Threw { at, text: log_safe("TypeError: a\nb\u{1b}[31m") };

        assert_eq!(error.to_string(), "thrown at line 3, column 5: TypeError: a b [31m");
        assert_eq!(log_safe(&"x".repeat(500)).len(), 200);
    }
}
