//! How many phones a person may have, and who hears of new ones.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use minijinja::context;

use super::PORTAL;
use super::fields::{Errors, number};
use crate::server::Site;
use crate::world::WorldError;
use crate::wso2::identity::{NotificationChannel, PushDeviceSettings};
use crate::wso2::pages::portal::{Ended, Member, Submitted, Visit};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/console/devices", get(show).post(save))
}

/// The fields of the form, as they are shown.
struct Fields {
    multiple_devices: bool,
    limit: String,
    /// Whether further phones can be added during a login.
    progressive: bool,
    notifications: bool,
    by_email: bool,
    by_push: bool,
}

impl Fields {
    fn of_form(form: &Submitted) -> Self {
        Self {
            multiple_devices: form.is_ticked("multiple_devices"),
            limit: form.text("limit").to_owned(),
            progressive: form.is_ticked("progressive"),
            notifications: form.is_ticked("notifications"),
            by_email: form.is_ticked("by_email"),
            by_push: form.is_ticked("by_push"),
        }
    }

    fn current(visit: &Visit) -> Result<Self, Ended> {
        let found = visit.server.device_settings(&visit.organization).map_err(|_| Ended::NotFound)?;
        let push = visit.server.settings(&visit.organization).map_err(|_| Ended::NotFound)?;
        let channels = &found.device_registration_notification_channels;
        Ok(Self {
            multiple_devices: found.enable_multiple_device_enrollment,
            limit: found.maximum_device_limit.to_string(),
            progressive: push.multiple_device_progressive_enrollment,
            notifications: found.enable_device_registration_notifications,
            by_email: channels.contains(&NotificationChannel::Email),
            by_push: channels.contains(&NotificationChannel::PushNotification),
        })
    }

    fn settings(&self, cap: u32, errors: &mut Errors) -> PushDeviceSettings {
        let limit = number("limit", &self.limit, 1..=cap, errors).unwrap_or_default();
        let channels =
            [(self.by_email, NotificationChannel::Email), (self.by_push, NotificationChannel::PushNotification)];
        let channels: Vec<_> = channels.into_iter().filter(|(is_on, _)| *is_on).map(|(_, channel)| channel).collect();
        if self.notifications && channels.is_empty() {
            errors.insert("notifications", "Choose at least one way to tell people.".to_owned());
        }
        PushDeviceSettings {
            enable_multiple_device_enrollment: self.multiple_devices,
            maximum_device_limit: limit,
            enable_device_registration_notifications: self.notifications,
            device_registration_notification_channels: channels,
        }
    }
}

async fn show(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    Ok(shown(&visit, &member, &Fields::current(&visit)?, &Errors::new(), ""))
}

async fn save(visit: Visit) -> Result<Response, Ended> {
    let (member, form) = visit.submission(PORTAL).await?;
    let fields = Fields::of_form(&form);
    let mut errors = Errors::new();
    let settings = fields.settings(visit.server.switches().device_limit_cap, &mut errors);
    let mut push = visit.server.settings(&visit.organization).map_err(|_| Ended::NotFound)?;
    let is_new_risk = fields.progressive && !push.multiple_device_progressive_enrollment;
    if is_new_risk && !form.is_ticked("risk_accepted") {
        errors.insert("progressive", "Accept the risk to turn this on.".to_owned());
    }
    if !errors.is_empty() {
        return Ok(shown(&visit, &member, &fields, &errors, ""));
    }
    push.multiple_device_progressive_enrollment = fields.progressive;
    let saved = visit.server.set_device_settings(&visit.organization, settings);
    saved
        .and_then(|()| visit.server.set_settings(&visit.organization, push))
        .map_err(|_: WorldError| Ended::NotFound)?;
    visit.check_durable()?;
    Ok(shown(&visit, &member, &Fields::current(&visit)?, &errors, "Saved."))
}

fn shown(visit: &Visit, member: &Member, fields: &Fields, errors: &Errors, saved: &str) -> Response {
    let content = context! {
        here => "devices", saved, errors => errors.clone(), cap => visit.server.switches().device_limit_cap,
        multiple_devices => fields.multiple_devices, limit => fields.limit.as_str(), progressive => fields.progressive,
        notifications => fields.notifications, by_email => fields.by_email, by_push => fields.by_push,
    };
    visit.page(200, PORTAL, member, "wso2/device_settings.html", content)
}
