//! Tells the story: sentences for people, JSON lines for machines.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use countersign_server_mock::EnrollmentTicket;
use serde_json::json;
use tokio::task::JoinHandle;

use super::failure::Failure;
use super::identity_server::{self, PASSWORD};
use super::tenant::ALICE;

/// The voice of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Teller {
    voice: Voice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// On a terminal, with colors.
    Colored,
    /// Into a file or a pipe.
    Plain,
    /// One JSON object per step.
    Machine,
}

/// Shows on a terminal that something takes longer than a second, until it is dropped.
pub(super) struct Waiting {
    task: Option<JoinHandle<()>>,
}

impl Teller {
    pub(super) fn new(is_json: bool) -> Self {
        let is_colored = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let voice = match (is_json, is_colored) {
            (true, _) => Voice::Machine,
            (false, true) => Voice::Colored,
            (false, false) => Voice::Plain,
        };
        Self { voice }
    }

    /// Begins a chapter.
    pub(super) fn chapter(&self, number: usize, title: &str) {
        self.line(&format!("\n{BOLD}{number:>2}  {title}{RESET}"));
    }

    /// Somebody does, sees or says something.
    pub(super) fn say(&self, who: &str, what: &str) {
        self.line(&format!("    {DIM}{who:<8}{RESET}{what}"));
    }

    /// A sentence between chapters.
    pub(super) fn remark(&self, text: &str) {
        self.line(text);
    }

    /// Something drawn, line by line.
    pub(super) fn picture(&self, drawing: &str) {
        for line in drawing.lines() {
            self.line(&format!("      {line}"));
        }
    }

    /// Ends a step.
    pub(super) fn step(&self, name: &str, told: &Result<String, Failure>, took: Duration) {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let (is_ok, detail) = match told {
            Ok(detail) => (true, detail.clone()),
            Err(failure) => (false, failure.to_string()),
        };
        if self.voice == Voice::Machine {
            let mut object = json!({"step": name, "ok": is_ok, "detail": detail, "ms": milliseconds});
            if let Err(Failure::Differs { expected, found, .. }) = told {
                object["expected"] = json!(expected);
                object["found"] = json!(found);
            }
            return print(&object.to_string());
        }
        let mark = if is_ok { format!("{GREEN}✓{RESET}") } else { format!("{RED}✗{RESET}") };
        self.line(&format!("  {mark} {name}: {detail} {DIM}({milliseconds} ms){RESET}"));
    }

    /// Says where the page is.
    pub(super) fn page(&self, url: &str) {
        if self.voice == Voice::Machine {
            let detail = "the login page on the left, the phone on the right";
            return print(&json!({"step": "page", "ok": true, "detail": detail, "url": url}).to_string());
        }
        self.line(&format!("\nNow you: {BOLD}{url}{RESET}"));
        self.line("The login page is on the left, the phone on the right. Stop with Ctrl-C.");
    }

    /// Says where the tenant is, and how `program` becomes a phone that keeps its accounts in `home`.
    pub(super) fn tenant(&self, url: &str, ticket: &EnrollmentTicket, program: &Path, home: &Path) {
        let (page, control) = (&ticket.ticket_url, format!("{url}/control"));
        if self.voice == Voice::Machine {
            let detail = "a Guardian tenant waits for phones and logins";
            let object = json!({
                "step": "tenant", "ok": true, "detail": detail, "url": url, "ticket_url": page, "control": control,
            });
            return print(&object.to_string());
        }
        let enroll = format!("countersign enroll {} --server {url}", ticket.ticket_id);
        let login = format!(r#"'{{"user":"{ALICE}"}}'"#);
        self.line(&format!("\nNow you: {BOLD}{page}{RESET}"));
        self.line("The page shows a code that enrolls one phone. Or, for a phone in another terminal:");
        self.alias(url, program, home);
        self.line(&format!("  {enroll}"));
        self.line("  countersign pending --watch &");
        self.line("A login, and the answer:");
        self.line(&format!("  curl -s {control}/guardian/logins -H 'content-type: application/json' -d {login}"));
        self.line("  countersign approve ID");
        self.line(&format!("Everything else that the tenant can do: {control}/openapi.json"));
        self.line("Stop with Ctrl-C; the phone's folder goes with the tenant.");
    }

    /// Says where the WSO2 server is, and how `program` becomes a phone that keeps its accounts in `home`.
    pub(super) fn identity_server(&self, url: &str, program: &Path, home: &Path) {
        if self.voice == Voice::Machine {
            let detail = "a WSO2 Identity Server waits for phones and sign-ins";
            let control = format!("{url}/control");
            let object = json!({"step": "server", "ok": true, "detail": detail, "url": url, "control": control});
            return print(&object.to_string());
        }
        self.line(&format!("\nNow you: {BOLD}{url}{RESET}"));
        self.line(&format!(
            "Sign in there as {} (password {PASSWORD}), with a phone in another terminal:",
            identity_server::ALICE
        ));
        self.alias(url, program, home);
        self.line("  countersign enroll PICTURE_OR_TEXT_OF_THE_CODE");
        self.line("  countersign pending --watch &");
        self.line("  countersign approve ID --number NUMBER");
        self.line(&format!("Everything else that the server can do: {url}/control/openapi.json"));
        self.line("Stop with Ctrl-C; the phone's folder goes with the server.");
    }

    /// Makes a phone of this program in another terminal.
    fn alias(&self, url: &str, program: &Path, home: &Path) {
        self.line(&format!("  alias countersign='{}'", program.display()));
        self.line(&format!("  export COUNTERSIGN_PUSH_GATEWAY={url} COUNTERSIGN_ALLOW_LOOPBACK=1"));
        self.line(&format!("  export COUNTERSIGN_HOME='{}' COUNTERSIGN_VAULT=file", home.display()));
    }

    /// Says why the demo ends before its end.
    pub(super) fn stopped(&self, failure: &Failure) {
        if self.voice == Voice::Machine {
            return print(&json!({"step": "demo", "ok": false, "detail": failure.to_string()}).to_string());
        }
        show(&format!("countersign: {failure}\n"));
    }

    /// Whether a person watches.
    pub(super) fn is_watched(&self) -> bool {
        self.voice == Voice::Colored
    }

    /// Starts to show that `what` takes its time.
    pub(super) fn waiting(&self, what: &'static str) -> Waiting {
        if self.voice == Voice::Machine || !std::io::stderr().is_terminal() {
            return Waiting { task: None };
        }
        let started = Instant::now();
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                show(&format!("\r    … {what}, {} s{CLEAR_REST}", started.elapsed().as_secs()));
            }
        });
        Waiting { task: Some(task) }
    }

    fn line(&self, text: &str) {
        match self.voice {
            Voice::Colored => print(&format!("\r{CLEAR_REST}{text}")),
            Voice::Plain => print(&without_colors(text)),
            Voice::Machine => {}
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
            show(&format!("\r{CLEAR_REST}"));
        }
    }
}

/// The text without the escape sequences that set colors (`ESC [ ... m`).
fn without_colors(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

/// A reader that went away is no reason to fail.
fn print(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}

fn show(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{text}").and_then(|()| stderr.flush());
}

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const RESET: &str = "\u{1b}[0m";
const CLEAR_REST: &str = "\u{1b}[K";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_vanish_and_words_stay() {
        assert_eq!(without_colors("\u{1b}[1mmama\u{1b}[0m [m] \u{1b}[38;5;16;48;5;231m█\u{1b}[0m"), "mama [m] █");
        assert_eq!(without_colors("plain"), "plain");
    }
}
