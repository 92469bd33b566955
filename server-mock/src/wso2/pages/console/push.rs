//! How push logins work.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use minijinja::context;

use super::PORTAL;
use super::fields::{Errors, number};
use crate::server::Site;
use crate::world::WorldError;
use crate::wso2::identity::PushSettings;
use crate::wso2::pages::portal::{Ended, Member, Submitted, Visit};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/console/push", get(show).post(save))
}

/// The fields of the form, as they are shown.
struct Fields {
    number_challenge: bool,
    progressive_enrollment: bool,
    resend_interval: String,
    resend_attempts: String,
}

impl Fields {
    fn of_form(form: &Submitted) -> Self {
        Self {
            number_challenge: form.is_ticked("number_challenge"),
            progressive_enrollment: form.is_ticked("progressive_enrollment"),
            resend_interval: form.text("resend_interval").to_owned(),
            resend_attempts: form.text("resend_attempts").to_owned(),
        }
    }

    fn of_settings(settings: &PushSettings) -> Self {
        let seconds = settings.resend_interval;
        let minutes = if odd_seconds(settings).is_some() { String::new() } else { (seconds / 60).to_string() };
        Self {
            number_challenge: settings.number_challenge,
            progressive_enrollment: settings.progressive_enrollment,
            resend_interval: minutes,
            resend_attempts: settings.resend_attempts.to_string(),
        }
    }

    /// The settings that the fields ask for; what the form does not show stays.
    fn apply(&self, settings: &mut PushSettings) -> Errors {
        let mut errors = Errors::new();
        settings.number_challenge = self.number_challenge;
        settings.progressive_enrollment = self.progressive_enrollment;
        // An interval that is no whole number of minutes stays as long as nobody enters another.
        if !self.resend_interval.is_empty() || odd_seconds(settings).is_none() {
            let minutes = number("resend_interval", &self.resend_interval, 1..=10, &mut errors);
            settings.resend_interval = minutes.map_or(settings.resend_interval, |minutes| u64::from(minutes) * 60);
        }
        let attempts = number("resend_attempts", &self.resend_attempts, 0..=100, &mut errors);
        settings.resend_attempts = attempts.unwrap_or(settings.resend_attempts);
        errors
    }
}

async fn show(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    let settings = current(&visit)?;
    Ok(shown(&visit, &member, &Fields::of_settings(&settings), &settings, &Errors::new(), ""))
}

async fn save(visit: Visit) -> Result<Response, Ended> {
    let (member, form) = visit.submission(PORTAL).await?;
    let fields = Fields::of_form(&form);
    let mut settings = current(&visit)?;
    let errors = fields.apply(&mut settings);
    if !errors.is_empty() {
        return Ok(shown(&visit, &member, &fields, &current(&visit)?, &errors, ""));
    }
    visit.server.set_settings(&visit.organization, settings.clone()).map_err(|_: WorldError| Ended::NotFound)?;
    visit.check_durable()?;
    Ok(shown(&visit, &member, &Fields::of_settings(&settings), &settings, &errors, "Saved."))
}

fn shown(
    visit: &Visit,
    member: &Member,
    fields: &Fields,
    settings: &PushSettings,
    errors: &Errors,
    saved: &str,
) -> Response {
    let content = context! {
        here => "push", saved, errors => errors.clone(),
        number_challenge => fields.number_challenge, progressive_enrollment => fields.progressive_enrollment,
        resend_interval => fields.resend_interval.as_str(), resend_attempts => fields.resend_attempts.as_str(),
        odd_seconds => odd_seconds(settings),
    };
    visit.page(200, PORTAL, member, "wso2/push_settings.html", content)
}

fn current(visit: &Visit) -> Result<PushSettings, Ended> {
    visit.server.settings(&visit.organization).map_err(|_| Ended::NotFound)
}

/// The interval when the field cannot show it.
fn odd_seconds(settings: &PushSettings) -> Option<u64> {
    let seconds = settings.resend_interval;
    (!seconds.is_multiple_of(60) || !(60..=600).contains(&seconds)).then_some(seconds)
}
