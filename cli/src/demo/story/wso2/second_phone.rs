//! Two phones, one login.

use countersign_core::engine::{Approval, PushOutcome, Removal};
use countersign_core::model::{DecisionState, Recorded, Secret};
use countersign_core::store::Row;
use countersign_server_mock::{NotificationChannel, PushDeviceSettings, TokenSpec};

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::failure::Failure;
use crate::demo::identity_server::{ALICE, TENANT};
use crate::demo::phone::{Phone, fcm};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let mut tablet = enroll_tablet(stage).await?;
    let told = share(stage, &mut tablet).await;
    for account in tablet.core.accounts()?.into_iter().filter_map(Row::intact) {
        tablet.core.remove(&account.id, Removal::Everywhere).await?;
    }
    told
}

async fn share(stage: &mut Stage, tablet: &mut Phone) -> Told {
    let notice = stage.newest_push();
    let payload = stage.phone.this_push(&notice).await?;
    let outcome = stage.phone.core.handle_push(&payload).await?;
    stage.say("phone", "\"The server says that another device was registered for this account.\"");
    stage.expect("whether the phone tells Alice", &matches!(outcome, PushOutcome::Notice(_)), &true)?;

    let login = stage.sign_in("Alice", ALICE).await?;
    stage.expect("devices that were asked", &login.notified_devices.len(), &2)?;
    let on_tablet = tablet.pushed_challenge().await?;
    let on_phone = stage.phone_asks().await?;
    stage.say("Alice", "approves on the tablet");
    let number = stage.page.number().unwrap_or_default();
    let decision = tablet.core.approve(&on_tablet.id, Approval::with_number(&number)?).await?;
    stage.expect("the tablet", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;

    stage.say("Alice", "denies on the phone, out of curiosity");
    let late = stage.phone.core.deny(&on_phone.id, None).await;
    stage.say("phone", "\"This login was answered elsewhere, or is over.\"");
    stage.expect("the phone", &code_of(&late), &"challenge.over")?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("the phone was told of the tablet, both were asked, the first answer counted and the second was refused"
        .to_owned())
}

/// Alice is signed in on the tablet already, so it needs no camera.
async fn enroll_tablet(stage: &Stage) -> Result<Phone, Failure> {
    let identity = stage.server.identity_server();
    let rules = PushDeviceSettings {
        enable_multiple_device_enrollment: true,
        enable_device_registration_notifications: true,
        device_registration_notification_channels: vec![NotificationChannel::PushNotification],
        ..identity.device_settings(TENANT)?
    };
    identity.set_device_settings(TENANT, rules)?;
    let token = identity.access_token(TokenSpec {
        user: Some(ALICE.to_owned()),
        scopes: vec!["internal_login".to_owned()],
        ..TokenSpec::default()
    })?;
    let address = fcm("alices-tablet");
    let mut tablet = Phone::open(&stage.room.home("tablet"), "Alice's tablet", Some(address.clone()))?;
    let dialects = tablet.core.token_dialects();
    let dialect = dialects.first().ok_or(Failure::Late("a dialect that takes access tokens"))?;
    let server = format!("{}/t/{TENANT}", stage.server.url());
    let preview = tablet.core.preview_with_token(dialect, &server, &Secret::new(token.into_bytes())).await?;
    tablet.core.enroll(&preview).await?;
    tablet.listen_at(&[stage.server.url()], &address).await?;
    stage.say("tablet", "where Alice is signed in, fetches a code with her access token and enrolls without a camera");
    Ok(tablet)
}
