//! Many requests in a short time: somebody hopes for a tired tap.

use countersign_core::engine::Burst;

use super::stage::Stage;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Mallory", "tries once more");
    stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let burst = stage.phone.core.burst(&challenge)?;
    let requests = burst.map_or(0, |burst| burst.requests);
    stage.expect("the phone warns", &(requests >= Burst::THRESHOLD), &true)?;
    stage.say("phone", &format!("\"{requests} requests in ten minutes. Somebody may be attacking.\""));
    stage.phone.core.deny(&challenge.id, None).await?;
    Ok(format!("the phone warned of {requests} requests in ten minutes, and Alice denied"))
}
