use std::collections::BTreeMap;

use super::*;
use crate::script::error::Position;
use crate::script::{ScriptError, Surroundings};

const NOW: Surroundings = Surroundings { now: 1_767_225_600, seed: 1 };

/// A script in the shape of the documented one for progressive enrollment: push first, and a password when the person
/// wants to enroll a phone.
const ENROLLMENT: &str = r#"
var onLoginRequest = function (context) {
    executeStep(1, {
        onFail: function (context) {
            var scenario = context.request.params.scenario;
            if (scenario != null && scenario[0] === 'INIT_PUSH_ENROLL') {
                Log.info('enrolling at ' + context.request.ip);
                executeStep(2, {
                    stepOptions: { markAsSubjectIdentifierStep: 'true', markAsSubjectAttributeStep: 'true' }
                }, {
                    onSuccess: function (context) {
                        executeStep(1, { stepOptions: { forceAuth: 'true' } }, {});
                    }
                });
            }
        }
    });
};
"#;

fn context() -> LoginContext {
    LoginContext {
        tenant_domain: "carbon.super".into(),
        service_provider_name: "portal".into(),
        current_known_subject: None,
        steps: BTreeMap::from([
            (1, StepView::local(&["push-notification-authenticator", "FIDOAuthenticator"])),
            (2, StepView::local(&["BasicAuthenticator"])),
        ]),
        request: LoginRequest { ip: "192.0.2.7".into(), ..LoginRequest::default() },
    }
}

fn with_parameter(name: &str, value: &str) -> LoginContext {
    let mut context = context();
    context.request.params.insert(name.into(), vec![value.into()]);
    context
}

fn alice() -> Subject {
    Subject {
        username: "alice".into(),
        roles: vec!["admin".into()],
        groups: vec!["staff".into()],
        ..Subject::default()
    }
}

fn script(text: &str) -> AdaptiveScript {
    AdaptiveScript::parse(text).unwrap()
}

/// A script whose entry point does `body`.
fn start(body: &str) -> Turn {
    script(&format!("var onLoginRequest = function (context) {{\n{body}\n}};")).start(&context(), NOW)
}

fn step(turn: &Turn) -> u32 {
    match &turn.next {
        Next::Execute { step, .. } => *step,
        other @ (Next::Done | Next::Fail(_)) => panic!("{other:?}, {:?}", turn.log),
    }
}

fn texts(turn: &Turn) -> Vec<&str> {
    turn.log.iter().map(|line| line.text.as_str()).collect()
}

/// What a store does to the progress.
fn stored(turn: &Turn) -> Progress {
    serde_json::from_str(&serde_json::to_string(&turn.progress).unwrap()).unwrap()
}

#[test]
fn enrollment_asks_for_the_password_and_then_for_the_push_again() {
    let script = script(ENROLLMENT);

    let first = script.start(&context(), NOW);
    assert_eq!(first.next, Next::Execute { step: 1, options: StepOptions::default() });

    let wants = with_parameter("scenario", "INIT_PUSH_ENROLL");
    let second = script.resume(stored(&first), StepResult::Failed, &wants, NOW);
    let options = StepOptions { subject_identifier: true, subject_attributes: true, ..StepOptions::default() };
    assert_eq!(second.next, Next::Execute { step: 2, options });
    assert_eq!(texts(&second), ["enrolling at 192.0.2.7"]);

    let third = script.resume(stored(&second), StepResult::Succeeded, &context(), NOW);
    let options = StepOptions { force_authentication: true, ..StepOptions::default() };
    assert_eq!(third.next, Next::Execute { step: 1, options });

    let last = script.resume(stored(&third), StepResult::Succeeded, &context(), NOW);
    assert_eq!(last.next, Next::Done);
}

#[test]
fn enrolled_phone_needs_no_second_step() {
    let script = script(ENROLLMENT);

    let first = script.start(&context(), NOW);

    assert_eq!(script.resume(first.progress, StepResult::Succeeded, &context(), NOW).next, Next::Done);
}

