//! Runs a conditional authentication script from its start and from step to step.

use std::collections::{BTreeMap, VecDeque};

use super::context::LoginContext;
use super::progress::{Callbacks, FailLink, Link, Progress, StepLink};
use super::report::Report;
use super::turn::{Failure, LogLine, Next, StepResult, Turn};
use crate::script::{Evaluated, Fragment, Limits, Sandbox, ScriptError, Source, Surroundings, run};

/// A script that was read and found to be usable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AdaptiveScript {
    source: Source,
}

impl AdaptiveScript {
    /// Reads a script: at most 64 KiB that define a function `onLoginRequest` and do little else. Runs it in an engine
    /// without a login to see that.
    pub(crate) fn parse(text: &str) -> Result<Self, ScriptError> {
        if text.len() > MAX_SOURCE {
            return Err(ScriptError::Result("the script is longer than 64 KiB"));
        }
        let source = Source { file: FILE, text: text.to_owned() };
        let script = source.text.clone();
        let nowhere = Surroundings { now: 0, seed: 0 };
        let is_complete = run(&source, Limits::of(POLLS), nowhere, move |sandbox| {
            let host = sandbox.environment(ENVIRONMENT)?;
            sandbox.evaluate(&script)?;
            host.call("isComplete", "")
        })?;
        if is_complete != "true" {
            return Err(ScriptError::Result("the script defines no function onLoginRequest"));
        }
        Ok(Self { source })
    }

    /// Begins a login. Blocks like [`run`]; a script that goes wrong gives a turn that fails and says why in its log.
    pub(crate) fn start(&self, context: &LoginContext, surroundings: Surroundings) -> Turn {
        let fresh = Progress {
            source: self.source.id(),
            current: Callbacks::default(),
            chain: VecDeque::new(),
            globals: BTreeMap::new(),
            polls: 0,
        };
        match self.run(fresh, None, context, surroundings) {
            Ok((progress, log)) if progress.chain.is_empty() => failed(progress, log, Failure::NoStep),
            Ok((progress, log)) => advance(progress, log, StepResult::Succeeded),
            Err(turn) => *turn,
        }
    }

    /// Goes on after the step that the last turn asked for. A step that fails without an `onFail` ends the login; with one,
    /// the login goes on with what is in line, and fails when nothing is.
    pub(crate) fn resume(
        &self,
        progress: Progress,
        result: StepResult,
        context: &LoginContext,
        surroundings: Surroundings,
    ) -> Turn {
        if progress.source != self.source.id() {
            let error = ScriptError::Result("the script was changed during the login");
            return broken(progress, Vec::new(), error);
        }
        let mut progress = progress;
        let callbacks = std::mem::take(&mut progress.current);
        let callback = match result {
            StepResult::Succeeded => callbacks.on_success,
            StepResult::Failed => callbacks.on_fail,
        };
        match (callback, result) {
            (None, StepResult::Succeeded) => advance(progress, Vec::new(), result),
            (None, StepResult::Failed) => failed(progress, Vec::new(), Failure::Step),
            (Some(callback), _) => match self.run(progress, Some(callback), context, surroundings) {
                Ok((progress, log)) => advance(progress, log, result),
                Err(turn) => *turn,
            },
        }
    }

    /// Runs the entry point or a callback and puts the new steps before those in line.
    fn run(
        &self,
        mut progress: Progress,
        callback: Option<Fragment>,
        context: &LoginContext,
        surroundings: Surroundings,
    ) -> Result<(Progress, Vec<LogLine>), Box<Turn>> {
        let outcome = match self.isolated(&progress, callback, context, surroundings) {
            Ok(outcome) => outcome,
            Err(error) => return Err(Box::new(broken(progress, Vec::new(), error))),
        };
        let report = outcome.report.and_then(|text| Report::read(&text));
        match (outcome.ran, report) {
            (Ok(()), Ok(report)) => {
                progress.polls = progress.polls.saturating_add(outcome.polls);
                progress.globals = report.globals;
                for link in report.chain.into_iter().rev() {
                    progress.chain.push_front(link);
                }
                Ok((progress, report.lines))
            }
            (Err(error), Ok(report)) => Err(Box::new(broken(progress, report.lines, error))),
            (Ok(()), Err(error)) | (Err(error), Err(_)) => Err(Box::new(broken(progress, Vec::new(), error))),
        }
    }

