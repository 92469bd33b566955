//! From a code on a page to a key on a phone.

use countersign_core::model::{Algorithm, PublicKey};
use countersign_core::scan::qr_terminal;

use super::stage::{ALICE, Stage};
use crate::demo::scanner;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Alice", "wants to log in with her phone and opens the enrollment page. It shows this code:");
    stage.browser.submit("/enroll", &[("user", ALICE)]).await?;
    let page = stage.browser.path().to_owned();
    let png = stage.browser.picture(&format!("{page}/qr.png")).await?;
    let reading = scanner::read(&png)?;
    stage.room.teller.picture(&qr_terminal(&reading.text)?);
    let (width, height) = (reading.width, reading.height);
    stage.say("phone", &format!("reads the code from the pixels of the page's picture ({width} x {height})"));

    let preview = stage.phone.core.preview(&reading.text).await?;
    let question = format!("\"Add {} of {} ({})?\"", preview.account_name, preview.issuer_name, preview.issuer_host);
    stage.say("phone", &question);
    stage.expect("the account in the code", &preview.account_name.as_str(), &ALICE)?;
    stage.expect("accounts before Alice agrees", &stage.phone.core.accounts()?.len(), &0)?;

    stage.say("Alice", "agrees");
    let account = stage.phone.core.enroll(&preview).await?;
    let kind = account.public_key().map(PublicKey::algorithm);
    stage.say("phone", "makes a key, seals it into its store and proves to the server that it has it");
    stage.expect("the kind of the key", &kind, &Some(Algorithm::Ed25519))?;
    stage.expect("phones the server knows", &stage.server.world().devices(ALICE).len(), &1)?;
    stage.browser.open(&page).await?;
    let heading = stage.browser.heading();
    stage.say("page", &format!("\"{heading}\""));
    stage.expect("the enrollment page", &heading.as_str(), &"Your phone is enrolled")?;
    stage.phone.listen().await?;
    Ok("the code was read from pixels, the key was made and stored, the server knows one phone".to_owned())
}
