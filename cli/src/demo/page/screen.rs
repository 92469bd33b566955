//! From what the core says to what the screen shows.

use countersign_core::engine::{Burst, EnrollmentPreview};
use countersign_core::model::{
    Account, AccountState, Challenge, ChallengeStatus, Event, EventKind, HistoryEntry, NumberChallenge, NumberPolicy,
    Recorded, Requirement, Verdict,
};
use countersign_core::otp::OtpCode;

use super::place::Arrival;
use super::views::{AccountCard, CodeView, ConfirmView, Fact, HistoryLine, NumberView, RequestView, Ticking, Tone};

/// An account in the list. `now` is in seconds since 1970.
pub(super) fn account_card(account: &Account, code: Option<&OtpCode>, now: i64) -> AccountCard {
    let trouble = match account.state {
        AccountState::Active => None,
        AccountState::Removing => Some("Being removed"),
        AccountState::RemovedOnServer => Some("Removed by the server. Enroll again to use it."),
        AccountState::Suspended => Some("Suspended by the server. Ask an administrator."),
    };
    let code = code.filter(|_| trouble.is_none()).map(|code| CodeView {
        digits: in_groups(code.digits()),
        ends_at: code.seconds_left().map(|left| Ticking(now.saturating_add(left.into()))),
    });
    AccountCard {
        id: account.id.to_string(),
        name: shown_name(account).to_owned(),
        issuer: account.issuer_name.clone(),
        host: account.issuer_host(),
        trouble,
        code,
    }
}

/// The question before an enrollment.
pub(super) fn confirm_view(preview: &EnrollmentPreview) -> ConfirmView {
    ConfirmView {
        account: preview.account_name.clone(),
        issuer: preview.issuer_name.clone(),
        host: preview.issuer_host.clone(),
        promise: if preview.issuer_host.is_empty() {
            "It only makes one-time codes. Nothing is ever asked or answered.".to_owned()
        } else {
            promise(preview.policy.number)
        },
        is_known: preview.existing.is_some(),
    }
}

/// What else belongs to a request besides the challenge.
pub(super) struct Surroundings {
    pub(super) burst: Option<Burst>,
    pub(super) arrival: Arrival,
    pub(super) more: usize,
    pub(super) mistake: Option<String>,
}

/// A login that waits for an answer.
pub(super) fn request_view(challenge: &Challenge, account: &Account, around: Surroundings) -> RequestView {
    let number = match &challenge.number {
        NumberChallenge::Enter { digits } => NumberView::Enter { digits: *digits },
        NumberChallenge::Select { choices } => NumberView::Select { choices: choices.clone() },
        NumberChallenge::None => NumberView::None,
    };
    let warning = match (challenge.restriction, around.burst) {
        (Some(_), _) => Some("This request needs a newer app. It can only be denied.".to_owned()),
        (None, Some(burst)) => {
            let minutes = burst.window / 60;
            Some(format!("{} requests in {minutes} minutes. Somebody may be attacking.", burst.requests))
        }
        (None, None) => None,
    };
    RequestView {
        id: challenge.id.to_string(),
        name: challenge.relying_party.name.clone(),
        account: shown_name(account).to_owned(),
        facts: facts(challenge, account),
        text: challenge.text.clone(),
        ends_at: challenge.expires_at.map(|end| end.seconds()),
        number,
        warning,
        can_approve: challenge.restriction.is_none(),
        needs_verification: challenge.user_verification == Requirement::Required,
        arrival: match around.arrival {
            Arrival::Push => "Arrived by push",
            Arrival::Poll => "Found by asking",
        },
        more: around.more,
        mistake: around.mistake,
    }
}

/// A line of history.
pub(super) fn history_line(entry: &HistoryEntry) -> HistoryLine {
    let (title, tone, about) = match entry {
        HistoryEntry::Challenge { challenge, status } => {
            let (title, tone) = ending(*status);
            let context = [&challenge.context.app, &challenge.context.browser, &challenge.context.place];
            let from: Vec<&str> = context.into_iter().filter_map(Option::as_deref).collect();
            (title, tone, format!("{} · {}", challenge.relying_party.name, from.join(", ")))
        }
        HistoryEntry::Event(event) => {
            let (title, tone) = happening(event);
            (title, tone, event.account_name.clone())
        }
    };
    HistoryLine { at: entry.at().seconds(), title, about: about.trim_end_matches(" · ").to_owned(), tone }
}