    fn isolated(
        &self,
        progress: &Progress,
        callback: Option<Fragment>,
        context: &LoginContext,
        surroundings: Surroundings,
    ) -> Result<Outcome, ScriptError> {
        let json = |failure| move |_| ScriptError::Result(failure);
        let context = serde_json::to_string(context).map_err(json("the context cannot be written"))?;
        let globals = serde_json::to_string(&progress.globals).map_err(json("the variables cannot be written"))?;
        let text = self.source.text.clone();
        let limits = Limits::of(POLLS.saturating_sub(progress.polls));
        run(&self.source, limits, surroundings, move |sandbox| {
            let host = sandbox.environment(ENVIRONMENT)?;
            let ran = sandbox.evaluate(&text).and_then(|_| match callback {
                None => host.call("login", &context),
                Some(callback) => {
                    host.call("restore", &globals)?;
                    host.hand("choose", evaluate_callback(sandbox, &callback)?)?;
                    host.call("resume", &context)
                }
            });
            Ok(Outcome { ran: ran.map(|_| ()), report: host.call("report", ""), polls: sandbox.polls() })
        })
    }
}

/// What left the engine.
struct Outcome {
    ran: Result<(), ScriptError>,
    /// What the script had said and done by then.
    report: Result<String, ScriptError>,
    polls: u32,
}

/// A function as an expression; one that was written as a method is none by itself, but is one in a record.
fn evaluate_callback<'js>(sandbox: &Sandbox<'js>, callback: &Fragment) -> Result<Evaluated<'js>, ScriptError> {
    match sandbox.evaluate(&callback.placed("(", ")")) {
        Err(ScriptError::Syntax { .. }) => sandbox.evaluate(&callback.placed("({", "})")),
        other => other,
    }
}

/// Takes what is next in line.
fn advance(mut progress: Progress, log: Vec<LogLine>, result: StepResult) -> Turn {
    match (progress.chain.pop_front(), result) {
        (Some(Link::Step(StepLink { step, options, callbacks })), _) => {
            progress.current = callbacks;
            Turn { next: Next::Execute { step, options }, progress, log }
        }
        (Some(Link::Fail(link)), _) => failed(progress, log, asked(link)),
        (None, StepResult::Succeeded) => Turn { next: Next::Done, progress, log },
        (None, StepResult::Failed) => failed(progress, log, Failure::Step),
    }
}

fn asked(link: FailLink) -> Failure {
    let FailLink { mut fail, page } = link;
    match page {
        Some(url) => Failure::ErrorPage { url, parameters: fail },
        None => Failure::Refused {
            code: fail.remove("errorCode"),
            text: fail.remove("errorMessage"),
            uri: fail.remove("errorURI"),
        },
    }
}

fn broken(progress: Progress, mut log: Vec<LogLine>, error: ScriptError) -> Turn {
    log.push(LogLine::error(format!("the login is denied: {error}")));
    failed(progress, log, Failure::Broken(error))
}

fn failed(progress: Progress, log: Vec<LogLine>, failure: Failure) -> Turn {
    Turn { next: Next::Fail(failure), progress, log }
}

const ENVIRONMENT: &str = include_str!("environment.js");
const FILE: &str = "login.js";
/// Bytes.
const MAX_SOURCE: usize = 64 << 10;
/// Work for a whole login: about five million turns of loops or calls.
const POLLS: u32 = 1_000;