#[test]
fn failure_with_nothing_left_fails_the_login() {
    let script = script(ENROLLMENT);
    let first = script.start(&context(), NOW);

    let canceled = script.resume(stored(&first), StepResult::Failed, &with_parameter("scenario", "CANCEL"), NOW);
    assert_eq!(canceled.next, Next::Fail(Failure::Step));

    let wants = with_parameter("scenario", "INIT_PUSH_ENROLL");
    let second = script.resume(stored(&first), StepResult::Failed, &wants, NOW);
    let wrong_password = script.resume(stored(&second), StepResult::Failed, &wants, NOW);
    assert_eq!(wrong_password.next, Next::Fail(Failure::Step));
}

#[test]
fn failure_without_a_handler_does_not_go_on_to_later_steps() {
    let script = script("function onLoginRequest() { executeStep(1, { onSuccess: function () {} }); executeStep(2); }");
    let first = script.start(&context(), NOW);

    assert_eq!(script.resume(first.progress, StepResult::Failed, &context(), NOW).next, Next::Fail(Failure::Step));
}

#[test]
fn steps_of_a_callback_come_before_those_in_line() {
    let script = script(
        "const onLoginRequest = () => {
            executeStep(1, { onSuccess() { executeStep(2); executeStep(1); } });
            executeStep(2, { authenticationOptions: [{ authenticator: 'BasicAuthenticator' }] }, {});
        };",
    );
    let mut turn = script.start(&context(), NOW);

    let mut taken = vec![step(&turn)];
    for _ in 0..3 {
        turn = script.resume(stored(&turn), StepResult::Succeeded, &context(), NOW);
        taken.push(step(&turn));
    }

    assert_eq!(taken, [1, 2, 1, 2]);
    let authenticators = Some(vec!["BasicAuthenticator".into()]);
    assert_eq!(turn.next, Next::Execute { step: 2, options: StepOptions { authenticators, ..StepOptions::default() } });
    assert_eq!(script.resume(stored(&turn), StepResult::Succeeded, &context(), NOW).next, Next::Done);
}

#[test]
fn variables_and_functions_of_the_script_carry_over() {
    let script = script(
        "var tries = { left: 3 }; const limit = 1; Log.info('top');
         function retry(context) {
             tries.left -= 1;
             Log.warn('left', tries.left, new Date().toISOString());
             if (tries.left > limit) executeStep(1, { onFail: retry });
         }
         var onLoginRequest = (context) => { tries.user = 'x'; executeStep(1, { onFail: (context) => retry(context) }); };",
    );
    let first = script.start(&context(), NOW);
    assert_eq!(texts(&first), ["top"]);

    let second = script.resume(stored(&first), StepResult::Failed, &context(), NOW);
    let third = script.resume(stored(&second), StepResult::Failed, &context(), NOW);

    assert_eq!(texts(&second), ["left 2 2026-01-01T00:00:00.000Z"]);
    assert_eq!(texts(&third), ["left 1 2026-01-01T00:00:00.000Z"]);
    assert_eq!(third.next, Next::Fail(Failure::Step));
}

#[test]
fn callback_that_uses_an_enclosing_local_is_a_reference_error_with_its_line() {
    let script = script(
        "var onLoginRequest = function (context) {
            var limit = 3;
            executeStep(1, {
                onSuccess: function (context) {
                    Log.info('so far');
                    Log.info(limit);
                }
            });
        };",
    );
    let first = script.start(&context(), NOW);

    let turn = script.resume(first.progress, StepResult::Succeeded, &context(), NOW);

    let Next::Fail(Failure::Broken(error)) = &turn.next else { panic!("{:?}", turn.next) };
    assert_eq!(error.position(), Some(Position { line: 6, column: 30 }));
    let reason = "the login is denied: thrown at line 6, column 30: ReferenceError: limit is not defined";
    assert_eq!(texts(&turn), ["so far", reason]);
    assert_eq!(turn.log[1].level, LogLevel::Error);
}

