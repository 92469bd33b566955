//! A phone joins in the middle of a sign-in: progressive enrollment.

use countersign_core::model::{Algorithm, DecisionState, PublicKey, Recorded};
use countersign_core::scan::qr_terminal;

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::identity_server::{ALICE, PASSWORD};
use crate::demo::scanner;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.page.open("").await?;
    stage.say("Alice", &format!("types \"{ALICE}\" into the sign-in page. She has no phone yet"));
    stage.page.identify(ALICE).await?;
    stage.say("page", &format!("\"{}\"", stage.page.heading()));
    stage.expect("the page", &stage.page.heading().as_str(), &NO_DEVICE)?;
    stage.page.agree().await?;
    stage.say("Alice", "agrees, and proves with her password that it is she");
    stage.page.password(ALICE, PASSWORD).await?;
    stage.say("page", &format!("\"{}\"", stage.page.heading()));

    let reading = scanner::read(&stage.page.code().await?)?;
    stage.room.teller.picture(&qr_terminal(&reading.text)?);
    stage.say(
        "phone",
        &format!("reads the code from the pixels of the page's picture ({} x {})", reading.width, reading.height),
    );
    let preview = stage.phone.core.preview(&reading.text).await?;
    stage.say(
        "phone",
        &format!("\"Add {} of {} ({})?\"", preview.account_name, preview.issuer_name, preview.issuer_host),
    );
    stage.expect("the account in the code", &preview.account_name.as_str(), &ALICE)?;
    stage.expect("accounts before Alice agrees", &stage.accounts()?.len(), &0)?;
    let account = stage.phone.core.enroll(&preview).await?;
    let kind = account.public_key().map(PublicKey::algorithm);
    stage.say("phone", "makes an RSA key, seals it into its store and registers the public half");
    stage.expect("the kind of the key", &kind, &Some(Algorithm::Rs256))?;
    stage.phone.listen_at(&[stage.server.url()], &stage.address).await?;

    stage.page.scanned().await?;
    stage.say("Alice", "tells the page that the phone has scanned the code");
    let login = stage.waits()?;
    let challenge = stage.phone_asks().await?;
    let decision = stage.approve(&challenge).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("consent, password, code, push and number: Alice has a phone now and is signed in".to_owned())
}

/// What the sign-in page says to somebody without a phone.
pub(super) const NO_DEVICE: &str = "Register a phone";
