//! One decision, whatever happened to it on the way, and what must be true of it in the end.

use countersign_core::engine::{Approval, Authenticator};
use countersign_core::error::Error;
use countersign_core::model::{Account, ChallengeId, ChallengeStatus, DecisionState, Recorded, Settlement, Verdict};
use countersign_server_mock::{Login, LoginState};

use crate::{Scene, USER};

/// What the person does with a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Approves with the number of the login page.
    Approve,
    /// Denies.
    Deny,
    /// Approves with another number.
    WrongNumber,
}

impl Choice {
    /// Everything that a person can do.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Deny, Self::WrongNumber];

    /// Decides like this.
    ///
    /// # Errors
    /// What the phone says.
    pub async fn make(self, phone: &Authenticator, id: &ChallengeId, login: &Login) -> Result<DecisionState, Error> {
        let right = login.number.clone().expect("a number to type");
        match self {
            Self::Approve => phone.approve(id, Approval::with_number(&right)?).await,
            Self::WrongNumber => phone.approve(id, Approval::with_number(&other_than(&right))?).await,
            Self::Deny => phone.deny(id, None).await,
        }
    }

    /// Approve or deny.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Approve | Self::WrongNumber => Verdict::Approve,
            Self::Deny => Verdict::Deny,
        }
    }

    fn recorded(self) -> Recorded {
        match self {
            Self::Approve => Recorded::Approved,
            Self::Deny => Recorded::Denied,
            Self::WrongNumber => Recorded::WrongNumber,
        }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Approve | Self::WrongNumber => Self::Deny,
            Self::Deny => Self::Approve,
        }
    }

    /// What deciding says once the server has this choice.
    fn is_confirmed_by(self, result: &Result<DecisionState, Error>) -> bool {
        let state = DecisionState::RecordedByUs(self.recorded());
        match result {
            Ok(said) => self != Self::WrongNumber && *said == state,
            Err(error) => {
                self == Self::WrongNumber && error.code == "answer.number_mismatch" && error.decision == Some(state)
            }
        }
    }
}

/// A decision that was tried.
#[derive(Debug)]
pub struct Attempt {
    choice: Choice,
    /// What the phone said; `None` when the call was dropped or the challenge was never seen.
    result: Option<Result<DecisionState, Error>>,
    /// Whether the phone had written the decision down by then.
    is_durable: bool,
    /// How many answers the server had recorded by then.
    answers: usize,
}

/// The id that the phone gives to the challenge of `login`.
pub fn challenge_id(account: &Account, login: &Login) -> ChallengeId {
    let server = login.challenge_id.parse().expect("an id of the protocol");
    ChallengeId { account: account.id.clone(), server }
}

/// A number of the same length that is not `number`.
pub fn other_than(number: &str) -> String {
    let (wrong, other) = ("0".repeat(number.len()), "1".repeat(number.len()));
    if number == wrong { other } else { wrong }
}

impl Attempt {
    /// Notes what is true just after `phone` said `result`, and that an error told the truth about it.
    pub fn witness(
        scene: &Scene,
        phone: &Authenticator,
        id: &ChallengeId,
        login: &Login,
        choice: Choice,
        result: Option<Result<DecisionState, Error>>,
        point: &str,
    ) -> Self {
        let is_durable = phone.challenge(id).is_ok_and(|(_, status)| status != ChallengeStatus::Pending);
        let answers = scene.answers(login).len();
        let attempt = Self { choice, result, is_durable, answers };
        attempt.assert_truthful(point);
        attempt
    }

    fn assert_truthful(&self, point: &str) {
        let Some(result) = &self.result else { return };
        let stands = match result {
            Ok(state) => Some(*state),
            Err(error) => error.decision,
        };
        match stands {
            None => panic!("{point}: the error does not say where the decision stands: {self:?}"),
            Some(DecisionState::NotSent) => assert_eq!(self.answers, 0, "{point}: {self:?}"),
            Some(DecisionState::Unknown) => assert!(self.is_durable, "{point}: {self:?}"),
            Some(DecisionState::RecordedByUs(recorded)) => {
                assert_eq!((self.answers, recorded), (1, self.choice.recorded()), "{point}: {self:?}");
                assert!(self.choice.is_confirmed_by(result), "{point}: {self:?}");
            }
            Some(DecisionState::RecordedElsewhere(_)) => panic!("{point}: nobody else was there: {self:?}"),
        }
        if self.choice == Choice::Deny {
            assert!(self.is_durable, "{point}: a deny that was answered is not latched: {self:?}");
        }
    }

    /// Checks every promise, with the network healed and `phone` opened anew after the attempt.
    pub async fn check(&self, scene: &Scene, phone: &Authenticator, id: &ChallengeId, login: &Login, point: &str) {
        let refreshed = phone.refresh().await.expect("a refresh");
        assert_eq!(refreshed.problems, [], "{point}: {self:?}");
        if self.is_durable {
            self.assert_agreement(scene, phone, id, login, point);
        } else {
            assert_waiting(scene, phone, id, login, &format!("{point}: {self:?}"));
        }

        let opposite = self.choice.opposite();
        if self.is_durable {
            let error = opposite.make(phone, id, login).await.expect_err(point);
            let codes = ["answer.already_answered", "answer.number_mismatch"];
            assert!(codes.contains(&error.code), "{point}: {opposite:?} after {self:?} said {error:?}");
        }
        let again = self.choice.make(phone, id, login).await;
        assert!(self.choice.is_confirmed_by(&again), "{point}: again after {self:?} said {again:?}");
        self.assert_agreement(scene, phone, id, login, point);
        assert_eq!(phone.settle_journal().await.expect("a journal"), 0, "{point}: {self:?}");
        scene.server.world().unlock(USER).expect("the user");
    }

    /// Phone and server say the same, and it is what the person chose.
    fn assert_agreement(&self, scene: &Scene, phone: &Authenticator, id: &ChallengeId, login: &Login, point: &str) {
        let (_, status) = phone.challenge(id).expect("the challenge");
        let ChallengeStatus::Settled { verdict, settlement: Settlement { recorded, by_us, .. } } = status else {
            panic!("{point}: the phone did not find out: {status:?}, {self:?}");
        };
        let expected = (Some(self.choice.verdict()), self.choice.recorded(), true);
        assert_eq!((verdict, recorded, by_us), expected, "{point}: {self:?}");
        assert_eq!(state_of(scene, login), login_state(self.choice), "{point}: {self:?}");
        assert_eq!(scene.answers(login).len(), 1, "{point}: {self:?}");
    }
}

/// How the server sees `login`.
pub fn state_of(scene: &Scene, login: &Login) -> LoginState {
    scene.server.world().login(&login.id).expect("the login").state
}

fn assert_waiting(scene: &Scene, phone: &Authenticator, id: &ChallengeId, login: &Login, point: &str) {
    assert_eq!(scene.answers(login).len(), 0, "{point}");
    assert_eq!(state_of(scene, login), LoginState::Waiting, "{point}");
    assert_eq!(phone.challenge(id).expect("the challenge").1, ChallengeStatus::Pending, "{point}");
}

fn login_state(choice: Choice) -> LoginState {
    match choice {
        Choice::Approve => LoginState::Approved,
        Choice::Deny => LoginState::Denied,
        Choice::WrongNumber => LoginState::WrongNumber,
    }
}