fn facts(challenge: &Challenge, account: &Account) -> Vec<Fact> {
    let context = &challenge.context;
    let account_name = Some(shown_name(account).to_owned());
    let known = [
        ("Account", &account_name),
        ("Site", &challenge.relying_party.host),
        ("App", &context.app),
        ("Place", &context.place),
        ("Address", &context.ip),
        ("Browser", &context.browser),
        ("System", &context.os),
    ];
    let known = known.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value.clone()?)));
    let details = challenge.details.iter().map(|detail| (detail.label.clone(), detail.value.clone()));
    known.chain(details).map(|(label, value)| Fact { label, value }).collect()
}

fn ending(status: ChallengeStatus) -> (&'static str, Tone) {
    match status {
        ChallengeStatus::Pending => ("Not answered", Tone::Neutral),
        ChallengeStatus::Latched { .. } => ("Denied, not sent yet", Tone::Neutral),
        ChallengeStatus::Decided { verdict: Verdict::Approve } => ("Approved, not confirmed yet", Tone::Neutral),
        ChallengeStatus::Decided { verdict: Verdict::Deny } => ("Denied, not confirmed yet", Tone::Neutral),
        ChallengeStatus::Settled { settlement, .. } => match (settlement.recorded, settlement.by_us) {
            (Recorded::Approved, true) => ("Approved", Tone::Good),
            (Recorded::Approved, false) => ("Approved elsewhere", Tone::Neutral),
            (Recorded::Denied, true) => ("Denied", Tone::Bad),
            (Recorded::Denied, false) => ("Denied elsewhere", Tone::Bad),
            (Recorded::WrongNumber, _) => ("Wrong number", Tone::Bad),
            (Recorded::Expired, _) => ("Expired", Tone::Neutral),
            (Recorded::Canceled, _) => ("Withdrawn", Tone::Neutral),
            (Recorded::Undisclosed, _) => ("Over", Tone::Neutral),
        },
    }
}

fn happening(event: &Event) -> (&'static str, Tone) {
    match event.kind {
        EventKind::Enrolled => ("Account added", Tone::Good),
        EventKind::Removed => ("Account removed", Tone::Neutral),
        EventKind::RemovedOnServer => ("Removed by the server", Tone::Bad),
        EventKind::Suspended => ("Suspended by the server", Tone::Bad),
        EventKind::KeyRotated => ("Key replaced", Tone::Good),
        EventKind::LockedOut => ("Account locked", Tone::Bad),
        EventKind::WeakChallengeRefused => ("Request refused: too weak", Tone::Bad),
        EventKind::ForgedChallengeRefused => ("Request refused: not genuine", Tone::Bad),
        EventKind::DeviceAdded => ("Another device registered", Tone::Neutral),
    }
}

fn promise(number: NumberPolicy) -> String {
    match number {
        NumberPolicy::Enter { digits } => format!("Every approval types {digits} digits from the login page."),
        NumberPolicy::Select { choices } => format!("Every approval picks one of {choices} numbers."),
        NumberPolicy::None => "Approvals may need no number.".to_owned(),
    }
}

fn shown_name(account: &Account) -> &str {
    account.label.as_deref().unwrap_or(&account.account_name)
}

/// `123456` as `123 456`: two groups, the first one no longer than the second.
fn in_groups(digits: &str) -> String {
    let half = digits.chars().count() / 2;
    let mut grouped: String = digits.chars().take(half).collect();
    grouped.push(' ');
    grouped.extend(digits.chars().skip(half));
    grouped
}

#[cfg(test)]
mod tests {
    use countersign_core::model::{
        ChallengeDigest, Detail, DialectState, LoginContext, OneTimeCodes, Policy, PushSync, RelyingParty, Restriction,
        Settlement, UnixTime,
    };

    use super::*;

    fn account() -> Account {
        Account {
            id: "abc".parse().unwrap(),
            dialect: "native".parse().unwrap(),
            issuer: "https://login.example/t1".to_owned(),
            issuer_name: "Example".to_owned(),
            account_name: "alice@example".to_owned(),
            label: None,
            key: None,
            approval_key: None,
            next_key: None,
            policy: Policy { number: NumberPolicy::Enter { digits: 6 }, user_verification: Requirement::Optional },
            one_time_codes: OneTimeCodes::Time,
            dialect_state: DialectState(Vec::new()),
            state: AccountState::Active,
            counter: 0,
            clock_offset: 0,
            push: PushSync::default(),
            enrolled_at: UnixTime::from_seconds(0),
        }
    }

