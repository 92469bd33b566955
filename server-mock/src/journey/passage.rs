//! The journey itself: from step to step until somebody is signed in or nothing is left to try.

use super::attempt::{Attempt, Person, Proof};
use super::factor::{Outcome, can_add_device};
use super::failure::Failure;
use super::ground::Ground;
use super::input::{Input, Params};
use super::plan::{Itinerary, Plan, Step};
use super::prompt::Prompt;
use super::screen::{PushWait, Screen};
use super::script::{Decision, ScriptCall, ScriptEvent, ScriptFacts, StepFact};

/// One login from the first page to its end.
#[derive(Clone, Debug)]
pub(crate) struct Journey {
    attempt: Attempt,
    plan: Plan,
    stage: Stage,
    /// Of the latest request.
    params: Params,
    /// Why the last step failed, in case nobody knows what to do about it.
    setback: Failure,
    /// Steps that were entered so far.
    entered: u32,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Turn {
    /// Show this and wait.
    Show(Screen),
    /// Run the script and say what it [decided](Journey::decided).
    Decide(ScriptCall),
}

#[derive(Clone, Debug)]
enum Stage {
    Deciding(ScriptEvent),
    At(Step, Prompt),
    Done,
    Over(Failure),
}

impl Journey {
    /// Starts a login.
    pub(crate) fn begin(itinerary: Itinerary, params: Params, ground: &mut dyn Ground) -> (Self, Turn) {
        let mut journey = Self {
            attempt: Attempt::new(itinerary.application, itinerary.channel),
            plan: Plan::new(itinerary.steps, itinerary.script),
            stage: Stage::Deciding(ScriptEvent::Login),
            params,
            setback: Failure::BrokenPlan,
            entered: 0,
        };
        if journey.plan.script.is_none() {
            journey.follow(0, ground);
        }
        let turn = journey.turn(ground);
        (journey, turn)
    }

    /// The person did something. While a script decides, and when the login is over, nothing changes.
    pub(crate) fn take(&mut self, input: &Input, params: Params, ground: &mut dyn Ground) -> Turn {
        if let Stage::At(step, prompt) = &self.stage {
            let (step, prompt) = (*step, prompt.clone());
            self.params = params;
            if *input == Input::Cancel {
                self.end(Failure::Canceled, ground);
            } else {
                let outcome = step.factor.factor().answer(prompt, input, &mut self.attempt, ground);
                self.apply(step, outcome, ground);
            }
        }
        self.turn(ground)
    }

    /// What a script said about `event`; ignored unless that is what the journey waits for.
    pub(crate) fn decided(&mut self, event: ScriptEvent, decision: Decision, ground: &mut dyn Ground) -> Turn {
        if matches!(self.stage, Stage::Deciding(awaited) if awaited == event) {
            self.obey(decision, ground);
        }
        self.turn(ground)
    }

    /// What there is to show or decide at present.
    pub(crate) fn turn(&self, ground: &dyn Ground) -> Turn {
        match &self.stage {
            Stage::Deciding(event) => match &self.plan.script {
                Some(script) => Turn::Decide(ScriptCall {
                    source: script.source.clone(),
                    event: *event,
                    progress: script.progress.clone(),
                    facts: self.facts(),
                }),
                None => Turn::Show(Screen::Failed(Failure::BrokenPlan)),
            },
            Stage::At(_, prompt) => Turn::Show(self.screen(prompt, ground)),
            Stage::Done => Turn::Show(self.arrival()),
            Stage::Over(failure) => Turn::Show(Screen::Failed(*failure)),
        }
    }

    fn obey(&mut self, decision: Decision, ground: &mut dyn Ground) {
        match decision {
            Decision::Step { number, is_forced, progress } => {
                if let Some(script) = &mut self.plan.script {
                    script.progress = Some(progress);
                }
                match self.plan.step(number) {
                    Some(step) if is_forced || !self.has_succeeded(step) => self.enter(step, ground),
                    Some(step) => self.stage = Stage::Deciding(ScriptEvent::Succeeded { step: step.number }),
                    None => self.broken(&format!("the script executes step {number}, which there is not"), ground),
                }
            }
            Decision::Done => self.arrive(ground),
            Decision::GivenUp => self.end(self.setback, ground),
            Decision::Refused => self.end(Failure::Refused, ground),
            Decision::Broken(reason) => self.broken(&reason, ground),
        }
    }

