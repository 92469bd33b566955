//! The author's text, whole or a part of it, under the name that errors give.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// A script as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The name in stack traces, to tell the author's lines from the environment's.
    pub(crate) file: &'static str,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn id(&self) -> SourceId {
        SourceId(BASE64URL_NOPAD.encode(digest(&SHA256, self.text.as_bytes()).as_ref()))
    }
}

/// Which script it is: the SHA-256 of its text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct SourceId(String);

impl fmt::Debug for SourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SourceId").field(&self.0).finish()
    }
}

/// A function of a script, as text, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fragment {
    pub(crate) text: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Fragment {
    /// The function as an expression between `open` and `close`, moved to where it stood, so that errors name the lines
    /// of the whole script.
    pub(crate) fn placed(&self, open: &str, close: &str) -> String {
        let lines = usize::try_from(self.line.saturating_sub(1)).unwrap_or_default();
        let column = usize::try_from(self.column.saturating_sub(1)).unwrap_or_default();
        let indent = column.saturating_sub(open.len());
        format!(
            "{}{}{open}{}\n{close}",
            "\n".repeat(lines.min(MAX_PLACE)),
            " ".repeat(indent.min(MAX_PLACE)),
            self.text
        )
    }
}

/// No script that is accepted has more lines or columns than this.
const MAX_PLACE: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placed_fragment_stands_on_its_line_and_column() {
        let fragment = Fragment { text: "function () {}".into(), line: 3, column: 5 };

        assert_eq!(fragment.placed("(", ")"), "\n\n   (function () {}\n)");
    }

    #[test]
    fn scripts_that_differ_have_different_ids() {
        let source = |text: &str| Source { file: "a", text: text.into() };

        assert_eq!(source("1").id(), source("1").id());
        assert_ne!(source("1").id(), source("2").id());
    }
}