#[test]
fn script_that_goes_wrong_denies_and_says_why() {
    let broken = [
        ("for (;;) {}", "the script used up its time"),
        ("(function again() { again() })()", "the script used up its stack"),
        ("var a = []; for (;;) a.push('x'.repeat(1e6) + a.length)", "the script used up its memory"),
        ("null.x", "thrown at line 2, column 1: TypeError: cannot read property 'x' of null"),
        ("executeStep(3)", "thrown at line 2, column 1: RangeError: the login flow has no step 3"),
        ("executeStep('x')", "thrown at line 2, column 1: RangeError: the login flow has no step x"),
        (
            "executeStep(1, { onFail: 'x' })",
            "thrown at line 2, column 1: TypeError: onFail must be a function of this script",
        ),
        (
            "executeStep(1, { onFail: Math.max })",
            "thrown at line 2, column 26: TypeError: onFail must be a function of this script",
        ),
        ("sendEmail()", "thrown at line 2, column 1: ReferenceError: sendEmail is not defined"),
        ("executeStep(1); Promise.reject('late')", "thrown: late"),
        ("for (var i = 0; i < 60; i++) executeStep(1)", "unusable result: too many steps"),
        (
            "globalThis.large = 'x'.repeat(1e5); executeStep(1)",
            "unusable result: the script's variables are too large to keep",
        ),
    ];
    for (body, reason) in broken {
        let turn = start(body);

        assert!(matches!(turn.next, Next::Fail(Failure::Broken(_))), "{body}");
        assert_eq!(texts(&turn), [format!("the login is denied: {reason}")], "{body}");
    }
}

#[test]
fn work_is_bounded_over_the_whole_login() {
    let script = script(
        "function work() { for (var i = 0; i < 1e6; i++); executeStep(1, { onFail: work }); }
         var onLoginRequest = work;",
    );
    let mut turn = script.start(&context(), NOW);

    let mut steps = 0;
    while let Next::Execute { .. } = turn.next {
        steps += 1;
        turn = script.resume(stored(&turn), StepResult::Failed, &context(), NOW);
    }

    assert_eq!(turn.next, Next::Fail(Failure::Broken(ScriptError::Budget)));
    assert!((2..20).contains(&steps), "{steps}");
}

#[test]
fn script_without_a_step_lets_nobody_in() {
    assert_eq!(start("Log.info('nothing')").next, Next::Fail(Failure::NoStep));
}

#[test]
fn refusals_of_the_script_end_the_login_in_their_turn() {
    let refused = Failure::Refused { code: Some("x".into()), text: Some("no".into()), uri: None };
    assert_eq!(start("fail({ errorCode: 'x', errorMessage: 'no' })").next, Next::Fail(refused));
    assert_eq!(start("fail()").next, Next::Fail(Failure::Refused { code: None, text: None, uri: None }));
    let page = |url: Option<&str>, parameters: &[(&str, &str)]| {
        let parameters = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Next::Fail(Failure::ErrorPage { url: url.map(str::to_owned), parameters })
    };
    assert_eq!(
        start("sendError('https://a.example/e', { code: 403 })").next,
        page(Some("https://a.example/e"), &[("code", "403")])
    );
    assert_eq!(start("sendError(null)").next, page(None, &[]));

    let script = script("function onLoginRequest() { executeStep(1); sendError(null, { why: 'late' }); }");
    let first = script.start(&context(), NOW);
    assert_eq!(step(&first), 1);
    let second = script.resume(stored(&first), StepResult::Succeeded, &context(), NOW);
    assert_eq!(second.next, page(None, &[("why", "late")]));
}

