//! Telling a story from its first chapter to its last.

use std::time::Instant;

use super::chapter::Stage;
use super::{guardian, native, wso2};
use crate::demo::args::Dialect;
use crate::demo::failure::Failure;
use crate::demo::teller::Teller;

/// How the story ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Ending {
    /// Every step went as told.
    AsTold,
    /// At least one did not.
    Differs,
}

/// Tells the whole story in `dialect`. Expects something else than what happens in the step `broken`.
pub(in crate::demo) async fn tell(dialect: Dialect, broken: Option<&str>, teller: &Teller) -> Result<Ending, Failure> {
    match dialect {
        Dialect::Native => play::<native::Stage>(broken, teller).await,
        Dialect::Guardian => play::<guardian::Stage>(broken, teller).await,
        Dialect::Wso2 => play::<wso2::Stage>(broken, teller).await,
    }
}

/// The steps of the story in `dialect`, named for machines.
pub(in crate::demo) fn steps(dialect: Dialect) -> Vec<&'static str> {
    match dialect {
        Dialect::Native => native::Stage::CHAPTERS.iter().map(|chapter| chapter.name).collect(),
        Dialect::Guardian => guardian::Stage::CHAPTERS.iter().map(|chapter| chapter.name).collect(),
        Dialect::Wso2 => wso2::Stage::CHAPTERS.iter().map(|chapter| chapter.name).collect(),
    }
}

async fn play<S: Stage>(broken: Option<&str>, teller: &Teller) -> Result<Ending, Failure> {
    teller.remark(S::OPENING);
    let mut stage = S::set(teller).await?;
    let mut ending = Ending::AsTold;
    for (number, chapter) in (1..).zip(S::CHAPTERS) {
        teller.chapter(number, chapter.title);
        let started = Instant::now();
        let waiting = teller.waiting("working");
        stage.room().break_next(broken == Some(chapter.name));
        let told = (chapter.play)(&mut stage).await;
        drop(waiting);
        teller.step(chapter.name, &told, started.elapsed());
        if told.is_err() {
            ending = Ending::Differs;
            if number == 1 {
                break;
            }
        }
    }
    stage.clear().await;
    Ok(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_have_the_steps_that_machines_look_for() {
        let native = steps(Dialect::Native);
        let guardian = steps(Dialect::Guardian);
        let wso2 = steps(Dialect::Wso2);

        for wanted in
            ["enroll", "login_approved", "wrong_number", "denied", "replay_refused", "expired", "found_by_polling"]
        {
            assert!(native.contains(&wanted), "{wanted}");
        }
        for wanted in ["enroll", "login_approved", "denied", "consent_shown", "replay_refused", "reply_lost", "expired"]
        {
            assert!(guardian.contains(&wanted), "{wanted}");
        }
        for wanted in ["enroll", "login_approved", "wrong_number", "denied", "resent", "forged_push", "replay_refused"]
        {
            assert!(wso2.contains(&wanted), "{wanted}");
        }
    }

    #[test]
    fn steps_of_a_story_have_names_of_their_own() {
        for dialect in [Dialect::Native, Dialect::Guardian, Dialect::Wso2] {
            let mut names = steps(dialect);
            let count = names.len();
            names.sort_unstable();
            names.dedup();

            assert_eq!(names.len(), count, "{dialect:?}");
            assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')), "{names:?}");
        }
    }
}
