//! From screens to HTML.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;
use std::time::Instant;

use countersign_core::model::HistoryPage;
use countersign_core::store::Row;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::handset::Desk;
use super::place::Place;
use super::screen::{Surroundings, account_card, confirm_view, history_line, request_view};
use super::views::Screen;
use crate::demo::failure::Failure;

/// A screen as HTML, and what tells it from others.
pub(super) struct Drawn {
    /// Changes when the screen looks different; passing time alone does not change it.
    pub(super) tag: String,
    /// The fragment.
    pub(super) html: String,
}

/// Draws what the phone shows now.
pub(super) fn phone(desk: &Desk) -> Result<Drawn, Failure> {
    let now = i64::try_from(desk.server.clock().now()).unwrap_or(i64::MAX);
    let screen = current(desk, now)?;
    let mut hasher = DefaultHasher::new();
    screen.hash(&mut hasher);
    let tag = format!("{:016x}", hasher.finish());
    let html = draw("phone.html", context! { now, tag => &tag, view => Serde(&screen) })?;
    Ok(Drawn { tag, html })
}

/// Draws the whole page around the phone.
pub(super) fn page(desk: &Desk) -> Result<String, Failure> {
    let phone = phone(desk)?.html;
    let start = if desk.handset.accounts()?.is_empty() { "enroll" } else { "login" };
    draw("page.html", context! { site => desk.server.url(), start, phone })
}

/// A request comes first, unless the person still looks at how the last one ended.
fn current(desk: &Desk, now: i64) -> Result<Screen, Failure> {
    let handset = &desk.handset;
    if let Place::Result(result) = &handset.moment().place {
        return Ok(Screen::Result(result.clone()));
    }
    if let Some(request) = request(desk)? {
        return Ok(request);
    }
    match &handset.moment().place {
        Place::Confirm(preview) => return Ok(Screen::Confirm(confirm_view(preview))),
        Place::History => return history(desk),
        Place::Accounts | Place::Result(_) => {}
    }
    let accounts = handset.accounts()?;
    let card = |account| account_card(account, handset.core.one_time_code(&account.id).ok().as_ref(), now);
    Ok(Screen::Accounts { accounts: accounts.iter().map(card).collect() })
}

fn request(desk: &Desk) -> Result<Option<Screen>, Failure> {
    let handset = &desk.handset;
    let waiting = handset.core.pending()?;
    let Some(challenge) = waiting.first() else { return Ok(None) };
    let account = handset.core.account(&challenge.id.account)?;
    let burst = handset.core.burst(challenge)?;
    let mut moment = handset.moment();
    moment.note_shown(&challenge.id, Instant::now());
    let mistake = moment.mistake.as_ref().filter(|(id, _)| *id == challenge.id).map(|(_, text)| text.clone());
    let around = Surroundings { burst, arrival: moment.arrival(&challenge.id), more: waiting.len() - 1, mistake };
    Ok(Some(Screen::Request(Box::new(request_view(challenge, &account, around)))))
}

fn history(desk: &Desk) -> Result<Screen, Failure> {
    let page = HistoryPage { account: None, before: None, limit: 30 };
    let entries = desk.handset.core.history(&page)?.into_iter().filter_map(Row::intact);
    Ok(Screen::History { lines: entries.map(|entry| history_line(&entry)).collect() })
}

fn draw(name: &str, content: Value) -> Result<String, Failure> {
    let rendered = TEMPLATES.get_template(name).and_then(|template| template.render(content));
    rendered.map_err(|error| {
        tracing::error!(%error, name, "a template cannot be rendered");
        Failure::Page("cannot be drawn")
    })
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    for (name, source) in SOURCES {
        templates.add_template(name, source).expect("the embedded templates are well formed");
    }
    templates
});

const SOURCES: [(&str, &str); 7] = [
    ("page.html", include_str!("assets/page.html")),
    ("phone.html", include_str!("assets/phone.html")),
    ("accounts.html", include_str!("assets/accounts.html")),
    ("confirm.html", include_str!("assets/confirm.html")),
    ("request.html", include_str!("assets/request.html")),
    ("result.html", include_str!("assets/result.html")),
    ("history.html", include_str!("assets/history.html")),
];
