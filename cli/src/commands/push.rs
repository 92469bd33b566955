//! `push`: what a push provider delivered elsewhere.

use std::io::Read;

use countersign_core::engine::PushOutcome;

use super::history;
use super::pending::show;
use crate::args::Push;
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Phone;

/// More than any push provider delivers.
const MAX_PAYLOAD: u64 = 64 * 1024;
const SUBJECT: &str = "push";

pub(crate) async fn run(push: Push, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let payload = read(push.payload).map_err(|error| Fault::input(SUBJECT, &error))?;
    match phone.core.handle_push(&payload).await.map_err(|error| Fault::core(SUBJECT, error))? {
        PushOutcome::Waiting(challenge) => show(&challenge, phone, output)?,
        PushOutcome::Notice(event) => history::event_line(&event, output),
        PushOutcome::Nothing => output.remark("Nothing waits: for no account of this phone, or over."),
        PushOutcome::NotOurs => return Err(Fault::usage(SUBJECT, "this is no push of a known kind")),
    }
    Ok(())
}

fn read(argument: String) -> std::io::Result<Vec<u8>> {
    if argument != "-" {
        return Ok(argument.into_bytes());
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_PAYLOAD).read_to_end(&mut bytes)?;
    Ok(bytes)
}
