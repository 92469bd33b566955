//! From an administrator's ticket to a key on a phone.

use countersign_core::model::{Algorithm, PublicKey};
use countersign_core::scan::qr_terminal;

use super::stage::{Stage, invitation};
use crate::demo::story::chapter::Told;
use crate::demo::tenant::ALICE;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("admin", "makes an enrollment ticket and mails its address to Alice");
    let invitation = invitation(&stage.server, &mut stage.browser).await?;
    stage.say("Alice", "opens the page. It shows this code:");
    let reading = &invitation.reading;
    stage.room.teller.picture(&qr_terminal(&reading.text)?);
    stage.expect("whether the code is Guardian's", &reading.text.starts_with("otpauth://totp/"), &true)?;
    let (width, height) = (reading.width, reading.height);
    stage.say("phone", &format!("reads the code from the pixels of the page's picture ({width} x {height})"));

    let preview = stage.phone.core.preview(&reading.text).await?;
    let question = format!("\"Add {} of {} ({})?\"", preview.account_name, preview.issuer_name, preview.issuer_host);
    stage.say("phone", &question);
    stage.expect("the account in the code", &preview.account_name.as_str(), &ALICE)?;
    stage.expect("accounts before Alice agrees", &stage.accounts()?.len(), &0)?;

    stage.say("Alice", "agrees");
    let account = stage.phone.core.enroll(&preview).await?;
    let kind = account.public_key().map(PublicKey::algorithm);
    stage.say("phone", "makes an RSA key, seals it into its store and shows the tenant the public half");
    stage.expect("the kind of the key", &kind, &Some(Algorithm::Rs256))?;
    let devices = stage.server.tenant().enrollments();
    let known: Vec<_> = devices
        .iter()
        .map(|device| (device.is_confirmed, device.push_service.as_deref(), device.name.as_deref()))
        .collect();
    stage.expect("phones the tenant knows", &known, &vec![(true, Some("GCM"), Some("Alice's phone"))])?;
    stage.browser.open(&invitation.page).await?;
    let heading = stage.browser.heading();
    stage.say("page", &format!("opened again: \"{heading}\". The ticket is used up"));
    stage.expect("the page of the ticket", &heading.as_str(), &"Nothing here")?;
    stage.phone.listen_at(&[stage.server.url()], &stage.address).await?;
    Ok("the code was read from pixels, the RSA key was made and stored, the tenant knows one phone".to_owned())
}
