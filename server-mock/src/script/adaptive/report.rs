//! What the environment reports after a run, checked: a script can have tampered with it.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;

use super::progress::Link;
use super::turn::LogLine;
use crate::script::ScriptError;

/// The outcome of one run.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    pub(super) chain: VecDeque<Link>,
    pub(super) globals: BTreeMap<String, String>,
    pub(super) lines: Vec<LogLine>,
}

impl Report {
    /// Reads what the environment wrote.
    pub(super) fn read(text: &str) -> Result<Self, ScriptError> {
        let mut report: Self =
            serde_json::from_str(text).map_err(|_| ScriptError::Result("the steps are malformed"))?;
        if report.chain.len() > MAX_STEPS {
            return Err(ScriptError::Result("too many steps"));
        }
        let size: usize = report.globals.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > MAX_GLOBALS {
            return Err(ScriptError::Result("the script's variables are too large to keep"));
        }
        report.lines.truncate(MAX_LINES);
        for line in &mut report.lines {
            line.text = line.text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_LINE).collect();
        }
        Ok(report)
    }
}

/// More than any login takes.
const MAX_STEPS: usize = 50;
/// Bytes.
const MAX_GLOBALS: usize = 64 << 10;
const MAX_LINES: usize = 100;
/// Characters.
const MAX_LINE: usize = 1_000;
