//! What servers can do.

use countersign_core::dialect;
use countersign_core::dialect::NumberStyle;
use countersign_core::model::Algorithm;

/// What an account's server can do, so that an app offers nothing else.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Capabilities {
    /// How numbers may be asked for.
    pub number_styles: Vec<NumberStyle>,
    /// Key algorithms that may be accepted.
    pub algorithms: Vec<Algorithm>,
    /// Waiting challenges can be fetched without a push. Where not, a push that is lost is a login that is lost.
    pub polling: bool,
    /// What was recorded can be asked. Where not, an answer without a trustworthy reply is simply sent again.
    pub outcome: bool,
    /// Issuer and account name tell accounts apart, so the same pair is never enrolled twice.
    pub unique_names: bool,
    /// Challenges arrive; not so for accounts that only make one-time codes.
    pub challenges: bool,
    /// The push address can be changed later.
    pub push_update: bool,
    /// A device without a push address cannot be enrolled.
    pub push_required: bool,
    /// Somebody who is signed in can be enrolled without a code, by an access token.
    pub access_tokens: bool,
    /// The device's name in the person's device list can be changed: `name_device`.
    pub device_name: bool,
    /// A deny can say why.
    pub deny_reasons: bool,
    /// Approvals can have a key of their own, which only the person can use.
    pub approval_key: bool,
    /// The device key can be replaced: `rotate_key`.
    pub key_rotation: bool,
    /// An account can be locked from the phone: `lock_out`.
    pub lockout: bool,
}

/// How numbers can be asked for.
#[uniffi::remote(Enum)]
pub enum NumberStyle {
    /// Typed.
    Enter,
    /// Picked.
    Select,
    /// Not at all.
    #[uniffi(name = "NoNumber")]
    None,
}

impl From<dialect::Capabilities> for Capabilities {
    fn from(capabilities: dialect::Capabilities) -> Self {
        let dialect::Capabilities {
            number_styles,
            algorithms,
            polling,
            outcome,
            unique_names,
            challenges,
            push_update,
            push_required,
            access_tokens,
            device_name,
            deny_reasons,
            approval_key,
            key_rotation,
            lockout,
        } = capabilities;
        Self {
            number_styles: number_styles.to_vec(),
            algorithms: algorithms.to_vec(),
            polling,
            outcome,
            unique_names,
            challenges,
            push_update,
            push_required,
            access_tokens,
            device_name,
            deny_reasons,
            approval_key,
            key_rotation,
            lockout,
        }
    }
}
