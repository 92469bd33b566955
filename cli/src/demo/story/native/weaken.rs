//! A challenge below the promise that was signed at enrollment is not even shown.

use countersign_core::model::{EventKind, HistoryEntry, HistoryPage};
use countersign_core::store::Row;
use countersign_server_mock::{LoginSpec, NumberStyle};

use super::stage::{ALICE, Stage};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("server", "promised six digits when Alice enrolled. Now it sends a login that asks for none");
    let weak = LoginSpec { number: Some(NumberStyle::None), ..LoginSpec::default() };
    let login = stage.server.world().start_login(ALICE, weak)?;
    let push = stage.phone.push().await?;
    let refused = stage.phone.core.handle_push(&push).await;
    stage.expect("the phone", &code_of(&refused), &"challenge.weaker_than_policy")?;
    stage.expect("what waits on the phone", &stage.phone.core.pending()?.len(), &0)?;
    let page = HistoryPage { account: None, before: None, limit: 50 };
    let noted = stage
        .phone
        .core
        .history(&page)?
        .into_iter()
        .filter_map(Row::intact)
        .any(|entry| matches!(entry, HistoryEntry::Event(event) if event.kind == EventKind::WeakChallengeRefused));
    stage.expect("a note in the phone's history", &noted, &true)?;
    stage.say("phone", "asks Alice nothing and writes it into its history");
    stage.server.world().cancel_login(&login.id)?;
    Ok("a login without a number was refused before Alice saw it".to_owned())
}
