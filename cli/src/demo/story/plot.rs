//! The chapters, in order.

use std::time::Instant;

use clap::ValueEnum;

use super::stage::{Stage, Told};
use super::{
    approve, burst, deny, enroll, expire, lose_push, lose_reply, one_time_code, overhear, remove, replay, restart,
    weaken, wrong_number,
};
use crate::demo::failure::Failure;
use crate::demo::teller::Teller;

/// A step of the story, named for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(in crate::demo) enum Step {
    Enroll,
    LoginApproved,
    NumberNotInPush,
    WrongNumber,
    Denied,
    ReplayRefused,
    Expired,
    FoundByPolling,
    ReplyLost,
    WeakRefused,
    BurstWarned,
    OneTimeCode,
    Restart,
    Removed,
}

/// How the story ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Ending {
    /// Every step went as told.
    AsTold,
    /// At least one did not.
    Differs,
}

/// Tells the whole story. Expects something else than what happens in the step `broken`.
pub(in crate::demo) async fn tell(broken: Option<Step>, teller: &Teller) -> Result<Ending, Failure> {
    teller.remark(
        "A mock server and a phone, both on this machine. The phone is the real thing, only the fingers are missing.",
    );
    let mut stage = Stage::set(teller).await?;
    let mut ending = Ending::AsTold;
    for (number, step) in (1..).zip(Step::value_variants()) {
        teller.chapter(number, step.title());
        let started = Instant::now();
        let waiting = teller.waiting("working");
        stage.break_next(broken == Some(*step));
        let told = step.play(&mut stage).await;
        drop(waiting);
        teller.step(&step.name(), &told, started.elapsed());
        if told.is_err() {
            ending = Ending::Differs;
            if *step == Step::Enroll {
                break;
            }
        }
    }
    stage.clear().await;
    Ok(ending)
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Enroll => "Alice enrolls her phone",
            Self::LoginApproved => "Alice logs in and approves",
            Self::NumberNotInPush => "Nobody can overhear the number",
            Self::WrongNumber => "A wrong number lets nobody in",
            Self::Denied => "It was not Alice: she denies",
            Self::ReplayRefused => "Somebody sends her answer again, and another one",
            Self::Expired => "Alice is too late",
            Self::FoundByPolling => "The push never arrives",
            Self::ReplyLost => "The server's reply gets lost",
            Self::WeakRefused => "The server asks for less than it promised",
            Self::BurstWarned => "Request after request",
            Self::OneTimeCode => "The phone has no connection",
            Self::Restart => "The phone is switched off and on",
            Self::Removed => "Alice removes the account",
        }
    }

    async fn play(self, stage: &mut Stage<'_>) -> Told {
        match self {
            Self::Enroll => enroll::tell(stage).await,
            Self::LoginApproved => approve::tell(stage).await,
            Self::NumberNotInPush => overhear::tell(stage).await,
            Self::WrongNumber => wrong_number::tell(stage).await,
            Self::Denied => deny::tell(stage).await,
            Self::ReplayRefused => replay::tell(stage).await,
            Self::Expired => expire::tell(stage).await,
            Self::FoundByPolling => lose_push::tell(stage).await,
            Self::ReplyLost => lose_reply::tell(stage).await,
            Self::WeakRefused => weaken::tell(stage).await,
            Self::BurstWarned => burst::tell(stage).await,
            Self::OneTimeCode => one_time_code::tell(stage).await,
            Self::Restart => restart::tell(stage).await,
            Self::Removed => remove::tell(stage).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_the_names_that_machines_look_for() {
        let names: Vec<String> = Step::value_variants().iter().map(|step| step.name()).collect();

        for wanted in
            ["enroll", "login_approved", "wrong_number", "denied", "replay_refused", "expired", "found_by_polling"]
        {
            assert!(names.iter().any(|name| name == wanted), "{wanted}");
        }
    }
}
