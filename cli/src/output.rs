//! What a command prints: sentences for people or JSON lines for machines.

use std::io::{IsTerminal, Write};

use serde_json::Value;

use crate::fault::Fault;

/// Standard output in one of two voices.
#[derive(Debug)]
pub(crate) struct Output {
    is_json: bool,
}

impl Output {
    pub(crate) fn new(is_json: bool) -> Self {
        Self { is_json }
    }

    /// One result: `object` for machines, `text` for people.
    pub(crate) fn item(&self, object: &Value, text: &str) {
        if self.is_json { print(&object.to_string()) } else { print(text) }
    }

    /// Something only people want to read.
    pub(crate) fn remark(&self, text: &str) {
        if !self.is_json {
            print(text);
        }
    }

    /// Whether a person is there to be asked.
    pub(crate) fn is_interactive(&self) -> bool {
        !self.is_json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    /// Machines read failures where they read results; people on standard error.
    pub(crate) fn fault(&self, fault: &Fault) {
        if self.is_json {
            print(&fault.to_json().to_string());
        } else {
            let mut stderr = std::io::stderr().lock();
            let _ = writeln!(stderr, "countersign: {fault}");
        }
    }
}

/// A reader that went away is no reason to fail.
fn print(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