    fn enter(&mut self, step: Step, ground: &mut dyn Ground) {
        self.entered += 1;
        if self.entered > MAX_STEPS {
            return self.broken("the login goes through too many steps", ground);
        }
        let outcome = step.factor.factor().begin(&mut self.attempt, ground);
        self.apply(step, outcome, ground);
    }

    fn apply(&mut self, step: Step, outcome: Outcome, ground: &mut dyn Ground) {
        match outcome {
            Outcome::Ask(prompt) => self.stage = Stage::At(step, prompt),
            Outcome::Succeeded => {
                if step.factor.is_proof() {
                    self.attempt.proofs.push(Proof { step: step.number, factor: step.factor });
                }
                match self.plan.script {
                    Some(_) => self.stage = Stage::Deciding(ScriptEvent::Succeeded { step: step.number }),
                    None => self.follow(step.number, ground),
                }
            }
            Outcome::Failed(failure) => {
                self.setback = failure;
                match self.plan.script {
                    Some(_) => self.stage = Stage::Deciding(ScriptEvent::Failed { step: step.number }),
                    None => self.end(failure, ground),
                }
            }
            Outcome::Stop(failure) => self.end(failure, ground),
        }
    }

    /// Goes on after step `number` when no script decides.
    fn follow(&mut self, number: u32, ground: &mut dyn Ground) {
        match self.plan.after(number) {
            Some(step) => self.enter(step, ground),
            None => self.arrive(ground),
        }
    }

    /// Ends with success, provided that somebody has proven who they are.
    fn arrive(&mut self, ground: &mut dyn Ground) {
        if !self.attempt.is_proven() || !matches!(self.attempt.person, Person::Known(_)) {
            return self.broken("the login went through no step that proves anything", ground);
        }
        self.attempt.drop_push(ground);
        self.stage = Stage::Done;
    }

    fn broken(&mut self, reason: &str, ground: &mut dyn Ground) {
        ground.complain(&self.attempt.application, reason);
        self.end(Failure::BrokenPlan, ground);
    }

    fn end(&mut self, failure: Failure, ground: &mut dyn Ground) {
        self.attempt.drop_push(ground);
        self.stage = Stage::Over(failure);
    }

    fn has_succeeded(&self, step: Step) -> bool {
        self.attempt.proofs.iter().any(|proof| proof.step == step.number)
    }

    fn facts(&self) -> ScriptFacts {
        let fact =
            |step: &Step| StepFact { number: step.number, factor: step.factor, is_done: self.has_succeeded(*step) };
        ScriptFacts {
            params: self.params.clone(),
            application: self.attempt.application.clone(),
            user: self.attempt.person.name().map(str::to_owned),
            steps: self.plan.steps.iter().map(fact).collect(),
        }
    }

    fn arrival(&self) -> Screen {
        let Person::Known(user) = &self.attempt.person else { return Screen::Failed(Failure::BrokenPlan) };
        let factors = self.attempt.proofs.iter().map(|proof| proof.factor);
        Screen::Done { user: user.id.clone(), factors: factors.collect() }
    }

    fn screen(&self, prompt: &Prompt, ground: &dyn Ground) -> Screen {
        let username = || self.attempt.person.name().map(str::to_owned);
        match prompt {
            Prompt::Identifier => Screen::Identifier,
            Prompt::Password { is_wrong } => Screen::Password { username: username(), is_wrong: *is_wrong },
            Prompt::PushWait => self.wait(ground),
            Prompt::EnrollConsent => Screen::EnrollConsent { username: username().unwrap_or_default() },
            Prompt::EnrollQr { data, is_missing, .. } => Screen::EnrollQr {
                username: username().unwrap_or_default(),
                data: data.clone(),
                is_missing: *is_missing,
                can_go_back: self.attempt.push.is_some(),
            },
        }
    }

    fn wait(&self, ground: &dyn Ground) -> Screen {
        let Some(push) = &self.attempt.push else { return Screen::Failed(Failure::Internal) };
        let settings = ground.settings();
        let username = self.attempt.person.name().unwrap_or_default().to_owned();
        Screen::PushWait(PushWait {
            push: push.id.clone(),
            number: push.number.clone(),
            username,
            seconds_left: (push.sent_at + settings.resend_interval).saturating_sub(ground.now()),
            interval: settings.resend_interval,
            resends_left: settings.resend_limit.saturating_sub(self.attempt.resends),
            can_add_device: can_add_device(&self.attempt, ground),
        })
    }
}

/// Steps of one login, repeated ones included.
const MAX_STEPS: u32 = 50;