    fn challenge() -> Challenge {
        Challenge {
            id: "abc.c1".parse().unwrap(),
            digest: ChallengeDigest([0; 32]),
            issued_at: UnixTime::from_seconds(100),
            expires_at: Some(UnixTime::from_seconds(400)),
            relying_party: RelyingParty { name: "Shop".to_owned(), host: Some("shop.example".to_owned()) },
            context: LoginContext {
                ip: Some("192.0.2.7".to_owned()),
                browser: Some("Firefox".to_owned()),
                ..LoginContext::default()
            },
            text: None,
            details: vec![Detail { label: "Amount".to_owned(), value: "12 EUR".to_owned() }],
            authorization_details: Vec::new(),
            number: NumberChallenge::Enter { digits: 6 },
            user_verification: Requirement::Optional,
            restriction: None,
            dialect_state: DialectState(Vec::new()),
        }
    }

    fn around() -> Surroundings {
        Surroundings { burst: None, arrival: Arrival::Push, more: 0, mistake: None }
    }

    #[test]
    fn a_request_shows_what_is_known_and_leaves_out_the_rest() {
        let view = request_view(&challenge(), &account(), around());

        let shown: Vec<(&str, &str)> =
            view.facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("Account", "alice@example"),
                ("Site", "shop.example"),
                ("Address", "192.0.2.7"),
                ("Browser", "Firefox"),
                ("Amount", "12 EUR"),
            ]
        );
        assert_eq!((view.ends_at, view.number), (Some(400), NumberView::Enter { digits: 6 }));
        assert!(view.can_approve && view.warning.is_none());
    }

    #[test]
    fn a_request_with_something_unknown_can_only_be_denied() {
        let strange = Challenge { restriction: Some(Restriction::UnknownCritical), ..challenge() };

        let view = request_view(&strange, &account(), around());

        assert!(!view.can_approve);
        assert!(view.warning.is_some());
    }

    #[test]
    fn many_requests_make_a_warning() {
        let burst = Some(Burst { requests: 5, window: 600 });

        let view = request_view(&challenge(), &account(), Surroundings { burst, ..around() });

        assert_eq!(view.warning.as_deref(), Some("5 requests in 10 minutes. Somebody may be attacking."));
    }

    #[test]
    fn accounts_show_their_own_name_and_the_whole_host() {
        let renamed = Account { label: Some("Work".to_owned()), ..account() };

        let card = account_card(&renamed, None, 0);

        assert_eq!((card.name.as_str(), card.host.as_str()), ("Work", "login.example"));
        assert_eq!((card.trouble, card.code), (None, None));
    }

    #[test]
    fn accounts_that_cannot_be_used_say_why() {
        for state in [AccountState::Removing, AccountState::RemovedOnServer, AccountState::Suspended] {
            assert!(account_card(&Account { state, ..account() }, None, 0).trouble.is_some(), "{state:?}");
        }
    }

    #[test]
    fn digits_are_grouped_for_reading() {
        assert_eq!(in_groups("123456"), "123 456");
        assert_eq!(in_groups("1234567"), "123 4567");
        assert_eq!(in_groups("12345678"), "1234 5678");
    }

    #[test]
    fn history_tells_our_answers_from_those_of_others() {
        let line = |recorded, by_us| {
            let settlement = Settlement { recorded, by_us, at: UnixTime::from_seconds(120) };
            let status = ChallengeStatus::Settled { verdict: None, settlement };
            history_line(&HistoryEntry::Challenge { challenge: Box::new(challenge()), status })
        };

        assert_eq!(line(Recorded::Approved, true).title, "Approved");
        assert_eq!(line(Recorded::Approved, false).title, "Approved elsewhere");
        assert_eq!(line(Recorded::WrongNumber, true).tone, Tone::Bad);
        assert_eq!(line(Recorded::Expired, false).about, "Shop · Firefox");
        assert_eq!(line(Recorded::Denied, true).at, 100);
    }
}
