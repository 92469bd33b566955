//! What a person can send to a developer.
//!
//! Only what is named here gets in: versions, states, counts, times, codes, host names of issuers. No name, text, token, address of a
//! device or a person, no secret, and ids only in part.

use std::fmt::{Arguments, Display, Write};
use std::net::IpAddr;

use super::authenticator::Authenticator;
use crate::error::Error;
use crate::model::{Account, AccountId, ChallengeStatus, HistoryEntry, HistoryPage, PushSync};
use crate::store::{Row, StoreError};

/// The most bytes of diagnostics.
pub const MAX_DIAGNOSTICS: usize = 32 * 1024;

/// How much of history is told.
const HISTORY: u32 = 30;

/// What this build has.
const FEATURES: [(&str, bool); 4] = [
    ("reqwest", cfg!(feature = "reqwest")),
    ("keyring", cfg!(feature = "keyring")),
    ("rsa", cfg!(feature = "rsa")),
    ("scan", cfg!(feature = "scan")),
];

impl Authenticator {
    /// A text of at most [`MAX_DIAGNOSTICS`] bytes for a developer who is to help: versions, accounts without their names, what failed
    /// and what happened lately. Line by line, for a person to read before sending it. Contacts nobody.
    ///
    /// Storage that fails is part of the text.
    pub fn diagnostics(&self) -> String {
        let mut report = Report::default();
        self.tell_build(&mut report);
        if let Err(error) = self.tell_storage(&mut report) {
            report.line(format_args!("storage {}", Error::from(error).code));
        }
        for failure in self.failures.recent() {
            report.line(format_args!("failed {}, {} times, last {}", failure.code, failure.times, failure.last));
        }
        if let Err(error) = self.tell_history(&mut report) {
            report.line(format_args!("history {}", Error::from(error).code));
        }
        report.0
    }

    fn tell_build(&self, report: &mut Report) {
        let device = &self.platform.device;
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        let features = FEATURES.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name);
        let dialects: Vec<String> = self.dialects.ids(|_| true).into_iter().map(String::from).collect();
        report.line(format_args!("countersign diagnostics 1"));
        report.line(format_args!("core {} on {os} {arch}", env!("CARGO_PKG_VERSION")));
        report.line(format_args!("features {}", features.collect::<Vec<_>>().join(" ")));
        report.line(format_args!("app {} on {}", plain(&device.app), plain(&device.platform)));
        report.line(format_args!("dialects {}", dialects.join(" ")));
        report.line(format_args!("clock {}", self.clocks.local()));
    }

    fn tell_storage(&self, report: &mut Report) -> Result<(), StoreError> {
        let now = self.clocks.local();
        let (accounts, enrollments) = (self.store().accounts()?, self.store().enrollments()?);
        report.line(format_args!(
            "storage works: accounts {}, pending {}, unconfirmed answers {}, unfinished enrollments {}",
            accounts.len(),
            self.store().pending(now)?.len(),
            self.store().unsettled()?.len(),
            enrollments.len()
        ));
        for row in accounts {
            match row {
                Row::Intact(account) => self.tell_account(&account, report),
                Row::Quarantined(row) => report.line(format_args!("damaged {}", row.place)),
            }
        }
        for enrollment in enrollments.into_iter().filter_map(Row::intact) {
            let (dialect, host) = (&enrollment.dialect, host(&enrollment.issuer_host));
            report.line(format_args!("unfinished {dialect} at {host}, begun {}", enrollment.started_at));
        }
        Ok(())
    }

    fn tell_account(&self, account: &Account, report: &mut Report) {
        let key = account.public_key().map_or_else(|| "none".to_owned(), |key| format!("{:?}", key.algorithm()));
        let approval = account.approval_key.as_ref().map(|key| format!(", approval key {:?}", key.public.algorithm()));
        let heard = self.clocks.heard_ago(&account.issuer);
        let heard = heard.map_or_else(|| "not yet".to_owned(), |ago| format!("{} s ago", ago.as_secs()));
        report.line(format_args!(
            "account {} {} at {}: {:?}, key {key}{}{}, number {:?}, verification {:?}, codes {:?}, push {}, clock {:+} s, heard {heard}, enrolled {}",
            short(&account.id),
            account.dialect,
            host(&account.issuer_host()),
            account.state,
            if account.next_key.is_some() { " (being replaced)" } else { "" },
            approval.unwrap_or_default(),
            account.policy.number,
            account.policy.user_verification,
            account.one_time_codes,
            push(&account.push),
            account.clock_offset,
            account.enrolled_at
        ));
    }

    fn tell_history(&self, report: &mut Report) -> Result<(), StoreError> {
        let page = HistoryPage { account: None, before: None, limit: HISTORY };
        for row in self.store().history(&page, self.clocks.local())? {
            match row {
                Row::Intact(HistoryEntry::Challenge { challenge, status }) => {
                    let account = short(&challenge.id.account);
                    report.line(format_args!("login {account} {}: {}", challenge.issued_at, ending(status)));
                }
                Row::Intact(HistoryEntry::Event(event)) => {
                    report.line(format_args!("event {} {}: {:?}", short(&event.account), event.at, event.kind));
                }
                Row::Quarantined(row) => report.line(format_args!("damaged {}", row.place)),
            }
        }
        Ok(())
    }
}

