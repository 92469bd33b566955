//! What the scripts of applications said, for administrators.

use super::state::IdentityState;
use crate::script::adaptive::LogLine;

/// A line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScriptEntry {
    /// Seconds since 1970.
    pub(crate) time: u64,
    /// Key of the tenant or organization whose login it was.
    pub(crate) organization: String,
    /// Name of the application.
    pub(crate) application: String,
    pub(crate) line: LogLine,
}

impl IdentityState {
    /// Keeps what a script said in a login at `organization`.
    pub(crate) fn note_script(&mut self, organization: &str, application: &str, lines: Vec<LogLine>, now: u64) {
        self.script_log.extend(lines.into_iter().map(|line| ScriptEntry {
            time: now,
            organization: organization.to_owned(),
            application: application.to_owned(),
            line,
        }));
        let surplus = self.script_log.len().saturating_sub(KEPT);
        self.script_log.drain(..surplus);
    }
}

/// Older lines are dropped.
const KEPT: usize = 1_000;
