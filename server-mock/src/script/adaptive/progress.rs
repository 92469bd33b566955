//! What is kept of a login between two steps.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::turn::StepOptions;
use crate::script::{Fragment, SourceId};

/// How far a login is in its script: a few kilobytes of JSON without secrets. It belongs to one text of the script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(super) source: SourceId,
    /// What to do when the step that is under way has ended.
    pub(super) current: Callbacks,
    /// What comes after that.
    pub(super) chain: VecDeque<Link>,
    /// The script's variables: JSON by name.
    pub(super) globals: BTreeMap<String, String>,
    /// Work done so far, for the bound on the whole login.
    pub(super) polls: u32,
}

/// The functions that a step was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Callbacks {
    pub(super) on_success: Option<Fragment>,
    pub(super) on_fail: Option<Fragment>,
}

/// What a script put in line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Link {
    Step(StepLink),
    Fail(FailLink),
}

/// `executeStep`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StepLink {
    pub(super) step: u32,
    pub(super) options: StepOptions,
    #[serde(flatten)]
    pub(super) callbacks: Callbacks,
}

/// `fail`, or `sendError` when there is a `page`; an inner null stands for the server's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FailLink {
    pub(super) fail: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "explicit")]
    pub(super) page: Option<Option<String>>,
}

/// Tells an absent member from null.
mod explicit {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Option<String>>, D::Error> {
        Option::deserialize(input).map(Some)
    }

    pub(super) fn serialize<S: Serializer>(value: &Option<Option<String>>, output: S) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(output)
    }
}