fn ending(status: ChallengeStatus) -> String {
    match status {
        ChallengeStatus::Pending => "pending".to_owned(),
        ChallengeStatus::Latched { .. } => "denied, not signed yet".to_owned(),
        ChallengeStatus::Decided { verdict } => format!("{verdict:?}, not confirmed yet"),
        ChallengeStatus::Settled { verdict, settlement } => {
            let verdict = verdict.map_or_else(|| "not answered here".to_owned(), |verdict| format!("{verdict:?}"));
            format!("{verdict}, {:?} at {}", settlement.state(), settlement.at)
        }
    }
}

/// Lines, as many as fit.
#[derive(Default)]
struct Report(String);

impl Report {
    fn line(&mut self, line: Arguments<'_>) {
        let before = self.0.len();
        writeln!(self.0, "{line}").expect("a String takes everything");
        if self.0.len() > MAX_DIAGNOSTICS {
            self.0.truncate(before);
        }
    }
}

/// Enough of an id to tell accounts apart, and too little to find one.
fn short(id: &AccountId) -> String {
    id.as_str().chars().take(4).collect()
}

/// A host name; an address is not told.
fn host(host: &str) -> impl Display {
    let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    match host {
        "" => "no server".to_owned(),
        _ if is_address => "an address".to_owned(),
        name => plain(name),
    }
}

fn push(push: &PushSync) -> String {
    let Some(target) = &push.wanted else { return "none".to_owned() };
    format!("{} {}", plain(&target.provider), if push.is_stale() { "not registered yet" } else { "registered" })
}

/// What others wrote, in one line and not longer than a host name.
fn plain(text: &str) -> String {
    text.chars().take(253).map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_and_addresses_are_not() {
        for (given, told) in [
            ("login.example.com", "login.example.com"),
            ("127.0.0.1", "an address"),
            ("[::1]", "an address"),
            ("", "no server"),
        ] {
            assert_eq!(host(given).to_string(), told);
        }
    }

    #[test]
    fn a_text_of_others_stays_one_short_line() {
        assert_eq!(plain("app 1.0\nfailed x"), "app 1.0?failed x");
        assert_eq!(plain(&"x".repeat(1_000)).len(), 253);
    }

    #[test]
    fn diagnostics_end_where_they_would_be_too_long() {
        let mut report = Report::default();
        for _ in 0..10_000 {
            report.line(format_args!("{}", "x".repeat(99)));
        }

        assert!(report.0.len() <= MAX_DIAGNOSTICS);
        assert!(report.0.len() > MAX_DIAGNOSTICS - 100);
        assert!(report.0.ends_with("x\n"));
    }
}
