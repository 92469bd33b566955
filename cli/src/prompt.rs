//! Asking a person.

use std::io::Write;
use std::time::Duration;

use countersign_core::model::{Account, Challenge, NumberChallenge, Requirement, Restriction};

/// Asks and reads one line; `None` when there is nobody to answer.
pub(crate) fn ask(question: &str) -> Option<String> {
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{question}").and_then(|()| stdout.flush()).ok()?;
    drop(stdout);
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim().to_owned())
}

/// Whether the answer to a yes-or-no question is a clear yes. Anything else is no.
pub(crate) fn is_yes(question: &str) -> bool {
    ask(&format!("{question} [y/N] ")).is_some_and(|answer| matches!(answer.as_str(), "y" | "Y" | "yes" | "Yes"))
}

/// A challenge as a person reads it. Who asks and where from comes first; the number is last, where it is typed.
pub(crate) fn challenge_text(challenge: &Challenge, account: &Account, age: Duration) -> String {
    let mut lines = vec![format!("{} asks: is it you?", challenge.relying_party.name)];
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            lines.push(format!("  {label:<9} {value}"));
        }
    };
    line("issuer", Some(&format!("{} ({})", account.issuer_name, account.issuer_host())));
    line("account", Some(account.label.as_deref().unwrap_or(&account.account_name)));
    line("site", challenge.relying_party.host.as_deref());
    line("app", challenge.context.app.as_deref());
    line("place", challenge.context.place.as_deref());
    line("address", challenge.context.ip.as_deref());
    line("browser", challenge.context.browser.as_deref());
    line("system", challenge.context.os.as_deref());
    line("message", challenge.text.as_deref());
    for detail in &challenge.details {
        line(&detail.label, Some(&detail.value));
    }
    line("age", Some(&age_text(age)));
    line("ends", challenge.expires_at.map(|end| end.to_string()).as_deref());
    line("number", Some(&number_text(&challenge.number)));
    if challenge.user_verification == Requirement::Required {
        line("needs", Some("user verification (--verified)"));
    }
    line("note", challenge.restriction.map(restriction_text));
    line("id", Some(&challenge.id.to_string()));
    lines.join("\n")
}

/// Whole minutes, or seconds while that is more telling.
fn age_text(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}

const fn restriction_text(restriction: Restriction) -> &'static str {
    match restriction {
        Restriction::UnknownCritical => "needs a newer version of this program; it can only be denied",
        Restriction::Undisplayable => "says more than can be shown; it can only be denied",
    }
}

fn number_text(number: &NumberChallenge) -> String {
    match number {
        NumberChallenge::Enter { digits } => format!("type the {digits} digits that the login page shows"),
        NumberChallenge::Select { choices } => format!("pick what the login page shows: {}", choices.join(", ")),
        NumberChallenge::None => "none".to_owned(),
    }
}
