//! The order of things: the story, then something to play with.

use std::process::ExitCode;

use super::args::{Demo, Dialect};
use super::failure::Failure;
use super::identity_server;
use super::interrupt::interrupted;
use super::page;
use super::story::{self, Ending};
use super::teller::Teller;
use super::tenant;

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
    let broken = demo.broken.as_deref();
    check_step(demo.dialect, broken)?;
    let story = tokio::select! {
        ending = story::tell(demo.dialect, broken, teller) => ending?,
        () = interrupted() => return Ok(ExitCode::from(INTERRUPTED)),
    };
    let code = match story {
        Ending::AsTold => ExitCode::SUCCESS,
        Ending::Differs => ExitCode::FAILURE,
    };
    if demo.once {
        return Ok(code);
    }
    match demo.dialect {
        Dialect::Native => page::serve(demo.listen, teller).await?,
        Dialect::Guardian => tenant::serve(demo.listen, teller).await?,
        Dialect::Wso2 => identity_server::serve(demo.listen, teller).await?,
    }
    Ok(code)
}

fn check_step(dialect: Dialect, broken: Option<&str>) -> Result<(), Failure> {
    let steps = story::steps(dialect);
    match broken.filter(|name| !steps.contains(name)) {
        Some(name) => Err(Failure::NoSuchStep { name: name.to_owned(), steps: steps.join(", ") }),
        None => Ok(()),
    }
}

fn stop(teller: &Teller, failure: &Failure) -> ExitCode {
    teller.stopped(failure);
    match failure {
        Failure::NoSuchStep { .. } => ExitCode::from(USAGE),
        Failure::Differs { .. }
        | Failure::Phone(_)
        | Failure::Scan(_)
        | Failure::Draw(_)
        | Failure::Transport(_)
        | Failure::World(_)
        | Failure::Start(_)
        | Failure::System { .. }
        | Failure::Page(_)
        | Failure::Refused { .. }
        | Failure::Late(_) => ExitCode::FAILURE,
    }
}

/// The command line cannot be followed.
const USAGE: u8 = 2;
/// What shells expect of a program that was interrupted.
const INTERRUPTED: u8 = 130;
