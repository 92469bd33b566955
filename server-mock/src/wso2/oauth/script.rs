//! Asks the conditional-authentication script of an application.

use super::claims::authenticator_name;
use crate::journey::{Decision, FactorKind, ScriptCall, ScriptEvent, StepFact};
use crate::script::Surroundings;
use crate::script::adaptive::{
    AdaptiveScript, Failure, LogLevel, LogLine, LoginContext, LoginRequest, Next, Progress, StepOptions, StepResult,
    StepView, Subject, Turn,
};
use crate::server::Site;
use crate::wso2::identity::Place;
use crate::wso2::origin::Visitor;

/// What the script of a login at `place` says. A script that goes wrong denies.
pub(super) async fn decide(site: &Site, call: ScriptCall, place: &Place, visitor: &Visitor) -> Decision {
    let application = call.facts.application.clone();
    let context = context(site, &call, place, visitor);
    let surroundings = site
        .identity()
        .change(|_, moment| Surroundings { now: moment.now, seed: u32::from_le_bytes(moment.random.bytes()) });
    let run = move || run(&call, &context, surroundings);
    let Ok((decision, log)) = tokio::task::spawn_blocking(run).await else {
        return Decision::Broken("the engine failed".to_owned());
    };
    for LogLine { level, text } in &log {
        match level {
            LogLevel::Debug | LogLevel::Info => tracing::info!(application, text, "a script says"),
            LogLevel::Warn | LogLevel::Error => tracing::warn!(application, text, "a script says"),
        }
    }
    site.identity().change(|state, moment| {
        let organization = state.organization(place).map(|found| found.key.clone()).unwrap_or_default();
        state.note_script(&organization, &application, log, moment.now);
    });
    decision
}

fn run(call: &ScriptCall, context: &LoginContext, surroundings: Surroundings) -> (Decision, Vec<LogLine>) {
    let broken = |reason: String| (Decision::Broken(reason), Vec::new());
    let script = match AdaptiveScript::parse(&call.source) {
        Ok(script) => script,
        Err(error) => return broken(error.to_string()),
    };
    let result = match call.event {
        ScriptEvent::Login => return decided(script.start(context, surroundings), call),
        ScriptEvent::Succeeded { .. } => StepResult::Succeeded,
        ScriptEvent::Failed { .. } => StepResult::Failed,
    };
    let progress = call.progress.clone().map(serde_json::from_value::<Progress>);
    match progress {
        Some(Ok(progress)) => decided(script.resume(progress, result, context, surroundings), call),
        Some(Err(_)) | None => broken("the script's progress is lost".to_owned()),
    }
}

fn decided(turn: Turn, call: &ScriptCall) -> (Decision, Vec<LogLine>) {
    let decision = match turn.next {
        Next::Execute { step, options } if !offers(&options, step, call) => {
            Decision::Broken(format!("the script asks step {step} for an authenticator that it does not have"))
        }
        Next::Execute { step, options } => match serde_json::to_value(&turn.progress) {
            Ok(progress) => Decision::Step { number: step, is_forced: options.force_authentication, progress },
            Err(_) => Decision::Broken("the script's progress cannot be kept".to_owned()),
        },
        Next::Done => Decision::Done,
        Next::Fail(Failure::Step) => Decision::GivenUp,
        Next::Fail(Failure::NoStep) => Decision::Broken("the script executes no step".to_owned()),
        Next::Fail(Failure::Refused { .. } | Failure::ErrorPage { .. }) => Decision::Refused,
        Next::Fail(Failure::Broken(error)) => Decision::Broken(error.to_string()),
    };
    (decision, turn.log)
}

/// Whether the step has one of the authenticators that the script narrows it to.
fn offers(options: &StepOptions, step: u32, call: &ScriptCall) -> bool {
    let Some(wanted) = &options.authenticators else { return true };
    let step = call.facts.steps.iter().find(|fact| fact.number == step);
    step.is_none_or(|step| wanted.iter().any(|name| name == authenticator_name(step.factor) || name == LOCAL))
}

fn context(site: &Site, call: &ScriptCall, place: &Place, visitor: &Visitor) -> LoginContext {
    let tenant = site.identity().read(|state, _| {
        state.organization(place).map(|organization| organization.tenant_domain().to_owned()).unwrap_or_default()
    });
    let subject = call.facts.user.as_deref().map(|name| subject(name, &tenant));
    let view = |fact: &StepFact| {
        let name = authenticator_name(fact.factor);
        match &subject {
            Some(subject) if fact.is_done => StepView::local(&[name]).taken(subject.clone(), name),
            Some(_) | None => StepView::local(&[name]),
        }
    };
    let is_known = call.facts.steps.iter().any(|fact| fact.is_done && fact.factor != FactorKind::Identifier);
    LoginContext {
        service_provider_name: call.facts.application.clone(),
        steps: call.facts.steps.iter().map(|fact| (fact.number, view(fact))).collect(),
        current_known_subject: subject.clone().filter(|_| is_known),
        request: LoginRequest {
            params: call.facts.params.clone(),
            headers: visitor.headers.clone(),
            cookies: visitor.cookies.clone(),
            ip: visitor.origin.ip_address.clone().unwrap_or_default(),
        },
        tenant_domain: tenant,
    }
}

/// The user as the name says it: a user store before a slash, the primary one otherwise.
fn subject(name: &str, tenant: &str) -> Subject {
    let (store, username) = name.split_once('/').unwrap_or(("PRIMARY", name));
    Subject {
        username: username.to_owned(),
        tenant_domain: tenant.to_owned(),
        user_store_domain: store.to_owned(),
        ..Subject::default()
    }
}

const LOCAL: &str = "LOCAL";