#[test]
fn context_tells_what_is_known_of_the_login() {
    let script = script(
        "function onLoginRequest(context) {
            var request = context.request;
            var user = context.steps[1].subject;
            Log.info([
                context.tenantDomain, context.serviceProviderName, context.currentKnownSubject.username,
                user.username, user.localClaims['http://wso2.org/claims/country'], context.steps[1].idp,
                context.steps[1].options.length, context.steps[2].subject, context.steps[9],
                request.params.x[1], request.params.constructor, request.headers['User-Agent'], request.cookies.a,
                hasRole(user, 'admin'), hasRole(user, 'root'), hasRole(null, 'admin'),
                hasAnyOfTheRoles(user, ['root', 'admin']), isMemberOfAnyOfGroups(user, ['staff']),
            ].join('|'));
            executeStep(1);
        }",
    );
    let mut context = context();
    context.current_known_subject = Some(alice());
    let mut subject = alice();
    subject.local_claims.insert("http://wso2.org/claims/country".into(), "LK".into());
    context.steps.insert(1, StepView::local(&["a", "b"]).taken(subject, "a"));
    context.request.params.insert("x".into(), vec!["1".into(), "2".into()]);
    context.request.headers.insert("user-agent".into(), "Firefox".into());
    context.request.cookies.insert("a".into(), "b".into());

    let turn = script.start(&context, NOW);

    let expected = "carbon.super|portal|alice|alice|LK|LOCAL|2|||2||Firefox|b|true|false|false|true|true";
    assert_eq!(texts(&turn), [expected]);
}

#[test]
fn tampered_prototypes_change_nothing_for_the_host() {
    let turn = start(
        "Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => 'mine';
         Object.defineProperty(Object.prototype, 'step', { set() {}, get: () => 7 });
         Array.prototype.push = JSON.stringify = JSON.parse = () => { throw 1 };
         Object.getOwnPropertyNames = Set.prototype.has = Function.prototype.toString = () => 'mine';
         executeStep(2, { stepOptions: { forceAuth: true } }, { onSuccess: function () { executeStep(1) } });",
    );

    assert_eq!(step(&turn), 2);
    assert!(matches!(&turn.next, Next::Execute { options, .. } if options.force_authentication));
}

#[test]
fn progress_is_small_and_belongs_to_one_text() {
    let script = script(ENROLLMENT);
    let first = script.start(&context(), NOW);

    assert!(serde_json::to_string(&first.progress).unwrap().len() < 4_096);
    let other = AdaptiveScript::parse(&format!("{ENROLLMENT}\n// changed")).unwrap();
    let turn = other.resume(first.progress, StepResult::Succeeded, &context(), NOW);
    let reason = ScriptError::Result("the script was changed during the login");
    assert_eq!(turn.next, Next::Fail(Failure::Broken(reason)));
}

#[test]
fn unusable_scripts_are_refused_when_they_are_read() {
    let long = "x".repeat(65_537);
    let unusable = [
        ("", "unusable result: the script defines no function onLoginRequest"),
        ("var onLoginRequest = 1;", "unusable result: the script defines no function onLoginRequest"),
        (
            "var onLoginRequest = function (context) {\n  executeStep(1;\n};",
            "syntax error at line 2, column 16: Unexpected token ';'",
        ),
        (
            "executeStep(1); function onLoginRequest() {}",
            "thrown at line 1, column 1: TypeError: executeStep works only while a login runs",
        ),
        ("for (;;) {}", "the script used up its time"),
        (long.as_str(), "unusable result: the script is longer than 64 KiB"),
    ];
    for (text, reason) in unusable {
        assert_eq!(AdaptiveScript::parse(text).unwrap_err().to_string(), reason);
    }
}

#[test]
fn log_lines_are_bounded_and_stay_on_one_line() {
    let turn = start("for (var i = 0; i < 300; i++) Log.debug('a\\nb' + 'x'.repeat(2000)); executeStep(1)");

    assert_eq!(turn.log.len(), 100);
    assert!(turn.log.iter().all(|line| line.text.starts_with("a b") && line.text.len() == 1_000));
}

#[test]
fn variables_that_cannot_be_kept_are_named() {
    let turn = start("globalThis.round = {}; round.self = round; globalThis.Large = 1n; executeStep(1)");

    let text = |name| format!("the variable {name} cannot be kept until the next step");
    assert_eq!(texts(&turn), [text("round"), text("Large")]);
}
