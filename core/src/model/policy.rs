//! What an account's issuer promised, signed, at enrollment: the weakest challenge it will ever send.

use serde::{Deserialize, Serialize};

use super::NumberChallenge;

/// Whether something must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Requirement {
    /// It may be missing.
    Optional,
    /// Nothing goes without it.
    Required,
}

/// The weakest number challenge an account accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberPolicy {
    /// The number is typed, with at least this many digits.
    Enter {
        /// 2 to 8.
        digits: u8,
    },
    /// The number is picked, from at least this many.
    Select {
        /// 2 to 5.
        choices: u8,
    },
    /// Approving without a number is allowed.
    None,
}

/// An account's signed policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Policy {
    /// The weakest number challenge.
    pub number: NumberPolicy,
    /// Whether approving needs user verification.
    pub user_verification: Requirement,
}

/// How a challenge falls short of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Weakness {
    /// The policy asks for a typed or picked number, the challenge for something weaker.
    #[error("the number challenge is weaker than the account's policy")]
    Number,
    /// Too few digits to type.
    #[error("the number has {digits} digits, the account's policy asks for {policy}")]
    Digits {
        /// In the challenge.
        digits: u8,
        /// In the policy.
        policy: u8,
    },
    /// Too few numbers to pick from.
    #[error("there are {choices} numbers to pick from, the account's policy asks for {policy}")]
    Choices {
        /// In the challenge.
        choices: usize,
        /// In the policy.
        policy: u8,
    },
}

impl Policy {
    /// Says how `number` is weaker than this policy, `None` when it is strong enough.
    ///
    /// A typed number is stronger than a picked one, a picked one stronger than none.
    pub fn weakness(&self, number: &NumberChallenge) -> Option<Weakness> {
        match (self.number, number) {
            (NumberPolicy::None, _) | (NumberPolicy::Select { .. }, NumberChallenge::Enter { .. }) => None,
            (NumberPolicy::Enter { digits: policy }, NumberChallenge::Enter { digits }) => {
                (*digits < policy).then_some(Weakness::Digits { digits: *digits, policy })
            }
            (NumberPolicy::Select { choices: policy }, NumberChallenge::Select { choices }) => {
                (choices.len() < usize::from(policy)).then_some(Weakness::Choices { choices: choices.len(), policy })
            }
            (NumberPolicy::Enter { .. }, NumberChallenge::Select { .. } | NumberChallenge::None)
            | (NumberPolicy::Select { .. }, NumberChallenge::None) => Some(Weakness::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(number: NumberPolicy) -> Policy {
        Policy { number, user_verification: Requirement::Optional }
    }

    /// From strong to weak, as docs/protocol.md section 3.3 orders them.
    fn ladder() -> Vec<(NumberPolicy, NumberChallenge)> {
        let pick = |n: u8| NumberChallenge::Select { choices: (0..n).map(|i| format!("{i}")).collect() };
        let mut ladder: Vec<_> =
            (2..=8).rev().map(|digits| (NumberPolicy::Enter { digits }, NumberChallenge::Enter { digits })).collect();
        ladder.extend((2..=5).rev().map(|choices| (NumberPolicy::Select { choices }, pick(choices))));
        ladder.push((NumberPolicy::None, NumberChallenge::None));
        ladder
    }

    #[test]
    fn exactly_the_weaker_challenges_are_refused() {
        let ladder = ladder();
        for (policy_rank, (number, _)) in ladder.iter().enumerate() {
            for (challenge_rank, (_, challenge)) in ladder.iter().enumerate() {
                let is_weaker = challenge_rank > policy_rank;
                assert_eq!(policy(*number).weakness(challenge).is_some(), is_weaker, "{number:?} {challenge:?}");
            }
        }
    }
}
