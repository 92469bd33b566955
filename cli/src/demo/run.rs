//! The order of things: the story, then the page.

use std::process::ExitCode;

use super::args::Demo;
use super::failure::Failure;
use super::interrupt::interrupted;
use super::page;
use super::story::{self, Ending};
use super::teller::Teller;

/// Runs the demo until the story ends (`--once`) or the person stops it.
pub(crate) fn run(demo: &Demo, is_json: bool) -> ExitCode {
    let teller = Teller::new(is_json);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime.map_err(Failure::system("the runtime does not start")) {
        Ok(runtime) => runtime,
        Err(failure) => return stop(&teller, &failure),
    };
    let code = runtime.block_on(perform(demo, &teller)).unwrap_or_else(|failure| stop(&teller, &failure));
    // Whatever still waits for a connection or a started browser is not waited for.
    runtime.shutdown_background();
    code
}

async fn perform(demo: &Demo, teller: &Teller) -> Result<ExitCode, Failure> {
    let story = tokio::select! {
        ending = story::tell(demo.broken, teller) => ending?,
        () = interrupted() => return Ok(ExitCode::from(INTERRUPTED)),
    };
    let code = match story {
        Ending::AsTold => ExitCode::SUCCESS,
        Ending::Differs => ExitCode::FAILURE,
    };
    if !demo.once {
        page::serve(demo.listen, teller).await?;
    }
    Ok(code)
}

fn stop(teller: &Teller, failure: &Failure) -> ExitCode {
    teller.stopped(failure);
    ExitCode::FAILURE
}

/// What shells expect of a program that was interrupted.
const INTERRUPTED: u8 = 130;
